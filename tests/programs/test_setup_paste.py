"""The page that takes many residents: preview, all or nothing, once, and letters in one go."""

import uuid
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from outbox.models import Message
from programs.models import Advisor, AuditEvent, Enrollment, Invitation, Program

Enroll = Callable[..., Enrollment]
ROWS = "Owen Tran,owen@example.org,2,Categorical,Dr. Halloran\nIvy Benoit,ivy@example.org,1,,\n"


@pytest.fixture
def mail_server(settings: Settings) -> None:
    settings.HAS_MAIL_SERVER = True


def paste(client: Client, program: Program, rows: str = ROWS, **more: object):
    sent = {"rows": rows, "academic_year": "2025", **more}
    return client.post(f"/program/{program.pk}/people/paste/", sent)


def keep(client: Client, program: Program, rows: str = ROWS, **more: object):
    """Read, then add what was shown."""
    more = {"add": ["dr. halloran"], **more}
    seen = paste(client, program, rows, **more)
    return paste(client, program, rows, keep=seen.context["form"].reading, **more)


def test_reading_adds_nothing(at_desk: Client, marlowe: Program):
    assert at_desk.get(f"/program/{marlowe.pk}/people/paste/").status_code == 200
    answer = paste(at_desk, marlowe, add="dr. halloran")
    assert answer.status_code == 200
    assert "Add 2 residents" in answer.content.decode()
    assert not Enrollment.objects.exists()
    assert not Advisor.objects.exists()


def test_adding(at_desk: Client, marlowe: Program):
    answer = keep(at_desk, marlowe)
    assert answer["Location"] == f"/program/{marlowe.pk}/"
    owen, ivy = Enrollment.objects.with_advisor().order_by("pgy_level").reverse()
    assert (owen.name, owen.email, owen.pgy_level, owen.track, owen.academic_year) == (
        "Owen Tran",
        "owen@example.org",
        2,
        "Categorical",
        2025,
    )
    assert (owen.advisor_name, ivy.advisor_name, ivy.track) == ("Dr. Halloran", "", "")
    event = AuditEvent.objects.get(what="resident added")
    assert sorted(event.enrollments) == sorted([owen.pk, ivy.pk])


def test_an_unknown_advisor_is_offered(at_desk: Client, marlowe: Program):
    Advisor.objects.create(program=marlowe, name="Dr. Haloran")
    answer = paste(at_desk, marlowe)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Dr. Halloran is not among your advisors. Is it Dr. Haloran?" in page
    assert 'name="add" value="dr. halloran"' in page
    assert "Add 2 residents" not in page


@pytest.mark.parametrize(
    ("there", "asked"),
    [
        (["Dr. Thomas Halloran"], " Is it Dr. Thomas Halloran?"),
        (["Dr. Thomas Haloran"], " Is it Dr. Thomas Haloran?"),
        (["Dr. Christopher Halloran", "Dr. Bartholomew Halloran"], ""),
        (["Dr. Wen-Li Chao"], ""),
    ],
)
def test_a_family_name_alone_is_enough_to_ask(
    at_desk: Client, marlowe: Program, there: list[str], asked: str
):
    Advisor.objects.bulk_create(Advisor(program=marlowe, name=name) for name in there)
    page = paste(at_desk, marlowe).content.decode()
    assert f"Dr. Halloran is not among your advisors.{asked}<" in page


def test_a_known_advisor_in_other_capitals_is_the_same(at_desk: Client, marlowe: Program):
    known = Advisor.objects.create(program=marlowe, name="dr. HALLORAN")
    keep(at_desk, marlowe, add=[])
    assert Enrollment.objects.with_advisor().get(name="Owen Tran").advisor_id == known.pk


def test_one_wrong_row_adds_none(at_desk: Client, marlowe: Program):
    answer = keep(at_desk, marlowe, f"{ROWS}Noah,noah@example.org,9")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "row 3" in page
    assert "PGY is a level from 1 to 7, not “9”." in page
    assert "noah@example.org,9" in page
    assert not Enrollment.objects.exists()


def test_against_the_roster(at_desk: Client, marlowe: Program, enroll: Enroll):
    enroll("owen tran", email="OWEN@example.org")
    enroll("Somebody Else", email="ivy@example.org")
    answer = paste(at_desk, marlowe, add="dr. halloran")
    page = answer.content.decode()
    assert "there already" in page
    assert "ivy@example.org is on the roster already, as Somebody Else." in page
    assert answer.status_code == 422


