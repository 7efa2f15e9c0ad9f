"""The resident hears of anything an alert could say at least fourteen days before it could."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from contacts.models import Contact, RoleTerm
from programs import projection, roster, sharing, tasks
from programs.alerts import AMBER, MEETING, RED, SEATS, of_resident
from programs.models import Consent, Enrollment, Level, Program, RosterEntry
from programs.nudges import CONTACT, Shared, nudges
from programs.nudging import keep, told
from residents.models import Pause, resident_of
from tests.conftest import START

DAY = timedelta(days=1)
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
CALM = Shared(1, 2, 2025, NOON - 300 * DAY, 612, 1212, True, NOON, True)


def kinds(shared: Shared, now: datetime = NOON) -> list[str]:
    return [one.kind for one in nudges(shared, now)]


def test_nothing_to_say() -> None:
    assert kinds(CALM) == []


@pytest.mark.parametrize(("ago", "said"), [(75, False), (76, False), (77, True), (91, True), (400, True)])
def test_fourteen_days_before_a_contact_is_ninety_one_days_ago(ago: int, said: bool) -> None:
    assert (CONTACT in kinds(CALM._replace(last_contact=NOON - ago * DAY))) == said


@pytest.mark.parametrize(
    ("day", "said"), [(date(2025, 12, 17), False), (date(2025, 12, 18), True), (date(2026, 2, 1), True)]
)
def test_a_first_year_without_a_seat(day: date, said: bool) -> None:
    now = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    shared = CALM._replace(pgy_level=1, filled=False, last_contact=None)
    assert ("seats" in kinds(shared, now)) == said
    assert "seats" not in kinds(shared._replace(pgy_level=2), now)
    assert "seats" not in kinds(shared._replace(filled=True), now)


@pytest.mark.parametrize(
    ("day", "said"), [(date(2026, 4, 28), False), (date(2026, 4, 29), True), (date(2026, 6, 1), True)]
)
def test_a_meeting_before_the_review(day: date, said: bool) -> None:
    now = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    assert ("meeting" in kinds(CALM._replace(met=False, last_contact=None), now)) == said
    assert "meeting" not in kinds(CALM._replace(last_contact=None), now)


def test_a_review_early_in_the_half_is_said_in_the_half_before() -> None:
    now = datetime(2025, 12, 20, 12, tzinfo=UTC)
    assert kinds(CALM._replace(review_in_spring=120, last_contact=now), now) == ["meeting"]


def test_not_in_the_first_days() -> None:
    shared = CALM._replace(started=NOON - 10 * DAY, last_contact=NOON - 200 * DAY)
    assert kinds(shared) == []
    assert kinds(shared._replace(started=NOON - 16 * DAY)) == [CONTACT]


@pytest.mark.parametrize(
    ("shared", "on"),
    [
        (CALM._replace(last_contact=NOON - 80 * DAY), date(2026, 3, 12)),
        (CALM._replace(pgy_level=1, filled=False, last_contact=None), date(2026, 1, 1)),
        (CALM._replace(met=False, last_contact=None), date(2026, 5, 13)),
    ],
    ids=["contact", "seats", "meeting"],
)
def test_only_a_day_to_come_is_announced(shared: Shared, on: date) -> None:
    noon = datetime(on.year, on.month, on.day, 12, tzinfo=UTC)
    (before,), (then,) = nudges(shared, noon - DAY), nudges(shared, noon)
    assert before.on == then.on == on
    assert f"rom {on.day} {on:%B} your program may see that" in before.words
    assert "our program may see by now that" in then.words
    assert then.words[0].isupper()


@pytest.fixture
def row(
    marlowe: Program,
    enroll: Callable[..., Enrollment],
    joined: Callable[[Enrollment, User], Enrollment],
    ama: User,
) -> Enrollment:
    """A first year at Marlowe with a mentor nobody met since autumn."""
    Program.objects.filter(pk=marlowe.pk).update(institution="Marlowe")
    row = joined(enroll("Ama", "Dr. Halloran", pgy_level=1), ama)
    contact = Contact.objects.create(owner=ama, family_name="Okafor", institution="Marlowe")
    RoleTerm.objects.create(owner=ama, contact=contact, role="clinical", starts_on=date(2025, 1, 1))
    return row


@pytest.mark.parametrize("seated", [True, False])
@pytest.mark.parametrize("joined_on", [date(2025, 7, 1), date(2025, 12, 10), date(2026, 2, 1)])
def test_no_alert_comes_before_its_nudge(joined_on: date, seated: bool, row: Enrollment) -> None:
    """Most of a year, day by day: when an alert first shows, its nudge is two weeks old at least."""
    begin = datetime(joined_on.year, joined_on.month, joined_on.day, 12, tzinfo=UTC)
    Enrollment.objects.update(joined_at=begin)
    Contact.objects.update(last_touch_at=begin)
    if not seated:
        RoleTerm.objects.update(role="mentor")
    sharing.choose(row, Level.COVERAGE, 0, begin)
    row = Enrollment.objects.select_related("program").get()
    same = {AMBER: CONTACT, RED: CONTACT, SEATS: "seats", MEETING: "meeting"}
    nudged: dict[str, datetime] = {}
    seen = set()
    for now in (begin + day * DAY for day in range(250)):
        keep(now)
        projection.project_weekly(now)
        for nudge in told([row.pk], now):
            nudged.setdefault(nudge.kind, now)
        entry = RosterEntry.objects.get()
        for alert in of_resident(roster.row_for(row, entry, now), row.program, now):
            kind = same[alert.kind]
            if kind not in seen:
                assert now - nudged[kind] >= 14 * DAY, (alert, now)
                seen.add(kind)
    assert seen == {CONTACT if seated else "seats", "meeting"}


def test_today_and_me_say_it_and_nobody_else_pays(
    client_for: Callable[[User], Client], ama: User, ben: User, row: Enrollment
) -> None:
    for user in (ama, ben):
        resident = resident_of(user)
        resident.welcome_step = resident.WELCOME_STEPS + 1
        resident.save()
    mine, bens = client_for(ama), client_for(ben)
    Contact.objects.update(last_touch_at=START - 80 * DAY)
    assert "A short note to one of your mentors" not in mine.get("/").content.decode()
    sharing.choose(row, Level.COVERAGE, 0, START)
    sharing.answer(row, "confirms_meetings", True, 1, START)
    sharing.count_meeting(row, START.date(), START)
    Enrollment.objects.update(joined_at=START - 200 * DAY)
    for path in ("/", "/me/"):
        assert "A short note to one of your mentors" in mine.get(path).content.decode()
    found = []
    for client in (mine, bens):
        with CaptureQueriesContext(connection) as seen:
            client.get("/")
        found.append(seen)
    assert not [one for one in found[1] if "relationshipconsent" in one["sql"]]
    assert len([one for one in found[0] if "relationshipconsent" in one["sql"]]) == 1
    assert len(found[0]) <= 8


# ------------------------------------------------------------------ since when
def hourly(now: datetime) -> None:
    keep(now)
    projection.project_weekly(now)


def alerts(row: Enrollment, now: datetime) -> list[str]:
    row = Enrollment.objects.select_related("program").get(pk=row.pk)
    return [
        one.kind for one in of_resident(roster.row_for(row, RosterEntry.objects.get(), now), row.program, now)
    ]


def widens(row: Enrollment, now: datetime) -> None:
    """A resident at Private, quiet for long, chooses Coverage."""
    Enrollment.objects.update(joined_at=now - 200 * DAY)
    Contact.objects.update(last_touch_at=now - 120 * DAY)
    sharing.choose(row, Level.PRIVATE, 0, now - 100 * DAY)
    sharing.choose(row, Level.COVERAGE, 1, now)


MONDAY = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("ago", "said"), [(0, []), (7, []), (14 * DAY - timedelta(seconds=1), []), (14, [AMBER])]
)
def test_an_alert_after_fourteen_days_and_not_a_second_before(
    ago: int | timedelta, said: list[str], row: Enrollment
) -> None:
    widens(row, MONDAY - 30 * DAY)
    since = MONDAY - (ago if isinstance(ago, timedelta) else ago * DAY)
    keep(since)
    projection.project(MONDAY)
    assert RosterEntry.objects.get().last_contact == "180"
    assert alerts(row, MONDAY) == said


def test_sharing_more_brings_no_alert_at_once(row: Enrollment) -> None:
    widens(row, NOON)
    shown: dict[tuple[str, ...], datetime] = {}
    for now in (NOON + hour * timedelta(hours=8) for hour in range(3 * 30)):
        hourly(now)
        shown.setdefault(tuple(alerts(row, now)), now)
    assert set(shown) == {(), (AMBER,)}
    assert told([row.pk], NOON)[0].kind == CONTACT
    assert shown[AMBER,] - NOON >= 14 * DAY
    assert shown[AMBER,].weekday() == 0


def test_a_first_choice_brings_none_either(row: Enrollment) -> None:
    Enrollment.objects.update(joined_at=NOON - 200 * DAY)
    Contact.objects.update(last_touch_at=NOON - 120 * DAY)
    sharing.choose(row, Level.COVERAGE, 0, NOON)
    assert RosterEntry.objects.get().last_contact == "180"
    hourly(NOON)
    assert alerts(row, NOON) == []


def test_back_at_private_it_begins_anew(row: Enrollment) -> None:
    widens(row, MONDAY - 30 * DAY)
    keep(MONDAY - 20 * DAY)
    sharing.choose(row, Level.PRIVATE, 2, MONDAY - 8 * DAY)
    sharing.choose(row, Level.COVERAGE, 3, MONDAY - 8 * DAY)
    hourly(MONDAY)
    assert RosterEntry.objects.get().last_contact == "180"
    assert alerts(row, MONDAY) == []


def test_what_was_put_right_begins_anew(row: Enrollment) -> None:
    widens(row, MONDAY - 40 * DAY)
    keep(MONDAY - 39 * DAY)
    Contact.objects.update(last_touch_at=MONDAY - 31 * DAY)
    keep(MONDAY - 30 * DAY)
    assert Consent.objects.get().nudged == {}
    Contact.objects.update(last_touch_at=MONDAY - 120 * DAY)
    keep(MONDAY - 13 * DAY)
    hourly(MONDAY)
    assert alerts(row, MONDAY) == []


def test_a_mentor_left_out_brings_no_alert_before_its_nudge(row: Enrollment, ama: User) -> None:
    """Taking somebody back acts at once, and what is left may look quiet."""
    widens(row, MONDAY - 60 * DAY)
    recent = Contact.objects.create(
        owner=ama, family_name="Ruiz", institution="Marlowe", last_touch_at=MONDAY - 3 * DAY
    )
    RoleTerm.objects.create(owner=ama, contact=recent, role="research", starts_on=date(2025, 1, 1))
    hourly(MONDAY)
    assert told([row.pk], MONDAY) == []
    sharing.switch(row, recent.pk, "counted", False, 2, MONDAY)
    assert RosterEntry.objects.get().last_contact in ("180", "over")
    assert alerts(row, MONDAY) == []


def test_none_while_paused_and_two_weeks_after(row: Enrollment, ama: User) -> None:
    widens(row, MONDAY - 60 * DAY)
    keep(MONDAY - 50 * DAY)
    pause = Pause.objects.create(
        owner=ama, starts_on=(MONDAY - DAY).date(), ends_on=(MONDAY + 6 * DAY).date()
    )
    hourly(MONDAY)
    assert RosterEntry.objects.get().paused
    assert (alerts(row, MONDAY), told([row.pk], MONDAY)) == ([], [])
    shown = [
        MONDAY + day * DAY
        for day in range(1, 40)
        if hourly(MONDAY + day * DAY) or alerts(row, MONDAY + day * DAY)
    ]
    assert shown[0].date() == pause.ends_on + 15 * DAY  # the Monday after two weeks


def test_a_level_the_program_corrects_is_told_before(row: Enrollment) -> None:
    """PGY and year are the program's to change on any day."""
    RoleTerm.objects.update(role="mentor")
    Enrollment.objects.update(pgy_level=2, joined_at=NOON - 200 * DAY)
    sharing.choose(row, Level.COVERAGE, 0, NOON - 30 * DAY)
    hourly(NOON)
    Enrollment.objects.update(pgy_level=1)
    assert "seats" not in alerts(row, NOON)


def test_whether_somebody_looked_changes_nothing(
    row: Enrollment, client_for: Callable[[User], Client], ama: User
) -> None:
    widens(row, START - 30 * DAY)
    keep(START - 20 * DAY)
    before = Consent.objects.values().get()
    client_for(ama).get("/me/")
    client_for(ama).get("/")
    assert Consent.objects.values().get() == before


def test_a_choice_at_the_same_moment_is_not_written_over(
    row: Enrollment, monkeypatch: pytest.MonkeyPatch
) -> None:
    widens(row, NOON)
    (consent,) = Consent.objects.all()
    monkeypatch.setattr(Consent.objects, "order_by", lambda *_: [consent])
    sharing.choose(row, Level.PRIVATE, 2, NOON)
    monkeypatch.setattr(
        projection, "shared", lambda *_: [CALM._replace(enrollment_id=row.pk, last_contact=NOON - 99 * DAY)]
    )
    keep(NOON)
    assert Consent.objects.get().nudged == {}


def test_the_hourly_job_keeps_it(row: Enrollment) -> None:
    widens(row, START - DAY)
    tasks.draw()
    assert sorted(Consent.objects.get().nudged) == [CONTACT, "meeting"]
