"""What stands around the items of a weekly email: an idea and the month's gauge."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from contacts.models import SEATS, Contact, RoleTerm
from followups import digest, ending, gaps, gauge, planning
from interactions import recording
from interactions.models import Event, Interaction, Kind
from outbox.models import Message
from residents.models import Achievement, Affiliation, Resident
from tests.conftest import START

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


def seat(contact: Contact, role: str, ends_on: date | None = None) -> None:
    start = date(2026, 1, 1)
    RoleTerm.objects.create(owner=contact.owner, contact=contact, role=role, starts_on=start, ends_on=ends_on)


def idea(user: User, now: datetime = SUNDAY) -> str:
    return gaps.ideas([user], now).get(user.pk, "")


# ------------------------------------------------------------------ gaps
@pytest.fixture
def all_but_near_peer(ama: User, person: Person) -> None:
    """Three seats are taken, and a peer was in touch."""
    for role in SEATS[:3]:
        seat(person(f"Dr {role}"), role)
    person("Jo", direction="peer", last_touch_at=SUNDAY - DAY, stage="contacted")


@pytest.mark.usefixtures("all_but_near_peer")
def test_p50_an_open_seat_names_somebody_of_my_own_who_fits(ama: User, ben: User, person: Person) -> None:
    assert idea(ama) == "One idea: the near-peer seat is open; somebody a year or two ahead could take it."
    person("Secret", owner=ben, direction="peer")
    person("Sam Senior", prefix="Dr.", direction="senior")
    person("Gone", direction="peer", trashed_at=START)
    person("New", direction="peer", stage="identified")
    assert "somebody a year" in idea(ama)
    person("Al Plain", direction="peer", last_touch_at=SUNDAY)
    assert "; Al may" in idea(ama)
    person("Marisol Ruiz", prefix="Dr.", direction="peer", title="PGY-4, chief resident")
    assert idea(ama) == "One idea: the near-peer seat is open; Dr. Ruiz may be glad to be asked."


@pytest.mark.usefixtures("all_but_near_peer")
def test_p5_only_seats_held_today_count(ama: User, person: Person) -> None:
    ruiz = person("Ruiz", direction="peer")
    seat(ruiz, "near_peer", ends_on=date(2026, 5, 25))
    assert idea(ama) == ""
    assert "near-peer seat is open; Ruiz may" in idea(ama, SUNDAY + DAY)
    RoleTerm.objects.filter(contact=ruiz).update(ends_on=None)
    Contact.objects.filter(pk=ruiz.pk).update(trashed_at=START)
    assert "near-peer seat is open; somebody" in idea(ama)


@pytest.mark.usefixtures("all_but_near_peer")
def test_p11_no_peer_this_quarter(ama: User, person: Person) -> None:
    seat(person("Ruiz", prefix="Dr."), "near_peer")
    assert idea(ama) == ""
    quarter = datetime(2026, 4, 1, 6, 0, tzinfo=UTC)
    Contact.objects.filter(direction="peer").update(last_touch_at=quarter)
    assert idea(ama) == ""
    Contact.objects.filter(direction="peer").update(last_touch_at=quarter - timedelta(seconds=1))
    assert idea(ama) == "One idea: no peer in touch this quarter; a word after rounds is enough."
    Contact.objects.filter(direction="peer").update(stage="met")
    assert idea(ama) == "One idea: no peer in touch this quarter; Jo may like to hear from you."


@pytest.mark.parametrize(
    ("training", "seats"),
    [
        ("", ["clinical", "research", "navigator", "near-peer"]),
        ("PGY-1", ["clinical", "research", "navigator", "near-peer"]),
        ("MS4", ["clinical", "research", "near-peer"]),
        ("PGY-4", ["clinical", "research", "navigator"]),
        ("fellow", []),
    ],
)
def test_p20_the_idea_follows_where_somebody_is_in_training(
    ama: User, training: str, seats: list[str]
) -> None:
    """P20: the weekly email names no seat the playbook does not speak of in these years."""
    Resident.objects.filter(user=ama).update(training_stage=training)
    said = " ".join(idea(ama, SUNDAY + week * WEEK) for week in range(5))
    assert "no peer in touch" in said
    assert [seat for seat in ("clinical", "research", "navigator", "near-peer") if seat in said] == seats


def test_one_idea_a_week_and_another_one_the_next(ama: User) -> None:
    said = [idea(ama, SUNDAY + week * WEEK) for week in range(5)]
    assert len(set(said)) == 5
    assert idea(ama) == said[0] == idea(ama, SUNDAY - 3 * DAY)


@pytest.mark.parametrize(
    ("gap", "fields", "fits"),
    [
        ("research", {"title": "associate professor, Research methods"}, True),
        ("research", {"tags": ["research"]}, True),
        ("research", {"title": "attending"}, False),
        ("navigator", {"title": "associate program director"}, True),
        ("navigator", {"tags": ["career"]}, True),
        ("navigator", {"title": "attending"}, False),
        ("clinical", {"title": "attending"}, True),
        ("clinical", {"title": "attending", "direction": "junior"}, False),
    ],
)
def test_who_fits_a_seat(ama: User, person: Person, gap: str, fields: dict[str, object], fits: bool) -> None:
    for role in SEATS:
        if role != gap:
            seat(person(f"Dr {role}", direction="junior"), role)
    person("Jo", direction="peer", last_touch_at=SUNDAY)
    person("Ada Chao", prefix="Dr.", **fields)
    assert ("Dr. Chao may be glad" in idea(ama)) == fits


def test_a_name_too_long_for_a_line_is_left_out(ama: User, person: Person) -> None:
    for role in SEATS[:3]:
        seat(person(f"Dr {role}", direction="peer", last_touch_at=SUNDAY), role)
    person("N" * 41, direction="peer")
    assert "somebody a year" in idea(ama)


# ------------------------------------------------------------------ the month's gauge
def touch(user: User, contact: Contact, at: datetime = SUNDAY - DAY, **fields: object) -> Interaction:
    return recording.record(
        user, people=[contact], kind=fields.pop("kind", Kind.MET), at=at, now=SUNDAY, **fields
    )


def line(user: User, now: datetime = SUNDAY) -> str:
    return gauge.lines([user], now)[user.pk]


@pytest.mark.parametrize(
    ("fields", "counts"),
    [
        ({"kind": Kind.COFFEE}, 1),
        ({"kind": Kind.MEETING}, 1),
        ({"kind": Kind.INFORMATIONAL}, 1),
        ({"kind": Kind.MET}, 0),
        ({"kind": Kind.EMAIL}, 0),
        ({"kind": Kind.MET, "meaningful": True}, 1),
        ({"kind": Kind.EMAIL, "meaningful": True}, 1),
    ],
)
def test_p66_a_sought_or_good_conversation_counts(
    ama: User, person: Person, fields: dict[str, object], counts: int
) -> None:
    contact = person()
    touch(ama, contact, SUNDAY - 60 * DAY)
    touch(ama, contact, **fields)
    assert line(ama) == f"May: {counts} of 1–2."


def test_p66_a_journal_club_counts_when_somebody_new_was_there(ama: User, person: Person) -> None:
    old, new = person("Old"), person("New")
    touch(ama, old, SUNDAY - 60 * DAY)
    touch(ama, old, kind=Kind.ROUNDS)
    assert line(ama) == "May: 0 of 1–2."
    touch(ama, new, kind=Kind.ROUNDS)
    assert line(ama) == "May: 1 of 1–2."
    club = Event.objects.create(
        owner=ama, name="Journal club", kind="local", time_zone="America/Denver",
        starts_on=date(2026, 5, 20), ends_on=date(2026, 5, 20),
    )  # fmt: skip
    touch(ama, person("Newer"), event=club)
    assert line(ama) == "May: 2 of 1–2."
    touch(ama, new, kind=Kind.ROUNDS)
    assert line(ama) == "May: 2 of 1–2."


def test_deleted_planned_others_and_other_months_do_not_count(ama: User, ben: User, person: Person) -> None:
    gone = touch(ama, person("A"), kind=Kind.COFFEE)
    recording.delete(gone, now=SUNDAY)
    recording.plan(ama, [person("B")], Kind.COFFEE, SUNDAY + DAY, now=SUNDAY)
    touch(ben, person("C", owner=ben), kind=Kind.COFFEE)
    # Half past eleven in Denver on the last of April, and the first moment of May there.
    touch(ama, person("D"), datetime(2026, 5, 1, 5, 30, tzinfo=UTC), kind=Kind.COFFEE)
    assert line(ama) == "May: 0 of 1–2."
    touch(ama, person("E"), datetime(2026, 5, 1, 6, 0, tzinfo=UTC), kind=Kind.COFFEE)
    assert line(ama) == "May: 1 of 1–2."


def test_more_than_enough_is_said_kindly(ama: User, person: Person) -> None:
    for n in range(3):
        touch(ama, person(f"P{n}"), kind=Kind.COFFEE)
    assert line(ama) == "May: 2 of 1–2. That is plenty."
    assert line(ama, SUNDAY + 10 * DAY) == "June: 0 of 1–2."


def test_many_residents_take_the_same_few_statements(
    ama: User, ben: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(2):
        assert len(gaps.ideas([ama, ben], SUNDAY)) == 2
    with django_assert_num_queries(1):
        assert len(gauge.lines([ama, ben], SUNDAY)) == 2
    assert gaps.ideas([], SUNDAY) == gauge.lines([], SUNDAY) == {}


@pytest.mark.parametrize(
    ("kind", "day", "counts"),
    [
        ("service", "2026-05-24", 1),
        ("service", "2026-05-01", 1),
        ("service", "2026-04-30", 0),
        ("service", "2026-05-25", 0),
        ("talk", "2026-05-24", 0),
    ],
)
def test_p64_service_counts_in_its_month(ama: User, ben: User, kind: str, day: str, counts: int) -> None:
    Achievement.objects.create(owner=ama, kind=kind, title="Street clinic", on=date.fromisoformat(day))
    assert line(ama) == f"May: {counts} of 1–2."
    assert line(ben) == "May: 0 of 1–2."


def test_p64_service_counts_beside_conversations(ama: User, person: Person) -> None:
    touch(ama, person(), kind=Kind.COFFEE)
    Achievement.objects.create(owner=ama, kind="service", title="Street clinic", on=date(2026, 5, 20))
    assert line(ama) == "May: 2 of 1–2."


# ------------------------------------------------------------------ terms that end
@pytest.mark.parametrize(
    ("ends", "said"),
    [
        ("2026-07-23", "Council ends 23 July: renew or hand over."),
        ("2026-07-24", ""),
        ("2026-05-24", "Council ends 24 May: renew or hand over."),
        ("2026-05-23", "Council ended 23 May: renew or hand over."),
    ],
)
def test_p65_a_term_that_ends_in_sixty_days_is_in_the_email(ama: User, ends: str, said: str) -> None:
    Affiliation.objects.create(owner=ama, kind="council", name="Council", ends_on=date.fromisoformat(ends))
    Affiliation.objects.create(owner=ama, name="A society", ends_on=date(2026, 6, 1))
    assert ending.lines([ama], SUNDAY, set()).get(ama.pk, "") == said


def test_p65_left_others_and_names_at_work(ama: User, ben: User) -> None:
    one = Affiliation.objects.create(owner=ama, kind="board", name="Board", ends_on=date(2026, 6, 30))
    Affiliation.objects.create(owner=ama, kind="section", name="Section", ends_on=date(2026, 7, 1))
    assert ending.lines([ama, ben], SUNDAY, {ama.pk}) == {
        ama.pk: "A term of yours ends 30 June: renew or hand over. 1 more."
    }
    Affiliation.objects.update(left_on=date(2026, 5, 1))
    assert ending.lines([ama], SUNDAY, set()) == ending.lines([], SUNDAY, set()) == {}
    assert one.pk


@pytest.mark.parametrize("discreet", [False, True])
def test_p65_the_digest_that_is_built_says_it(ama: User, person: Person, discreet: bool) -> None:
    User.objects.filter(pk=ama.pk).update(digest_discreet=discreet)
    planning.promised(person(), "send the QT table", date(2026, 5, 26), START, "1")
    Affiliation.objects.create(owner=ama, kind="council", name="Council", ends_on=date(2026, 7, 18))
    assert digest.queue_due(SUNDAY) == 1
    mail = Message.objects.get()
    name = "A term of yours" if discreet else "Council"
    for words in (mail.text, mail.html):
        assert f"{name} ends 18 July: renew or hand over." in words
        assert discreet is not ("Council" in words)