def test_pasting_again_adds_only_who_is_not_there(at_desk: Client, marlowe: Program):
    keep(at_desk, marlowe)
    keep(at_desk, marlowe, f"{ROWS}Noah,,3\n")
    assert sorted(Enrollment.objects.values_list("name", flat=True)) == ["Ivy Benoit", "Noah", "Owen Tran"]


def test_sent_twice_adds_once(at_desk: Client, marlowe: Program, mail_server: None):
    more = {"key": str(uuid.uuid4()), "invite": "on"}
    seen = paste(at_desk, marlowe, add="dr. halloran", **more)
    for _ in range(2):
        answer = paste(at_desk, marlowe, add="dr. halloran", keep=seen.context["form"].reading, **more)
        assert answer.status_code == 302
    assert (Enrollment.objects.count(), Message.objects.count()) == (2, 2)


def test_what_was_not_shown_is_not_added(at_desk: Client, marlowe: Program, enroll: Enroll):
    seen = paste(at_desk, marlowe, add="dr. halloran")
    enroll("Owen Tran", email="owen@example.org")
    answer = paste(at_desk, marlowe, add="dr. halloran", keep=seen.context["form"].reading)
    assert answer.status_code == 409
    assert "the roster changed while you were reading" in answer.content.decode()
    assert not Enrollment.objects.filter(name="Ivy Benoit").exists()


def test_a_year_changed_after_the_reading_is_read_again(at_desk: Client, marlowe: Program):
    seen = paste(at_desk, marlowe, add="dr. halloran")
    reading = seen.context["form"].reading
    paste(at_desk, marlowe, add="dr. halloran", keep=reading, academic_year="2026")
    assert not Enrollment.objects.exists()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1252"])
def test_a_file(at_desk: Client, marlowe: Program, encoding: str):
    data = "Zoë Núñez;zoe@example.org;3".encode(encoding)
    answer = paste(at_desk, marlowe, "", file=SimpleUploadedFile("r.csv", data))
    page = answer.content.decode()
    assert "Zoë Núñez · zoe@example.org · PGY-3" in page
    assert f"Read as {encoding.removesuffix('-sig').upper().replace('WINDOWS', 'Windows')}." in page
    assert "Zoë Núñez;zoe@example.org;3</textarea>" in page


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"PK\x03\x04" + b"x" * 50, "Save it as CSV"),
        (b"x" * 1_000_001, "one megabyte"),
        (b"a,,1\n" * 10_000, "These are 10,000 rows"),
    ],
)
def test_a_file_that_is_refused(at_desk: Client, marlowe: Program, data: bytes, words: str):
    answer = paste(at_desk, marlowe, "", file=SimpleUploadedFile("r.csv", data))
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_text_and_a_file_at_once_keeps_the_text(at_desk: Client, marlowe: Program):
    page = paste(at_desk, marlowe, file=SimpleUploadedFile("r.csv", b"Noah,,1")).content.decode()
    assert "There is text in the field as well" in page
    assert "Owen Tran,owen@example.org" in page


@pytest.mark.parametrize("rows", ["", "  ", "Ow\x00en,,2", '"Owen,,2', "Owen,,2," + "x" * 200_000])
def test_bad_rows_are_refused_and_stay(at_desk: Client, marlowe: Program, rows: str):
    answer = keep(at_desk, marlowe, rows)
    assert answer.status_code == 422
    assert not Enrollment.objects.exists()


def test_a_formula_is_kept_as_text_and_leaves_as_text(at_desk: Client, marlowe: Program):
    keep(at_desk, marlowe, "=cmd()|x,,2")
    assert Enrollment.objects.get().name == "=cmd()|x"
    assert "'=cmd()" in at_desk.get(reverse("roster_csv", args=[marlowe.pk])).content.decode()


def test_letters_leave_with_it(at_desk: Client, marlowe: Program, mail_server: None):
    rows = f"{ROWS}Noah,,3\n"
    page = paste(at_desk, marlowe, rows, add="dr. halloran", invite="on").content.decode()
    assert "Add 3 residents, send 2 invitations" in page
    keep(at_desk, marlowe, rows, invite="on")
    said = at_desk.get(f"/program/{marlowe.pk}/").content.decode()
    assert "3 added, 2 invitations leave in the next minutes. 1 without an address" in said
    assert sorted(Message.objects.values_list("to", flat=True)) == ["ivy@example.org", "owen@example.org"]
    hashes = set(Invitation.objects.values_list("token_hash", flat=True))
    for text in Message.objects.values_list("text", flat=True):
        token = text.split("/join/")[1].split("/")[0]
        assert Invitation.hashed(token) in hashes
    assert Invitation.objects.count() == 2


