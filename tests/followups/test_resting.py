"""Heavy blocks in the database: what waits, what rings, and that changing a block moves both (P68)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import OperationalError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from contacts.models import Cadence, Contact
from followups import blocks, pauses, planning, resting, rotating
from followups.agreeing import owe_again
from followups.models import FollowUp, Outcome, Reminder
from followups.resting import blocks_of, held_back
from followups.rules import numbers
from followups.sweep import sweep
from followups.today import section_ids, sections
from followups.windows import Basis, State, local
from residents.models import Intensity, Pause, Rotation
from tests.interactions.test_at_once import at_once
from tests.making import owed, person

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# Today is Tuesday 19 May 2026 in Denver.
FIRST, LAST = date(2026, 5, 18), date(2026, 6, 14)
TOLD = datetime(2026, 6, 15, 6, tzinfo=UTC)


def block(owner, first=FIRST, last=LAST, now=None, **fields):
    fields = {"name": "Neuro ICU", "intensity": Intensity.HEAVY, **fields}
    made = Rotation(starts_on=first, ends_on=last, **fields)
    rotating.add(owner, [made], now or datetime(2026, 5, 19, 17, 40, tzinfo=UTC))
    return made


@pytest.fixture
def window(ama, clock):
    """An update window that opened an hour ago, and was not told yet."""
    opens = clock.now() - HOUR
    return owed(person(ama), Basis.UPDATE, opens, due_at=opens + 30 * DAY, late_at=opens + 60 * DAY)


def again(one):
    one.refresh_from_db()
    return one


def stages():
    return list(Reminder.objects.order_by("pk").values_list("stage", flat=True))


def test_p68_what_opens_in_a_heavy_block_rings_on_the_first_day_after_it(ama, clock, window):
    made = block(ama)
    assert again(window).told_at == window.notice_at == TOLD
    assert sweep(clock.now()) == 0 and section_ids(ama, clock.now(), "windows") == []
    assert sweep(TOLD - timedelta(seconds=1)) == 0
    assert [held.told_on for held in held_back(ama, clock.now())] == [date(2026, 6, 15)]
    held = held_back(ama, clock.now())[0]
    assert (held.contact, held.basis, held.opens_at) == (window.contact, Basis.UPDATE, window.opens_at)
    assert (held.block.pk, held.block.name) == (made.pk, "Neuro ICU")
    assert sweep(TOLD) == 1 and stages() == ["opened"]
    assert section_ids(ama, TOLD, "windows") == [window.pk] and held_back(ama, TOLD) == []


def test_everything_else_comes_through(ama, clock):
    grace = person(ama)
    others = [basis for basis in Basis if basis not in (Basis.UPDATE, Basis.CHECK_IN)]
    for basis in others:
        owed(grace, basis, clock.now() - HOUR)
    block(ama)
    assert sweep(clock.now()) == len(others) - 1  # a preparation rings the day before its meeting
    shown = {row.id for section in sections(ama, clock.now()).values() for row in section.rows}
    assert len(shown) == len(others) - 1  # a preparation has its place beside the meetings


def test_a_window_that_was_open_before_the_block_stays_where_it_is(ama, clock, window):
    FollowUp.objects.update(opens_at=clock.now() - 3 * DAY)
    block(ama)
    assert again(window).told_at is None
    assert section_ids(ama, clock.now(), "windows") == [window.pk]


def test_after_the_block_nothing_is_red_because_of_it(ama, clock, window):
    FollowUp.objects.update(due_at=clock.now() + 5 * DAY, late_at=clock.now() + 10 * DAY)
    block(ama)
    calm = local(date(2026, 6, 29), numbers().due_hour, ama.zone)
    one = again(window)
    assert (one.late_at, one.planned_late_at) == (calm, clock.now() + 10 * DAY)
    assert one.due_at == clock.now() + 5 * DAY
    for moment in (TOLD, TOLD + 7 * DAY, calm - timedelta(seconds=1)):
        assert one.state(moment) == State.DUE
    assert sweep(TOLD) == 1 and stages() == ["due"]
    assert sweep(calm - timedelta(seconds=1)) == 0
    assert sweep(calm) == 1 and stages() == ["due", "late"]


def test_deleting_the_block_brings_everything_back(ama, clock, window):
    FollowUp.objects.update(due_at=clock.now() + 5 * DAY, late_at=clock.now() + 10 * DAY)
    before = FollowUp.objects.values().get()
    made = block(ama)
    assert FollowUp.objects.values().get() != before
    rotating.remove(ama, [made.pk], clock.now())
    assert FollowUp.objects.values().get() == before
    assert sweep(clock.now()) == 1


def test_telling_anyway_and_waiting_again(ama, clock, window):
    made = block(ama)
    rotating.tell(made, True, clock.now())
    assert again(window).told_at is None and made.version == 2
    assert sweep(clock.now()) == 1 and stages() == ["opened"]
    rotating.tell(made, False, clock.now())
    # It rang too early for what is now wanted, so it rings again when the block is over.
    assert stages() == [] and again(window).notice_at == TOLD
    assert sweep(TOLD - timedelta(seconds=1)) == 0 and sweep(TOLD) == 1


def test_changing_the_block_moves_what_waits(ama, clock, window):
    made = block(ama)
    for last, told in ((LAST + 7 * DAY, TOLD + 7 * DAY), (LAST - 7 * DAY, TOLD - 7 * DAY)):
        made.ends_on = last
        rotating.change(made, made.version, clock.now())
        assert again(window).told_at == window.notice_at == told
    made.intensity = Intensity.NORMAL
    rotating.change(made, made.version, clock.now())
    assert again(window).told_at is None and window.notice_at == window.opens_at


def test_an_adjoining_heavy_block_prolongs_the_wait_and_a_gap_does_not(ama, clock, window):
    block(ama)
    block(ama, date(2026, 6, 15), date(2026, 6, 21), name="MICU")
    assert again(window).told_at == TOLD + 7 * DAY
    block(ama, date(2026, 6, 23), date(2026, 6, 30), name="Trauma")
    assert again(window).told_at == TOLD + 7 * DAY


def test_a_block_of_long_ago_makes_nothing_ring_again(ama, clock, window):
    assert sweep(clock.now()) == 1
    Reminder.objects.update(seen_at=clock.now())
    clock.advance(days=28)
    block(ama, now=clock.now())
    assert again(window).told_at == TOLD
    assert sweep(clock.now()) == 0 and stages() == ["opened"]
    assert not Reminder.objects.filter(seen_at__isnull=True).exists()


def test_a_window_planned_while_the_block_is_known_waits_too(ama, clock):
    block(ama, date(2026, 8, 17), date(2026, 9, 6))
    mentor = person(ama, "Dr. Elin Lindqvist", cadence=Cadence.UPDATE)
    planning.settle(mentor, clock.now())
    one = FollowUp.objects.get()
    assert one.opens_at == local(date(2026, 8, 19), 0, ama.zone)
    assert one.told_at == one.notice_at == local(date(2026, 9, 7), 0, ama.zone)
    before = FollowUp.objects.values().get()
    planning.settle(mentor, clock.now())
    assert FollowUp.objects.values().get() == before


def test_a_touch_in_the_block_answers_the_window_that_waits(ama, clock, window):
    block(ama)
    assert planning.answers(clock.now(), again(window))


def test_snoozed_into_the_block_it_rings_after_it_and_beyond_it_when_asked(ama, clock, window):
    made = block(ama)
    planning.snooze(again(window), clock.now() + DAY)
    assert sweep(clock.now() + 2 * DAY) == 0 and again(window).notice_at == TOLD
    planning.snooze(window, TOLD + 3 * DAY)
    resting.arrange(ama, clock.now())
    assert again(window).notice_at == TOLD + 3 * DAY
    assert held_back(ama, clock.now()) == []
    rotating.remove(ama, [made.pk], clock.now())
    assert again(window).notice_at == TOLD + 3 * DAY


def test_the_trash_stays_silent_and_what_comes_back_waits(ama, clock, window):
    window.contact.trash(clock.now())
    planning.hush(window.contact)
    block(ama)
    assert again(window).notice_at is None and held_back(ama, clock.now()) == []
    Contact.objects.update(trashed_at=None)
    planning.unhush(window.contact, clock.now())
    assert again(window).notice_at == TOLD


def test_done_and_taken_back_it_waits_again(ama, clock, window):
    block(ama)
    planning.finish(again(window), Outcome.DONE, clock.now())
    again(window)
    owe_again(window)
    assert again(window).notice_at == TOLD


def test_a_pause_moves_the_window_out_of_the_block_and_resuming_back_into_it(ama, clock, window):
    FollowUp.objects.update(opens_at=clock.now() + 20 * DAY, notice_at=clock.now() + 20 * DAY)
    planned = clock.now() + 20 * DAY
    block(ama)
    assert again(window).told_at == TOLD
    pauses.pause(ama, date(2026, 6, 2), clock.now())
    moved = planned + 14 * DAY
    assert (again(window).opens_at, window.told_at, window.notice_at) == (moved, None, moved)
    pauses.resume(ama, clock.now())
    assert (again(window).opens_at, window.told_at, window.notice_at) == (planned, TOLD, TOLD)
    assert Pause.objects.count() == 1


def test_a_pause_inside_the_block_keeps_the_wait_and_moves_what_would_be_late(ama, clock, window):
    late = clock.now() + 10 * DAY
    FollowUp.objects.update(due_at=clock.now() + 5 * DAY, late_at=late)
    block(ama)
    pauses.pause(ama, date(2026, 5, 22), clock.now())
    assert (again(window).planned_late_at, window.notice_at) == (late + 3 * DAY, TOLD)
    assert window.late_at == local(date(2026, 6, 29), 18, ama.zone)


def test_nobody_elses_windows_move(ama, ben, clock, window):
    block(ben)
    assert again(window).told_at is None and held_back(ben, clock.now()) == []
    block(ama)
    before = FollowUp.objects.values().get()
    rotating.remove(ben, list(Rotation.objects.values_list("pk", flat=True)), clock.now())
    assert Rotation.objects.owned_by(ama).count() == 1
    assert FollowUp.objects.values().get() == before
    assert blocks_of([ama, ben.pk])[ben.pk] == []


days = st.dates(date(2026, 4, 1), date(2026, 8, 31))
runs = st.lists(st.tuples(days, st.integers(0, 30), st.booleans(), st.booleans()), max_size=4)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(runs=runs, opens=days, hour=st.integers(0, 23), length=st.integers(0, 90))
def test_the_statement_and_the_rules_agree(ama, clock, window, runs, opens, hour, length):
    Rotation.objects.all().delete()
    for first, more, is_heavy, anyway in runs:
        last = first + more * DAY
        if not Rotation.objects.filter(starts_on__lte=last, ends_on__gte=first).exists():
            intensity = Intensity.HEAVY if is_heavy else Intensity.NORMAL
            Rotation.objects.create(
                owner=ama, name="X", starts_on=first, ends_on=last, intensity=intensity, tells_anyway=anyway
            )
    begins, late = local(opens, hour, ama.zone), local(opens + length * DAY, 18, ama.zone)
    FollowUp.objects.update(opens_at=begins, late_at=late, planned_late_at=None, told_at=None)
    resting.arrange(ama, clock.now())
    held = blocks.rests(blocks_of([ama])[ama.pk], ama.zone, numbers())
    one = again(window)
    assert one.told_at == blocks.told_at(Basis.UPDATE, begins, held)
    assert one.late_at == blocks.late_at(Basis.UPDATE, late, held)
    assert one.planned_late_at == (late if one.late_at != late else None)
    before = FollowUp.objects.values().get()
    resting.arrange(ama, clock.now())
    assert FollowUp.objects.values().get() == before
    # And what one window gets when it is planned is the same.
    rested = resting.rested(ama, Basis.UPDATE, replace(one.window, late=late))
    assert (rested.told_at, rested.window.late) == (one.told_at, one.late_at)


@pytest.mark.django_db(transaction=True)
def test_a_block_waits_for_a_window_that_is_being_planned(ama, clock):
    mentor = person(ama, "Dr. Elin Lindqvist", cadence=Cadence.UPDATE)

    def add():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '300ms'")
            block(User.objects.get(pk=ama.pk))

    with transaction.atomic():
        planning.lock([mentor.pk])
        planning.settle(mentor, clock.now())
        (result,) = at_once(add)
    assert isinstance(result, OperationalError) and "lock timeout" in str(result)
    assert not isinstance(at_once(add)[0], Exception)
