"""Log a touch from the mail: one line and a kind, logged as the app would, once."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import Session, User
from contacts.models import Contact
from followups import planning
from followups.mail_links import Ticket, seal
from followups.models import FollowUp, Outcome
from followups.windows import Basis
from interactions import recording
from interactions.models import Interaction
from tests.conftest import START, Clock
from tests.followups.test_mail_acts import everything, text
from tests.interactions.test_at_once import at_once
from tests.making import owed, person

pytestmark = pytest.mark.django_db
SAID = {"takeaway": "She started the forensic year", "kind": "call"}


@pytest.fixture
def hana(ama: User) -> Contact:
    return person(ama, "Dr. Hana Mori", cadence="update", cadence_set_on=(START - timedelta(days=110)).date())


@pytest.fixture
def window(hana: Contact) -> FollowUp:
    """Her update window, open."""
    made = planning.plan_window(hana)
    assert made is not None
    return made


@pytest.fixture
def reader() -> Client:
    return Client(enforce_csrf_checks=True)


def address(item: FollowUp) -> str:
    return reverse("mail_log", args=[seal("log", Ticket(item.owner_id, item.pk, START))])


def undo_in(answer: Any) -> str:
    found = re.search(r'action="(/mail/unlog/[^"]+)"', text(answer))
    assert found, text(answer)
    return found[1]


def test_the_page_asks_for_one_line_and_a_kind(window: FollowUp, reader: Client) -> None:
    page = text(reader.get(address(window)))
    assert "Log a touch with Hana?" in page
    assert "Nothing changes until you press the button. The link works until 2\N{NO-BREAK SPACE}June." in page
    assert len(re.findall(r"<(?:input|select|textarea)\b(?![^>]*hidden)", page)) == 2
    assert "Mori" not in page


def test_looking_fifty_times_changes_nothing(window: FollowUp, reader: Client) -> None:
    before = everything()
    for _ in range(50):
        reader.get(address(window))
        reader.head(address(window))
        reader.get(f"{address(window)}?keep")
    assert everything() == before
    assert not reader.cookies
    assert not Session.objects.exists()


def test_not_yet_says_that_nothing_was_changed(window: FollowUp, reader: Client) -> None:
    page = text(reader.get(f"{address(window)}?keep"))
    assert "Nothing was changed" in page
    assert "<form" not in page


def test_it_is_logged_as_the_app_would(window: FollowUp, hana: Contact, reader: Client) -> None:
    assert "Logged with Hana" in text(reader.post(address(window), SAID))
    touch = Interaction.objects.get()
    assert (touch.takeaway, touch.kind, touch.at) == (SAID["takeaway"], "call", START)
    assert list(touch.people.all()) == [hana]
    window.refresh_from_db()
    assert (window.outcome, window.closed_at) == (Outcome.DONE, START)
    assert list(touch.closed.all()) == [window]
    hana.refresh_from_db()
    assert (hana.last_touch_at, hana.last_takeaway) == (START, SAID["takeaway"])
    following = FollowUp.objects.owed().get(contact=hana)
    assert following.opens_at > START + timedelta(days=80)


@pytest.mark.parametrize(
    "basis", [Basis.CONFERENCE, Basis.THANKS, Basis.INTRODUCTION, Basis.CLOSE_LOOP, Basis.CHECK_IN]
)
def test_it_closes_the_item_it_stands_beside_and_no_promise(ama: User, reader: Client, basis: Basis) -> None:
    contact = person(ama)
    item = owed(contact, basis, START - timedelta(hours=2))
    promise = owed(contact, Basis.PROMISE, START - timedelta(hours=2))
    reader.post(address(item), {"kind": "email"})
    assert not FollowUp.objects.filter(pk=item.pk).owed().exists()
    assert FollowUp.objects.get(pk=promise.pk).is_owed


def test_pressing_twice_logs_once_and_can_still_be_undone(
    window: FollowUp, hana: Contact, reader: Client
) -> None:
    sent = SAID | {"key": str(uuid4())}
    reader.post(address(window), sent)
    before = everything()
    again = reader.post(address(window), sent)
    assert again.status_code == 200
    assert "This is done already" in text(again)
    assert everything() == before
    undo = undo_in(again)
    other = reader.post(address(window), SAID | {"key": str(uuid4())})
    assert "action=" not in text(other)
    assert everything() == before
    assert "Taken back" in text(reader.post(undo))


def test_pressing_again_costs_three_statements(
    window: FollowUp, reader: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    sent = SAID | {"key": str(uuid4())}
    reader.post(address(window), sent)
    with django_assert_num_queries(3):
        reader.post(address(window), sent)


def test_undo_leaves_things_as_they_were(window: FollowUp, hana: Contact, reader: Client) -> None:
    rows = list(FollowUp.objects.values())
    hana.refresh_from_db()
    undo = undo_in(reader.post(address(window), SAID))
    assert "Take back what you logged?" in text(reader.get(undo))
    assert Interaction.objects.owned_by(hana.owner).count() == 1
    assert "Taken back" in text(reader.post(undo))
    assert Interaction.objects.owned_by(hana.owner).count() == 0
    assert list(FollowUp.objects.values()) == rows
    assert "It was taken back already" in text(reader.post(undo))
    assert "Logged with Hana" in text(reader.post(address(window), SAID))


def test_undo_leaves_alone_what_was_changed_since(window: FollowUp, reader: Client) -> None:
    undo = undo_in(reader.post(address(window), SAID))
    recording.change(Interaction.objects.get(), now=START, note="A long note.")
    assert "It was changed since" in text(reader.post(undo))
    assert Interaction.objects.get().deleted_at is None


def test_undo_is_gone_with_the_link_or_the_person(
    window: FollowUp, hana: Contact, ben: User, reader: Client, clock: Clock
) -> None:
    undo = undo_in(reader.post(address(window), SAID))
    touch = Interaction.objects.get()
    stolen = seal("unlog", Ticket(ben.pk, touch.pk, START, touch.version))
    assert reader.post(reverse("mail_unlog", args=[stolen])).status_code == 410
    Contact.objects.filter(pk=hana.pk).update(trashed_at=START)
    assert reader.post(undo).status_code == 410
    Contact.objects.filter(pk=hana.pk).update(trashed_at=None)
    clock.advance(days=14)
    assert reader.post(undo).status_code == 410
    assert Interaction.objects.get().deleted_at is None


def test_done_elsewhere_logs_nothing_and_says_so(window: FollowUp, reader: Client) -> None:
    planning.finish(window, Outcome.DONE, START)
    for method in (reader.get, lambda path: reader.post(path, SAID)):
        answer = method(address(window))
        assert answer.status_code == 200
        assert "This is done already" in text(answer)
    assert not Interaction.objects.exists()


@pytest.mark.parametrize(
    "sent",
    [
        {"kind": "smoke signals"},
        {"kind": "call", "takeaway": "a" * 301},
        {"kind": "call", "takeaway": "one\nline"},
        {"kind": "call", "key": "not a key"},
        {},
    ],
)
def test_what_cannot_be_kept_is_said_and_nothing_is_logged(
    window: FollowUp, reader: Client, sent: dict[str, str]
) -> None:
    answer = reader.post(address(window), sent)
    assert answer.status_code == 422
    assert "Log a touch with Hana?" in text(answer)
    assert not Interaction.objects.exists()


def test_a_nul_byte_is_no_server_error(window: FollowUp, reader: Client) -> None:
    answer = reader.post(address(window), {"kind": "call", "takeaway": "a\x00b"})
    assert answer.status_code in (400, 422)
    assert not Interaction.objects.exists()


def test_logging_answers_the_email(window: FollowUp, reader: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[int] = []
    monkeypatch.setattr("followups.backoff.answered", lambda owner, now: heard.append(owner))
    reader.get(address(window))
    reader.post(address(window), SAID)
    assert heard == [window.owner_id]


@pytest.mark.django_db(transaction=True)
def test_four_presses_at_once_log_once(window: FollowUp) -> None:
    sent, path = SAID | {"key": str(uuid4())}, address(window)
    answers = at_once(*[lambda: Client().post(path, sent)] * 4)
    assert [answer.status_code for answer in answers] == [200] * 4
    assert all("/mail/unlog/" in text(answer) for answer in answers)
    assert Interaction.objects.count() == 1