def test_no_letters_unasked(at_desk: Client, marlowe: Program, mail_server: None):
    keep(at_desk, marlowe)
    assert not Invitation.objects.exists()


def test_the_same_statements_for_many(at_desk: Client, marlowe: Program, mail_server: None):
    counts = []
    for size in (5, 250):
        rows = "".join(f"R{n} of {size},r{n}.{size}@e.org,1,T,Dr. {n % 4}\n" for n in range(size))
        more = {"add": [f"dr. {n}" for n in range(4)], "invite": "on"}
        reading = paste(at_desk, marlowe, rows, **more).context["form"].reading
        with CaptureQueriesContext(connection) as caught:
            assert paste(at_desk, marlowe, rows, keep=reading, **more).status_code == 302
        counts.append(len(caught))
    assert Enrollment.objects.count() == Message.objects.count() == 255
    assert counts[1] <= counts[0]


def test_another_programs_advisors_and_rows_are_not_known_here(
    at_desk: Client, marlowe: Program, enroll: Enroll
):
    theirs = Program.objects.create(name="Lakeshore")
    enroll("Owen Tran", program=theirs, email="owen@example.org")
    Advisor.objects.create(program=theirs, name="Dr. Halloran")
    page = paste(at_desk, marlowe).content.decode()
    assert "Dr. Halloran is not among your advisors." in page
    assert "there already" not in page


def test_a_namesake_with_an_address_is_somebody_else(at_desk: Client, marlowe: Program, enroll: Enroll):
    enroll("Owen Tran", email="other@example.org")
    keep(at_desk, marlowe)
    assert Enrollment.objects.filter(name="Owen Tran").count() == 2


def test_an_address_that_only_looks_like_one(at_desk: Client, marlowe: Program):
    answer = keep(at_desk, marlowe, "Owen,owen@-example.org,2")
    assert answer.status_code == 422
    assert "“owen@-example.org” is not an address." in answer.content.decode()
    assert not Enrollment.objects.exists()


def test_nothing_new_is_nothing_to_add(at_desk: Client, marlowe: Program):
    keep(at_desk, marlowe)
    answer = keep(at_desk, marlowe)
    assert answer.status_code == 200
    assert AuditEvent.objects.filter(what="resident added").count() == 1


def test_letters_asked_for_after_the_reading_are_read_again(
    at_desk: Client, marlowe: Program, mail_server: None
):
    seen = paste(at_desk, marlowe, add="dr. halloran")
    paste(at_desk, marlowe, add="dr. halloran", invite="on", keep=seen.context["form"].reading)
    assert not Enrollment.objects.exists()
    assert not Message.objects.exists()


def test_a_track_keeps_the_spelling_it_has(at_desk: Client, marlowe: Program, enroll: Enroll):
    enroll("Somebody Else", track="Child & Adolescent")
    keep(at_desk, marlowe, "Owen,,2,child & adolescent\nIvy,,1,Research\nNoah,,1,RESEARCH\n")
    assert set(Enrollment.objects.values_list("name", "track")) == {
        ("Somebody Else", "Child & Adolescent"),
        ("Owen", "Child & Adolescent"),
        ("Ivy", "Research"),
        ("Noah", "Research"),
    }


def test_another_programs_people_advisors_and_tracks_do_not_count(
    at_desk: Client, marlowe: Program, enroll: Enroll
):
    other = Program.objects.create(name="Lakeshore")
    enroll("Owen Tran", "Dr. Halloran", program=other, email="owen@example.org", track="CATEGORICAL")
    assert "Dr. Halloran is not among your advisors." in paste(at_desk, marlowe).content.decode()
    keep(at_desk, marlowe)
    owen = Enrollment.objects.with_advisor().get(program=marlowe, name="Owen Tran")
    assert owen.track == "Categorical"
    assert Advisor.objects.get(pk=owen.advisor_id).program == marlowe


def test_more_than_a_million_characters(at_desk: Client, marlowe: Program):
    answer = paste(at_desk, marlowe, "Owen,,2\n" + "x" * 1_000_000)
    assert answer.status_code == 422
    assert "That is more than a million characters." in answer.content.decode()
