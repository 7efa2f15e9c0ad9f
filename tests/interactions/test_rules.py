"""What a touch opens, what it answers, and what it leaves alone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from contacts.models import Cadence, Contact, Introduction, Stage
from dashboard.tidying import tidy
from followups import planning
from followups.models import FollowUp, Outcome, Reminder
from followups.windows import Basis, State
from interactions import recording
from interactions.models import Event, Interaction, Kind
from interactions.recording import PromiseMade
from tests.making import person

pytestmark = pytest.mark.django_db
NEW_YORK = ZoneInfo("America/New_York")


def owed(contact, *bases):
    rows = FollowUp.objects.filter(contact=contact).owed().order_by("due_at", "pk")
    return list(rows.filter(basis__in=bases) if bases else rows)


def in_new_york(ama):
    ama.time_zone = "America/New_York"
    ama.save()
    return ama


# ------------------------------------------------------------------ 72 hours (P36, P39)
@pytest.mark.parametrize(
    ("met", "due", "late"),
    [
        # Friday 15:00 is Monday 15:00 and the next Friday 15:00, also when the clocks change on Sunday.
        ("2026-05-15 15:00", "2026-05-18 15:00", "2026-05-22 15:00"),
        ("2026-03-06 15:00", "2026-03-09 15:00", "2026-03-13 15:00"),
        ("2026-10-30 15:00", "2026-11-02 15:00", "2026-11-06 15:00"),
        # A month's end, a leap day, an evening whose UTC day is the next.
        ("2026-01-30 09:00", "2026-02-02 09:00", "2026-02-06 09:00"),
        ("2028-02-27 12:00", "2028-03-01 12:00", "2028-03-05 12:00"),
        ("2026-05-15 22:30", "2026-05-18 22:30", "2026-05-22 22:30"),
        # 02:30 does not exist on 8 March 2026: due at the first minute that does.
        ("2026-03-05 02:30", "2026-03-08 03:00", "2026-03-12 02:30"),
        # 01:30 happens twice on 1 November 2026: the first one.
        ("2026-10-29 01:30", "2026-11-01 01:30", "2026-11-05 01:30"),
    ],
)
def test_p36_due_after_72_hours_on_the_wall_clock_and_late_after_7_days(
    ama, clock, touch, grace, apa, met, due, late
):
    in_new_york(ama)
    clock.set(datetime.fromisoformat(met).replace(tzinfo=NEW_YORK))
    touch(grace, event=apa, meaningful=True)
    one = FollowUp.objects.get(contact=grace)
    assert one.due_at == datetime.fromisoformat(due).replace(tzinfo=NEW_YORK).astimezone(UTC)
    assert one.late_at == datetime.fromisoformat(late).replace(tzinfo=NEW_YORK).astimezone(UTC)
    assert one.state(one.due_at - timedelta(seconds=1)) == State.CLOSING
    assert one.state(one.due_at) == State.DUE
    assert one.state(one.late_at - timedelta(seconds=1)) == State.DUE
    assert one.state(one.late_at) == State.LATE


def test_p36_the_days_of_the_resident_far_from_greenwich(ama, clock, touch, grace):
    ama.time_zone = "Pacific/Kiritimati"
    ama.save()
    clock.set(datetime(2026, 5, 15, 11, 0, tzinfo=UTC))  # 01:00 on the 16th there
    retreat = Event.objects.create(
        owner=ama,
        name="Retreat",
        time_zone="America/New_York",
        starts_on=date(2026, 5, 15),
        ends_on=date(2026, 5, 15),
    )
    touch(grace, event=retreat, meaningful=True)
    assert FollowUp.objects.get().due_at == datetime(2026, 5, 18, 11, 0, tzinfo=UTC)


@pytest.mark.parametrize("kind", Event.Kind.values)
def test_p39_every_kind_of_event_follows_the_same_rule(ama, touch, grace, apa, kind):
    Event.objects.filter(pk=apa.pk).update(kind=kind)
    touch(grace, event=apa, meaningful=True)
    assert [one.basis for one in owed(grace)] == [Basis.CONFERENCE]


def test_only_a_good_conversation_opens_one(touch, grace, jonah, apa):
    touch(grace, event=apa)
    touch(jonah, kind=Kind.COFFEE, meaningful=True)
    assert not FollowUp.objects.exists()


def test_p39_met_in_person_is_enough_without_any_event(touch, grace):
    touch(grace, meaningful=True, takeaway="start a case log.")
    assert [(one.basis, one.because) for one in owed(grace)] == [(Basis.CONFERENCE, "start a case log.")]


def test_the_sentence_says_where_and_what(touch, grace, jonah, apa):
    touch(grace, event=apa, meaningful=True, takeaway="start a case log of consults, early")
    touch(jonah, event=apa, meaningful=True)
    assert owed(grace)[0].because == "At APA Annual Meeting: start a case log of consults, early."
    assert owed(jonah)[0].because == "You met at APA Annual Meeting."


def test_a_very_long_sentence_is_cut_at_a_word(touch, grace, apa):
    touch(grace, event=apa, meaningful=True, takeaway="word " * 59)
    because = owed(grace)[0].because
    assert len(because) <= 300 and because.endswith("word…")


def test_a_note_answers_it_and_a_hello_at_the_same_event_does_not(clock, touch, grace, apa):
    first = touch(grace, event=apa, meaningful=True)
    clock.advance(hours=1)
    touch(grace, event=apa)
    assert [one.starts_at for one in owed(grace)] == [first.at]
    clock.advance(hours=1)
    note = touch(grace, kind=Kind.EMAIL)
    assert not owed(grace)
    assert [one.basis for one in note.closed.all()] == [Basis.CONFERENCE]
    assert FollowUp.objects.get().closed_at == note.at


def test_a_second_conversation_at_the_event_takes_over(clock, touch, grace, apa):
    touch(grace, event=apa, meaningful=True, takeaway="hello")
    clock.advance(hours=4)
    second = touch(grace, event=apa, meaningful=True, takeaway="start a case log")
    assert [(one.starts_at, one.because) for one in owed(grace)] == [
        (second.at, "At APA Annual Meeting: start a case log.")
    ]


def test_a_touch_written_down_late_is_answered_by_the_note_already_sent(clock, touch, grace, apa):
    met = clock.now() - timedelta(days=2)
    note = touch(grace, kind=Kind.EMAIL)
    touch(grace, at=met, event=apa, meaningful=True)
    assert not owed(grace)
    assert note.closed.get().basis == Basis.CONFERENCE


def test_twenty_people_are_spread_the_weightiest_first(ama, touch, apa):
    people = [person(ama, f"Dr. Anna Number{n}") for n in range(20)]
    for n, contact in enumerate(people):
        promises = [PromiseMade(contact, "send the paper")] if n == 19 else []
        touch(contact, event=apa, meaningful=True, takeaway="log" if n == 18 else "", promises=promises)
    rows = FollowUp.objects.filter(basis=Basis.CONFERENCE).order_by("due_at", "-weight", "contact_id")
    days = [one.due_at.astimezone(ama.zone).date() for one in rows]
    assert [days.count(day) for day in sorted(set(days))] == [5, 5, 5, 5]
    assert all(one.due_at < one.late_at for one in rows)
    assert [one.contact for one in rows][:2] == [people[19], people[18]]


# ------------------------------------------------------------------ thanks, introductions, promises
def test_p45_an_informational_interview_asks_for_thanks_within_24_hours(clock, touch, grace):
    touch(grace, kind=Kind.INFORMATIONAL, takeaway="try the elective")
    (one,) = owed(grace)
    assert (one.basis, one.due_at - clock.now()) == (Basis.THANKS, timedelta(hours=24))
    assert one.because == "Dr. Adeyemi gave you time on Tuesday 19 May: try the elective."
    clock.advance(hours=2)
    touch(grace, kind=Kind.EMAIL)
    assert not owed(grace)


def test_p56_an_introduction_is_due_after_72_hours(clock, touch, grace, jonah):
    touch(jonah, kind=Kind.EMAIL, introduced_by=grace)
    (one,) = owed(jonah)
    assert (one.basis, one.due_at - clock.now()) == (Basis.INTRODUCTION, timedelta(hours=72))
    assert one.because == "Dr. Grace Adeyemi introduced you on Tuesday 19 May."
    made = Introduction.objects.get()
    assert (made.introducer, made.introduced, made.on) == (grace, jonah, date(2026, 5, 19))


def test_nobody_introduces_themselves(touch, grace):
    touch(grace, introduced_by=grace)
    assert not Introduction.objects.exists() and not owed(grace)


def test_an_introduction_told_of_twice_is_that_of_the_first(clock, touch, grace, jonah):
    later = touch(jonah, introduced_by=grace)
    touch(jonah, introduced_by=grace, at=clock.now() - timedelta(days=3))
    assert Introduction.objects.get().on == date(2026, 5, 16)
    recording.delete(Interaction.objects.exclude(pk=later.pk).get(), clock.now())
    assert Introduction.objects.get().on == date(2026, 5, 19)
    recording.change(later, now=clock.now(), introduced_by=None)
    assert not Introduction.objects.exists()


def test_deleting_takes_along_only_the_introduction_it_made(ama, clock, touch, grace, jonah):
    Introduction.objects.create(owner=ama, introducer=grace, introduced=jonah, on=date(2025, 1, 1))
    one = touch(jonah, introduced_by=grace)
    recording.delete(one, clock.now())
    assert Introduction.objects.get().on == date(2025, 1, 1)
    Introduction.objects.all().delete()
    another = touch(jonah, person(ama, "Hana Mori"), introduced_by=grace)
    recording.change(another, now=clock.now(), people=[person(ama, "Marisol Ruiz")])
    assert [one.introduced.full_name for one in Introduction.objects.all()] == ["Marisol Ruiz"]
    recording.delete(another, clock.now())
    other = touch(jonah, introduced_by=grace)
    recording.delete(other, clock.now())
    assert not Introduction.objects.exists()
    recording.restore(other, clock.now())
    assert Introduction.objects.get().introduced == jonah


def test_p74_promises_both_ways_are_kept_only_when_i_say_so(clock, touch, grace):
    promises = [
        PromiseMade(grace, "send the delirium paper", date(2026, 5, 22), False),
        PromiseMade(grace, "comments on the abstract", date(2026, 6, 1), True),
    ]
    touch(grace, promises=promises)
    mine, theirs = owed(grace, Basis.PROMISE, Basis.PROMISE_TO_ME)
    assert (mine.basis, mine.because) == (Basis.PROMISE, "You said you would send the delirium paper.")
    assert mine.due_at == datetime(2026, 5, 22, 18, tzinfo=grace.owner.zone)
    assert theirs.because == "Dr. Adeyemi said you could expect comments on the abstract."
    assert theirs.opens_at == datetime(2026, 6, 1, 18, tzinfo=grace.owner.zone)
    clock.advance(days=1)
    touch(grace, kind=Kind.EMAIL)
    assert len(owed(grace)) == 2
    clock.advance(days=1)
    last = touch(grace, kind=Kind.EMAIL, also_closes=[mine.pk])
    assert owed(grace) == [theirs]
    recording.delete(last, clock.now())
    assert owed(grace) == [mine, theirs]


def test_a_touch_closes_nothing_of_people_who_were_not_there(clock, touch, grace, jonah):
    touch(grace, promises=[PromiseMade(grace, "send the paper")])
    (promise,) = owed(grace)
    clock.advance(hours=1)
    other = touch(jonah, also_closes=[promise.pk])
    assert owed(grace) == [promise]
    assert other.also_closes == []


# ------------------------------------------------------------------ the rhythm (P49)
def test_p49_a_touch_restarts_the_rhythm_and_its_deletion_puts_it_back(ama, clock, touch):
    mentor = person(ama, "Dr. Elin Lindqvist", cadence=Cadence.UPDATE, cadence_set_on=date(2026, 1, 1))
    clock.set(datetime(2026, 1, 1, 18, tzinfo=UTC))
    touch(mentor)
    (window,) = owed(mentor)
    assert window.opens_at == datetime(2026, 4, 1, 0, tzinfo=ama.zone)
    assert window.state(datetime(2026, 4, 1, 6, 0, tzinfo=UTC)) == State.OPEN
    planning.snooze(window, datetime(2026, 5, 2, tzinfo=UTC))
    clock.set(datetime(2026, 5, 1, 18, tzinfo=UTC))
    wrote = touch(mentor, kind=Kind.EMAIL)
    (following,) = owed(mentor)
    assert following.opens_at == datetime(2026, 8, 1, 0, tzinfo=ama.zone)
    mentor.refresh_from_db()
    assert (mentor.last_touch_at, mentor.last_touch_how) == (wrote.at, "Email or message")
    recording.delete(wrote, clock.now())
    (again,) = owed(mentor)
    assert (again, again.window, again.snoozed_until) == (window, window.window, window.snoozed_until)
    mentor.refresh_from_db()
    assert mentor.last_touch_at == datetime(2026, 1, 1, 18, tzinfo=UTC)


def test_a_touch_before_the_window_opens_moves_it_and_answers_nothing(ama, clock, touch):
    mentor = person(ama, "Dr. Elin Lindqvist", cadence=Cadence.UPDATE)
    touch(mentor)
    clock.advance(days=60)
    again = touch(mentor)
    (window,) = owed(mentor)
    assert window.starts_at == clock.now()
    assert not again.closed.exists()


def test_an_older_touch_written_down_now_does_not_turn_the_clock_back(ama, clock, touch):
    mentor = person(ama, "Dr. Elin Lindqvist", cadence=Cadence.UPDATE)
    latest = touch(mentor)
    touch(mentor, at=clock.now() - timedelta(days=90))
    mentor.refresh_from_db()
    assert mentor.last_touch_at == latest.at
    assert owed(mentor)[0].starts_at == latest.at


# ------------------------------------------------------------------ putting back
def test_what_was_ticked_off_by_hand_stays_as_it_is(clock, touch, grace, apa):
    one = touch(grace, event=apa, meaningful=True, promises=[PromiseMade(grace, "send the paper")])
    conference, promise = owed(grace, Basis.CONFERENCE)[0], owed(grace, Basis.PROMISE)[0]
    clock.advance(hours=1)
    planning.finish(promise, Outcome.DONE, clock.now())
    planning.finish(conference, Outcome.DISMISSED, clock.now())
    ended = clock.now()
    clock.advance(hours=1)
    recording.change(one, now=clock.now(), meaningful=False)
    recording.delete(one, clock.now())
    recording.restore(one, clock.now())
    recording.change(one, now=clock.now(), meaningful=True, takeaway="new words")
    for row, outcome in ((promise, Outcome.DONE), (conference, Outcome.DISMISSED)):
        row.refresh_from_db()
        assert (row.outcome, row.closed_at) == (outcome, ended)
    assert not owed(grace)


def test_deleting_and_restoring_twice_is_harmless(clock, touch, grace, apa):
    one = touch(grace, event=apa, meaningful=True, promises=[PromiseMade(grace, "send the paper")])
    planning.snooze(owed(grace, Basis.PROMISE)[0], clock.now() + timedelta(days=2))
    before = list(FollowUp.objects.order_by("pk").values())
    for hours in range(2):
        recording.delete(one, clock.now() + timedelta(hours=hours))
    assert not owed(grace)
    assert Interaction.objects.get().deleted_at == clock.now()
    for _ in range(2):
        recording.restore(one, clock.now())
    assert list(FollowUp.objects.order_by("pk").values()) == before


def test_a_seen_reminder_stays_seen_and_a_new_one_new(ama, clock, touch, grace, apa):
    one = touch(grace, event=apa, meaningful=True)
    (follow_up,) = owed(grace)
    seen = {"opened": clock.now(), "due": None}
    for stage, at in seen.items():
        Reminder.objects.create(
            owner=ama, follow_up=follow_up, stage=stage, raised_at=follow_up.due_at, seen_at=at
        )
    clock.advance(days=4)
    recording.delete(one, clock.now())
    assert not Reminder.objects.filter(seen_at=None).exists()
    recording.restore(one, clock.now())
    assert {r.stage: r.seen_at for r in Reminder.objects.all()} == seen


def test_removing_a_person_or_the_event_takes_their_follow_ups_along(clock, touch, grace, jonah, apa):
    one = touch(grace, jonah, kind=Kind.COFFEE, event=apa, meaningful=True)
    recording.change(one, now=clock.now(), people=[grace])
    assert owed(grace) and not owed(jonah)
    jonah.refresh_from_db()
    assert jonah.last_touch_at is None
    recording.change(one, now=clock.now(), people=[jonah, grace])
    assert owed(grace) and owed(jonah)
    recording.change(one, now=clock.now(), event=None)
    assert not owed(grace) and not owed(jonah)
    assert not one.opened.exists()


def test_who_leaves_an_event_makes_room_there(ama, clock, touch, apa):
    people = [person(ama, f"Dr. Anna Number{n}") for n in range(6)]
    touches = [touch(contact, event=apa, meaningful=True) for contact in people]
    assert owed(people[5])[0].due_at - clock.now() == timedelta(hours=96)
    elsewhere = Event.objects.create(
        owner=ama, name="Retreat", time_zone="UTC", starts_on=apa.starts_on, ends_on=apa.ends_on
    )
    recording.change(touches[0], now=clock.now(), event=elsewhere)
    assert owed(people[5])[0].due_at - clock.now() == timedelta(hours=72)


def test_deleting_the_event_loses_nothing(clock, touch, grace, apa):
    one = touch(grace, event=apa, meaningful=True)
    (before,) = owed(grace)
    apa.delete()
    one.refresh_from_db()
    assert one.event is None
    recording.change(one, now=clock.now(), takeaway="start a case log")
    (after,) = owed(grace)
    assert (after, after.window, after.because) == (before, before.window, "start a case log.")


def test_the_stage_moves_on_and_comes_back(ama, clock, touch):
    someone = person(ama, "Ngozi Okafor", stage=Stage.IDENTIFIED)

    def stage():
        return Contact.objects.get(pk=someone.pk).stage

    wrote = touch(someone, kind=Kind.EMAIL)
    assert stage() == Stage.CONTACTED
    clock.advance(days=1)
    met = touch(someone)
    assert stage() == Stage.MET
    recording.delete(wrote, clock.now())
    assert stage() == Stage.MET
    recording.delete(met, clock.now())
    assert stage() == Stage.IDENTIFIED
    recording.restore(met, clock.now())
    Contact.objects.filter(pk=someone.pk).update(stage=Stage.RECURRING)
    recording.delete(met, clock.now())
    assert stage() == Stage.RECURRING


def test_search_finds_what_was_said_as_long_as_it_stands(ama, clock, touch, grace):
    one = touch(grace, takeaway="Begin a Consult log", note="réorientation at night")
    found = Contact.objects.owned_by(ama).matching(ama, "reorient consult")
    assert list(found) == [grace]
    recording.change(one, now=clock.now(), note="")
    assert not found.all()
    recording.change(one, now=clock.now(), note="reorientation")
    assert list(found.all()) == [grace]
    recording.delete(one, clock.now())
    assert not found.all()


def test_nothing_rings_for_somebody_in_the_trash(clock, touch, grace, jonah, apa):
    one = touch(grace, jonah, event=apa, meaningful=True)
    grace.trash(clock.now())
    planning.hush(grace)
    recording.delete(one, clock.now())
    recording.restore(one, clock.now())
    assert owed(grace)[0].notice_at is None
    assert owed(jonah)[0].notice_at is not None


def test_what_was_only_with_somebody_gone_for_good_is_gone_too(ama, clock, touch, grace, jonah):
    alone, both = touch(grace, note="only with her"), touch(grace, jonah)
    grace.trash(clock.now())
    clock.advance(days=31)
    tidy()
    assert list(Interaction.objects.all()) == [both] and alone.pk != both.pk
    recording.delete(both, clock.now())
    clock.advance(days=31)
    tidy()
    assert not Interaction.objects.exists()


def test_a_meeting_with_nobody_left_still_opens_and_closes(browser, ama, clock, grace):
    meeting = recording.plan(ama, [grace], Kind.COFFEE, clock.now() + timedelta(days=3), now=clock.now())
    grace.delete()
    assert browser.get(meeting.get_absolute_url()).status_code == 200
    assert browser.post(meeting.get_absolute_url(), {"version": 1, "ask": "x"}).status_code == 302
    recording.hold(meeting, clock.now())
    assert browser.get(meeting.get_absolute_url()).status_code == 200
    recording.delete(meeting, clock.now())
    recording.restore(meeting, clock.now())


# ------------------------------------------------------------------ limits
def test_what_is_ahead_is_no_touch_and_a_fast_clock_is_forgiven(clock, touch, grace):
    with pytest.raises(ValueError, match="still ahead"):
        touch(grace, at=clock.now() + timedelta(minutes=6))
    assert not Interaction.objects.exists()
    assert touch(grace, at=clock.now() + timedelta(minutes=4)).at == clock.now()


def test_somebody_elses_people_and_events_are_refused(ama, ben, clock, touch, grace, apa):
    his = person(ben, "Dr. Jonah Feld")
    with pytest.raises(ValueError, match="somebody else"):
        touch(his)
    with pytest.raises(ValueError, match="somebody else"):
        touch(grace, introduced_by=his)
    with pytest.raises(ValueError, match="somebody else"):
        recording.record(ben, people=[his], kind=Kind.MET, at=clock.now(), event=apa, now=clock.now())
    with pytest.raises(ValueError, match="with somebody"):
        touch()
    assert not Interaction.objects.exists()


def test_an_old_version_changes_nothing(clock, touch, grace):
    one = touch(grace, takeaway="first")
    other = Interaction.objects.get(pk=one.pk)
    recording.change(other, now=clock.now(), takeaway="second", version=1)
    with pytest.raises(recording.ChangedMeanwhile):
        recording.change(one, now=clock.now(), takeaway="third", version=1)
    assert Interaction.objects.get().takeaway == "second"
