"""Taking everything along: all of one's own, nobody else's, nothing secret, in one moment."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from datetime import timedelta
from threading import Thread
from typing import Any
from zipfile import ZipFile

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import Field, Model
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from contacts.models import Contact, Way
from dashboard import taking_tables
from dashboard.belongings import LEFT_OUT, TAKEN
from dashboard.taking import everything
from followups.windows import Basis
from interactions import recording
from interactions.recording import PromiseMade
from outbox import unsubscribing
from quickstart.demo.volume import Volume
from tests.conftest import START, Clock
from tests.making import owed, person
from tests.privacy.world import make_world
from tests.programs.conftest import pass_second_factor

pytestmark = pytest.mark.django_db
ClientFor = Callable[[User], Client]
SECRET = "JBSWY3DPEHPK3PXP"


def read(user: User) -> dict[str, str]:
    """The files by name."""
    with ZipFile(everything(user, START)) as archive:
        return {name: archive.read(name).decode("utf-8-sig") for name in archive.namelist()}


def tables(user: User) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = json.loads(read(user)["curbside.json"])["tables"]
    return found


def lines(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def sure(client: Client, user: User) -> Client:
    pass_second_factor(client, user)
    return client


# ------------------------------------------------------------------ the declaration
def targets(model: type[Model]) -> set[str]:
    fields: list[Field[Any, Any]] = list(model._meta.concrete_fields)
    return {field.related_model._meta.label for field in fields if field.is_relation}


def test_every_table_that_leads_to_a_person_is_declared() -> None:
    taken = {table.label for table in TAKEN}
    assert not taken & LEFT_OUT.keys()
    leading = {
        model._meta.label
        for model in apps.get_models(include_auto_created=True)
        if targets(model) & ({"accounts.User"} | taken)
    }
    undeclared = leading - taken - LEFT_OUT.keys()
    assert not undeclared, f"say in dashboard/belongings.py whether a person takes these along: {undeclared}"
    assert taken | LEFT_OUT.keys() == leading | {"accounts.User", "programs.Program"}
    assert all(LEFT_OUT.values())


def test_a_column_that_stays_here_exists() -> None:
    for table in TAKEN:
        names = {field.name for field in table.model._meta.get_fields()}
        assert table.without <= names, table.label


# ------------------------------------------------------------------ whose rows
def test_all_of_mine_and_nothing_of_anybody_else() -> None:
    world = make_world()
    one = world.people["named_a"]
    # Numbers of rows may read as planted years; every planted year stands in a date.
    text = re.sub(r"(?<![\w-])\d+(?![\w-])", "", "\n".join(read(one.user).values()))
    foreign = [planted.where for planted in world.ledger.foreign(text, "named_a")]
    assert not foreign
    shown = ("Enrollment.", "HelpRequest.", "Contact.")
    mine = {
        word: planted.where
        for word, planted in world.ledger.words.items()
        if planted.viewers == {"named_a"}
        or ("named_a" in planted.viewers and planted.where.startswith(shown))
    }
    missing = {where for word, where in mine.items() if word not in text}
    assert missing == {
        f"{table.model._meta.object_name}.{column}"
        for table in TAKEN
        for column in table.without
        if f"{table.model._meta.object_name}.{column}" in mine.values()
    }
    assert {"Message.text", "Message.html"} <= missing


def test_the_tables_hold_every_row(ama: User, ben: User) -> None:
    grace, ida = person(ama, "Dr. Grace Adeyemi", tags=["fellowship"]), person(ama, "Ida Vale")
    Way.objects.create(owner=ama, contact=grace, kind="email", value="grace@example.org", label="work")
    person(ben, "Quillfeather")
    said = PromiseMade(grace, "the slides", (START + timedelta(days=7)).date(), False)
    earlier = START - timedelta(hours=2)
    touch = recording.record(
        ama, people=[grace, ida], kind="coffee", at=earlier, takeaway="Small and simple.", promises=[said],
        now=START,
    )  # fmt: skip
    owed(ida, Basis.MANUAL, START, because="She asked.")
    ida.trash(START)
    files = read(ama)
    people = lines(files["contacts.csv"])
    assert [(one["Given name"], one["Email"], one["Tags"]) for one in people] == [
        ("Grace", "grace@example.org (work)", "fellowship"),
        ("Ida", "", ""),
    ]
    assert people[1]["In the trash since"] == "2026-05-19 11:40"
    (met,) = lines(files["interactions.csv"])
    assert (met["When"], met["Kind"], met["Takeaway"]) == ("2026-05-19 09:40", "Coffee", "Small and simple.")
    assert set(met["With"].split("; ")) == {"Dr. Grace Adeyemi", "Ida Vale"}
    assert met["Promises"] == "I promised Dr. Grace Adeyemi: the slides, by 2026-05-26"
    assert ("Ida Vale", "Your own reminder", "She asked.") in [
        (one["With"], one["Why"], one["Because"]) for one in lines(files["follow-ups.csv"])
    ]
    whole = json.loads(files["curbside.json"])["tables"]
    assert [row["given_name"] for row in whole["contacts.Contact"]] == ["Grace", "Ida"]
    assert len(whole["interactions.Participant"]) == 2
    assert {row["interaction_id"] for row in whole["interactions.Interaction_opened"]} == {touch.pk}
    assert "America/Denver" in files["README.txt"] and ama.email in files["README.txt"]
    assert "Quillfeather" not in "".join(files.values())


def test_nothing_secret_leaves(ama: User, client_for: ClientFor) -> None:
    client = sure(client_for(ama), ama)
    ama.set_password("seven quiet herons wade")
    ama.save()
    apps.get_model("mfa.Authenticator").objects.create(user=ama, type="totp", data={"secret": SECRET})
    key = client.session.session_key
    apps.get_model("usersessions.UserSession").objects.create(
        user=ama, session_key=key, ip="127.0.0.1", user_agent="Firefox"
    )
    stop = unsubscribing.link(ama.pk)
    apps.get_model("outbox.Message").objects.create(
        owner=ama, key="k", kind="weekly", to=ama.email, subject="3 small follow-ups", text=stop, html=stop,
        headers=unsubscribing.headers(ama.pk),
    )  # fmt: skip
    text = "".join(read(ama).values())
    assert "3 small follow-ups" in text and "Firefox" in text and '"totp"' in text
    for secret in (ama.password, SECRET, key, stop, stop.rsplit("/", 2)[1]):
        assert secret and secret not in text


def test_what_a_spreadsheet_would_run_is_guarded_and_json_has_it_as_written(ama: User) -> None:
    person(ama, "Ida Vale", note='=HYPERLINK("http://evil.example")', institution="+1", tags=["@cmd"])
    files = read(ama)
    (one,) = lines(files["contacts.csv"])
    assert (one["Note"], one["Tags"]) == ('\'=HYPERLINK("http://evil.example")', "'@cmd")
    assert json.loads(files["curbside.json"])["tables"]["contacts.Contact"][0]["tags"] == ["@cmd"]


def test_hard_words_come_back_whole(ama: User) -> None:
    note = 'Zürich, "quoted"\nline two\u2028three; 東京 \U0001f98e'
    person(ama, "Ida Vale", note=note)
    files = read(ama)
    assert json.loads(files["curbside.json"])["tables"]["contacts.Contact"][0]["note"] == note
    assert lines(files["contacts.csv"])[0]["Note"] == note


def test_an_empty_account_has_whole_files(ben: User) -> None:
    files = read(ben)
    assert lines(files["contacts.csv"]) == []
    assert json.loads(files["curbside.json"])["tables"]["accounts.User"][0]["email"] == ben.email


# ------------------------------------------------------------------ the page
def test_the_answer_is_a_file_nobody_keeps(ama: User, client_for: ClientFor) -> None:
    person(ama)
    client = sure(client_for(ama), ama)
    assert "Download the file" in client.get("/me/export/").content.decode()
    answer = client.post("/me/export/")
    assert answer["Content-Type"] == "application/zip"
    assert answer["Content-Disposition"] == 'attachment; filename="curbside-2026-05-19.zip"'
    assert answer["Cache-Control"] == "no-store"
    body = answer.getvalue()
    assert len(body) == int(answer["Content-Length"])
    assert ZipFile(io.BytesIO(body)).testzip() is None


@pytest.mark.parametrize("path", ["/me/export/", "/me/delete/"])
def test_asked_who_is_there_when_it_was_not_said_lately(
    ama: User, client_for: ClientFor, clock: Clock, path: str
) -> None:
    client = sure(client_for(ama), ama)
    clock.advance(minutes=14)
    assert client.get(path).status_code == 200
    clock.advance(minutes=2)
    assert "/account/" in client.get(path)["Location"]
    answer = client.post(path, {"email": ama.email})
    assert (answer.status_code, answer["Location"]) == (302, path)
    assert User.objects.filter(pk=ama.pk, is_active=True).exists()


def test_signed_out_nothing_is_answered() -> None:
    for path in ("/me/export/", "/me/delete/"):
        assert Client().post(path, {"email": "ama@example.org"})["Location"].startswith("/account/login/")


# ------------------------------------------------------------------ size and time
def statements(user: User) -> int:
    with CaptureQueriesContext(connection) as seen:
        read(user)
    return len(seen)


def test_the_number_of_statements_does_not_grow() -> None:
    few = Volume("few@curbside.example", 3, START, None, lambda _: None).make()
    many = Volume("many@curbside.example", 120, START, None, lambda _: None).make()
    with_few, with_many = statements(few), statements(many)
    assert with_few == with_many
    assert with_many <= len(TAKEN) + 12
    assert len(lines(read(many)["interactions.csv"])) == 480


@pytest.mark.django_db(transaction=True)
def test_all_of_one_moment(ama: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """Deleted in another window while the file is made: it holds all of it."""
    person(ama)
    sheets = taking_tables.sheets

    def delete_all() -> None:
        Contact.objects.all().delete()
        connection.close()

    def meanwhile(*args: Any) -> Any:
        other = Thread(target=delete_all)
        other.start()
        other.join(10)
        return sheets(*args)

    monkeypatch.setattr("dashboard.taking.sheets", meanwhile)
    assert len(lines(read(ama)["contacts.csv"])) == 1
    assert not Contact.objects.exists()
