"""Emails that nobody acts on ask how often, then come monthly; whatever acts answers them."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from contacts.models import Contact
from followups import backoff, digest, planning
from followups.models import Digest, FollowUp
from interactions import recording
from interactions.models import Kind
from outbox.models import Message
from tests.conftest import START, Clock

pytestmark = pytest.mark.django_db
SUNDAY = datetime(2026, 5, 24, 23, 0, tzinfo=UTC)
DAY, WEEK = timedelta(days=1), timedelta(days=7)
Person = Callable[..., Contact]


@pytest.fixture
def person(ama: User) -> Person:
    def person(name: str = "Hana Mori", **fields: object) -> Contact:
        given, _, family = name.partition(" ")
        return Contact.objects.create(**{"owner": ama, "given_name": given, "family_name": family, **fields})

    return person


# ------------------------------------------------------------------ when nobody answers
@pytest.fixture
def owing(ama: User, person: Person) -> User:
    planning.promised(person(), "send the QT table", date(2026, 5, 26), START, "1")
    return ama


def issue(user: User, week: int, state: str = "sent") -> str:
    """The mail of that week, as it arrived."""
    before = set(Message.objects.values_list("pk", flat=True))
    # An hour more: 17:00 in Denver is later in winter.
    digest.queue_due(SUNDAY + week * WEEK + timedelta(hours=1))
    made = Message.objects.exclude(pk__in=before).filter(owner=user).first()
    if made is None:
        return "none"
    Message.objects.filter(pk=made.pk).update(state=state)
    asks, eases = (
        "Keep weekly, go monthly, or stop?" in made.text,
        "from now on it comes once a month" in made.text,
    )
    return "asks" if asks else "eases" if eases else "plain"


def test_four_unanswered_ask_eight_make_it_monthly(owing: User) -> None:
    said = [issue(owing, week) for week in range(18)]
    assert said[:9] == ["plain"] * 4 + ["asks"] * 4 + ["eases"]
    owing.refresh_from_db()
    assert owing.digest_every == "month"
    # The ninth was on 19 July; after it the first Sunday of a month.
    assert said[9:] == ["none", "plain", "none", "none", "none", "none", "plain", "none", "none"]
    eased = Message.objects.order_by("pk")[8]
    assert "Sent monthly because you asked." in eased.text
    assert "/mail/weekly/" in eased.text
    assert "/mail/weekly/" in eased.html


@pytest.mark.parametrize("state", ["pending", "dead", "suppressed", "retry"])
def test_mail_that_never_came_is_not_unanswered(owing: User, state: str) -> None:
    assert [issue(owing, week, state) for week in range(10)] == ["plain"] * 10


def test_any_answer_begins_anew(owing: User) -> None:
    said = []
    for week in range(8):
        said.append(issue(owing, week))
        if week == 2:
            backoff.answered(owing.pk, SUNDAY + week * WEEK + DAY)
    assert said == ["plain"] * 7 + ["asks"]
    newest = Digest.objects.order_by("-send_at")
    assert [one.answered_at is not None for one in newest] == [False] * 5 + [True, False, False]


def test_an_answer_is_noted_once_and_only_for_the_newest(owing: User, ben: User) -> None:
    issue(owing, 0)
    issue(owing, 1)
    first, again = SUNDAY + WEEK + DAY, SUNDAY + WEEK + 2 * DAY
    backoff.answered(ben.pk, first)
    assert not Digest.objects.filter(answered_at__isnull=False).exists()
    backoff.answered(owing.pk, first)
    backoff.answered(owing.pk, again)
    mine = Digest.objects.filter(owner=owing).order_by("send_at")
    assert list(mine.values_list("answered_at", flat=True)) == [None, first]


def test_monthly_by_choice_is_never_asked_about_nor_made_weekly(owing: User) -> None:
    User.objects.filter(pk=owing.pk).update(digest_every="month")
    said = [issue(owing, week) for week in range(60)]
    assert set(said) == {"plain", "none"}
    assert said.count("plain") in (13, 14)
    owing.refresh_from_db()
    assert owing.digest_every == "month"


# ------------------------------------------------------------------ what counts as an answer
def _press(user: User, client_for: Callable[[User], Client], verb: str, **sent: str) -> None:
    one = FollowUp.objects.get(owner=user, basis="promise")
    client_for(user).post(reverse(verb, args=[one.pk]), sent)


@pytest.mark.parametrize(
    ("verb", "sent", "counts"),
    [
        ("done", {}, True),
        ("dismiss", {}, True),
        ("snooze", {"until": "2026-06-03"}, True),
        ("snooze", {"until": "1999-01-01"}, False),
        ("undo", {}, False),
    ],
)
def test_what_a_row_offers_answers_the_mail(
    owing: User,
    client_for: Callable[[User], Client],
    clock: Clock,
    verb: str,
    sent: dict[str, str],
    counts: bool,
) -> None:
    issue(owing, 0)
    clock.set(SUNDAY + DAY)
    _press(owing, client_for, verb, **sent)
    assert Digest.objects.get(owner=owing).answered_at == (clock.at if counts else None)


def test_done_twice_answers_once(owing: User, client_for: Callable[[User], Client], clock: Clock) -> None:
    _press(owing, client_for, "done")
    planning.promised(Contact.objects.get(), "call", date(2026, 5, 26), START, "2")
    issue(owing, 0)
    clock.set(SUNDAY + DAY)
    client_for(owing).post(reverse("done", args=[FollowUp.objects.earliest("pk").pk]))
    assert Digest.objects.get(owner=owing).answered_at is None


def _record(user: User, contact: Contact, at: datetime) -> None:
    recording.record(user, people=[contact], kind=Kind.EMAIL, at=at, now=at)


def _record_each(user: User, contact: Contact, at: datetime) -> None:
    recording.record_each(user, [recording.Told([contact])], kind=Kind.EMAIL, at=at, event=None, now=at)


def _hold(user: User, contact: Contact, at: datetime) -> None:
    recording.hold(recording.plan(user, [contact], Kind.COFFEE, at, now=at), at)


def _plan(user: User, contact: Contact, at: datetime) -> None:
    recording.plan(user, [contact], Kind.COFFEE, at + DAY, now=at)


@pytest.mark.parametrize(
    ("log", "counts"), [(_record, True), (_record_each, True), (_hold, True), (_plan, False)]
)
def test_a_touch_logged_answers_the_mail(
    owing: User, log: Callable[[User, Contact, datetime], None], counts: bool
) -> None:
    issue(owing, 0)
    log(owing, Contact.objects.get(), SUNDAY + DAY)
    assert (Digest.objects.get(owner=owing).answered_at == SUNDAY + DAY) == counts
