"""The programme of an event: typed, pasted with a preview, read from a file, changed, taken back."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from interactions.models import Event, Session, Target
from interactions.programme import sessions
from residents.models import Achievement
from tests.interactions.test_calendar_file import TEN, calendar, entry
from tests.interactions.test_plan_targets import at, plan, undo

pytestmark = pytest.mark.django_db
KEY = "8f14e45f-ceea-467f-a0e6-1d3b1c1c8a11"
LINES = "Tue 10:00–11:00 Room 204 Delirium after cardiac surgery\nTue 14:00 Poster hall, Hall C"


def paste(browser, event, lines, **told):
    """See how it reads, then keep it."""
    seen = browser.post(at("sessions_paste", event), {"lines": lines, **told})
    keep = {"keep": seen.context["reading"], "key": str(uuid4()), **told}
    return browser.post(at("sessions_paste", event), {"lines": lines, **keep})


def upload(browser, event, data, name="programme.ics"):
    return browser.post(at("sessions_file", event), {"file": SimpleUploadedFile(name, data)})


def read_file(browser, event, *entries, take=None):
    """Upload, tick everything (or what is named), keep."""
    seen = upload(browser, event, calendar(*entries)).context
    ticked = take or [str(n) for n in range(1, len(seen["good"]) + 1)]
    return browser.post(
        at("sessions_file", event), {"told": seen["told"], "key": str(seen["key"]), "take": ticked}
    )


def kept(event):
    return [f"{one.starts_at.astimezone(event.zone):%a %H:%M} {one.title}" for one in sessions(event)]


# ------------------------------------------------------------------ pasted
def test_p22_lines_are_shown_before_they_are_kept(browser, apa):
    seen = browser.post(at("sessions_paste", apa), {"lines": LINES})
    page = seen.content.decode()
    assert seen.status_code == 200 and not Session.objects.exists()
    assert "Delirium after cardiac surgery" in page and "Tue 10:00–11:00" in page and "Add 2 sessions" in page
    assert paste(browser, apa, LINES).status_code == 302
    assert kept(apa) == ["Tue 10:00 Delirium after cardiac surgery", "Tue 14:00 Poster hall"]
    page = plan(browser, apa).content.decode()
    assert "Room 204" in page and "Tuesday 19 May" in page and "10:00<span>–11:00" in page


def test_p22_a_session_at_ten_is_next_ten_minutes_before(browser, apa, clock):
    paste(browser, apa, LINES)
    clock.set(datetime(2026, 5, 19, 13, 50, tzinfo=UTC))
    assert b"Delirium after cardiac surgery" in browser.get(reverse("event_day", args=[apa.pk])).content


def test_errors_stand_beside_their_line_and_the_clear_ones_can_be_kept(browser, apa):
    lines = "Tue 10:00 One\nTue 12:00–11:00 Two\nFri 9:00 Three"
    seen = browser.post(at("sessions_paste", apa), {"lines": lines})
    page = seen.content.decode()
    assert seen.status_code == 422
    assert [row.n for row in seen.context["form"].wrong] == [2, 3]
    second = page.index("line 2")
    assert (
        second
        < page.index("It ends before it begins.")
        < page.index("line 3")
        < page.index("not a day of this")
    )
    assert "Add the 1 that are clear" in page and lines.splitlines()[1] in page
    paste(browser, apa, lines)
    assert kept(apa) == ["Tue 10:00 One"]


def test_lines_that_could_not_be_read_come_back_into_the_field(browser, apa, ama):
    lines = "Tuesday\n10:00 One\n12:00–11:00 Two\nWednesday\n9:00 Three\nMonday 25:00 Four\nFri 9:00 Five"
    answer = paste(browser, apa, lines, day="2026-05-18")
    assert answer["Location"] == at("sessions_paste", apa) and kept(apa) == [
        "Tue 10:00 One",
        "Wed 09:00 Three",
    ]
    for _ in range(2):
        page = browser.get(at("sessions_paste", apa))
        form = page.context["form"]
        assert (
            form["lines"].value() == "Tuesday\n12:00–11:00 Two\nWednesday\nMonday 25:00 Four\nFri 9:00 Five"
        )
        assert form["day"].value() == "2026-05-18" and "could not be read" in page.content.decode()
    other = Event.objects.create(
        owner=ama, name="B", time_zone="UTC", starts_on=apa.starts_on, ends_on=apa.ends_on
    )
    assert not browser.get(at("sessions_paste", other)).context["form"]["lines"].value()
    done = paste(browser, apa, "Tue 11:00–12:00 Two")
    assert done["Location"].endswith("#sessions")
    assert not browser.get(at("sessions_paste", apa)).context["form"]["lines"].value()


def test_lines_come_back_under_their_day_whatever_stands_around_them(browser, apa):
    paste(browser, apa, "\n\nTuesday\n-----\n\n10:00 One\n12:00–11:00 Two\n* * *\n13:00–12:00 Three\n")
    left = browser.get(at("sessions_paste", apa)).context["form"]["lines"].value()
    assert left == "Tuesday\n12:00–11:00 Two\n13:00–12:00 Three"


def test_lines_of_two_events_wait_apart_and_can_be_left_out(browser, apa, ama):
    other = Event.objects.create(
        owner=ama, name="B", time_zone="UTC", starts_on=apa.starts_on, ends_on=apa.ends_on
    )
    paste(browser, apa, "Tue 10:00 One\nTue 12:00–11:00 Two")
    paste(browser, other, "Tue 10:00 One\nTue 14:00–13:00 Four")

    def left(event):
        return browser.get(at("sessions_paste", event)).context["form"]["lines"].value()

    assert (left(apa), left(other)) == ("Tue 12:00–11:00 Two", "Tue 14:00–13:00 Four")
    assert browser.post(at("sessions_paste", apa), {"drop": "1", "lines": ""}).status_code == 302
    assert (left(apa), left(other)) == (None, "Tue 14:00–13:00 Four")


def test_lines_read_since_do_not_come_back_with_an_old_page(browser, apa):
    lines = "Tue 10:00 One\nTue 12:00–11:00 Two"
    seen = browser.post(at("sessions_paste", apa), {"lines": lines}).context["reading"]
    old = {"lines": lines, "keep": seen, "key": KEY}
    for _ in range(2):
        assert browser.post(at("sessions_paste", apa), old)["Location"] == at("sessions_paste", apa)
    paste(browser, apa, "Tue 11:00–12:00 Two")
    assert browser.post(at("sessions_paste", apa), old)["Location"].endswith("#sessions")
    assert not browser.get(at("sessions_paste", apa)).context["form"]["lines"].value()


def test_what_is_kept_is_what_was_seen(browser, apa):
    seen = browser.post(at("sessions_paste", apa), {"lines": LINES})
    told = {"lines": LINES.replace("10:00", "09:00"), "keep": seen.context["reading"]}
    assert browser.post(at("sessions_paste", apa), told).status_code == 200
    assert not Session.objects.exists()


def test_sent_twice_and_from_two_windows(browser, apa):
    seen = browser.post(at("sessions_paste", apa), {"lines": LINES}).context
    told = {"lines": LINES, "keep": seen["reading"], "key": KEY}
    answers = [browser.post(at("sessions_paste", apa), told) for _ in range(2)]
    assert [one.status_code for one in answers] == [302, 302] and Session.objects.count() == 2
    other = paste(browser, apa, f"{LINES}\nTue 16:00 New")
    assert other.status_code == 302 and Session.objects.count() == 3


def test_a_paste_is_taken_back_and_only_that(browser, apa, clock):
    paste(browser, apa, "Tue 9:00 Before")
    browser.get(at("event_plan", apa))
    clock.advance(minutes=1)
    undo(browser, paste(browser, apa, LINES))
    assert kept(apa) == ["Tue 09:00 Before"]


def test_lines_without_a_day(browser, apa, clock):
    form = browser.get(at("sessions_paste", apa)).context["form"]
    assert form.initial["day"] == "2026-05-19", "while it is on, today"
    paste(browser, apa, "10:00 One", day="2026-05-18")
    clock.set(datetime(2026, 5, 1, tzinfo=UTC))
    assert browser.get(at("sessions_paste", apa)).context["form"].initial["day"] == "2026-05-16"
    paste(browser, apa, "10:00 Two")
    assert kept(apa) == ["Sat 10:00 Two", "Mon 10:00 One"]
    answer = browser.post(at("sessions_paste", apa), {"lines": "10:00 Three", "day": "2026-09-09"})
    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("", "Paste at least one line."),
        ("10:00 x\n" * 301, "Paste at most 300 lines at once."),
        ("x" * 20_001, "Keep this to 20000 characters"),
    ],
)
def test_pastes_that_cannot_be(browser, apa, lines, said):
    answer = browser.post(at("sessions_paste", apa), {"lines": lines, "day": "2026-05-16"})
    assert answer.status_code == 422 and said in answer.content.decode()


def test_an_event_has_an_end(browser, ama, apa, monkeypatch):
    monkeypatch.setattr("interactions.programme.MOST_SESSIONS", 3)
    paste(browser, apa, LINES)
    answer = paste(browser, apa, "Tue 8:00 A\nTue 9:00 B")
    assert answer.status_code == 422 and Session.objects.count() == 2


# ------------------------------------------------------------------ a file
def test_a_file_is_shown_ticked_and_kept(browser, apa):
    all_day = entry("DTSTART;VALUE=DATE:20260519", uid="d", title="All day")
    elsewhere = entry("DTSTART:20260401T100000", uid="e")
    seen = upload(browser, apa, calendar(entry(TEN), all_day, elsewhere))
    page = seen.content.decode()
    assert seen.status_code == 200 and not Session.objects.exists()
    assert "Not taken" in page and "all day" in page and "1 other in the file is on other days." in page
    read_file(browser, apa, entry(TEN), entry("DTSTART:20260519T120000", uid="2", title="Other"), take=["2"])
    assert kept(apa) == ["Tue 12:00 Other"]


def test_reading_again_changes_in_place(browser, ama, apa, grace, clock):
    read_file(browser, apa, entry(TEN, "LOCATION:Room 1"))
    one = Session.objects.get()
    Session.objects.update(asked_question=True, speaker="Dr. Grace Adeyemi")
    Target.objects.create(owner=ama, event=apa, contact=grace, session=one)
    clock.advance(hours=1)
    moved = entry("DTSTART:20260520T113000", "LOCATION:Hall C", title="Delirium, revised")
    answer = read_file(browser, apa, moved, entry(TEN, uid="2", title="New"))
    one = Session.objects.get(uid="1")
    assert kept(apa) == ["Tue 10:00 New", "Wed 11:30 Delirium, revised"]
    assert (one.room, one.speaker, one.asked_question) == ("Hall C", "Dr. Grace Adeyemi", True)
    assert Target.objects.get().session == one
    undo(browser, answer)
    assert kept(apa) == ["Tue 10:00 Delirium"] and Session.objects.get().room == "Room 1"


def test_reading_the_same_file_again_adds_nothing(browser, apa):
    entries = [entry(TEN, "RRULE:FREQ=DAILY"), entry(TEN, uid="", title="Nameless")]
    for _ in range(2):
        read_file(browser, apa, *entries)
    assert kept(apa) == ["Tue 10:00 Delirium", "Tue 10:00 Nameless", "Wed 10:00 Delirium"]


def test_a_pasted_session_is_recognised_in_the_file(browser, apa):
    paste(browser, apa, "Tue 10:00 delirium")
    read_file(browser, apa, entry(TEN, "LOCATION:Room 1"))
    one = Session.objects.get()
    assert (one.uid, one.room) == ("1", "Room 1")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "This is not a calendar file."),
        (b"\x89PNG", "This is not a calendar file."),
        (b"x" * 1_000_001, "Choose a file under 1 MB."),
    ],
)
def test_files_that_cannot_be(browser, apa, data, said):
    answer = upload(browser, apa, data)
    assert answer.status_code == 422 and said in answer.content.decode()
    answer = browser.post(at("sessions_file", apa), {"x": "1"})
    assert answer.status_code == 422 and "Choose a file first." in answer.content.decode()


def test_what_a_file_said_cannot_be_made_up_or_carried_elsewhere(browser, ama, apa):
    told = upload(browser, apa, calendar(entry(TEN))).context["told"]
    other = Event.objects.create(
        owner=ama, name="O", time_zone="UTC", starts_on=date(2026, 5, 16), ends_on=date(2026, 5, 20)
    )
    for event, text in ((other, told), (apa, told[:-2] + "xx"), (apa, "x")):
        answer = browser.post(at("sessions_file", event), {"told": text, "key": KEY, "take": ["1"]})
        assert answer.url == at("sessions_file", event)
    assert (
        browser.post(at("sessions_file", apa), {"told": told, "key": KEY, "take": ["x"]}).status_code == 302
    )
    assert not Session.objects.exists()


# ------------------------------------------------------------------ one by one
def told(**fields):
    return {"title": "Delirium", "starts_at": "2026-05-19T10:00", **fields}


def test_one_session_typed_changed_deleted_and_back(browser, ama, apa):
    poster = Achievement.objects.create(
        owner=ama, kind="poster", title="Sleep and delirium", on=date(2026, 5, 19)
    )
    answers = [browser.post(at("session_new", apa), told(key=KEY, presentation=poster.pk)) for _ in range(2)]
    assert answers[0].url == answers[1].url
    one = Session.objects.get()
    assert one.starts_at == datetime(2026, 5, 19, 14, tzinfo=UTC)
    assert "yours: Sleep and delirium" in plan(browser, apa).content.decode()
    form = browser.get(at("session_edit", apa, one)).context["form"]
    assert f"{form.initial['starts_at']:%d %H:%M}" == "19 10:00"
    changed = told(title="Changed", ends_at="2026-05-20T00:30", was=form.initial["was"])
    assert browser.post(at("session_edit", apa, one), changed).status_code == 302
    assert browser.post(at("session_edit", apa, one), changed | {"title": "Again"}).status_code == 409
    browser.get(at("event_plan", apa))
    before = Session.objects.values().get()
    answer = browser.post(at("session_delete", apa, one))
    assert not Session.objects.exists()
    undo(browser, answer)
    assert Session.objects.values().get() == before


@pytest.mark.parametrize(
    ("fields", "field", "said"),
    [
        ({"title": ""}, "title", "Please fill this in."),
        ({"title": "t" * 201}, "title", "201"),
        ({"starts_at": ""}, "starts_at", "Please fill this in."),
        ({"starts_at": "2026-05-32T10:00"}, "starts_at", "no such day"),
        ({"starts_at": "2026-05-15T23:59"}, "starts_at", "Choose a day of the event."),
        ({"starts_at": "2026-05-21T00:00"}, "starts_at", "Choose a day of the event."),
        ({"ends_at": "2026-05-19T09:59"}, "ends_at", "It ends before it begins."),
        ({"ends_at": "2026-05-20T10:01"}, "ends_at", "A session lasts a day at most."),
        ({"presentation": "999999"}, "presentation", "not among yours"),
    ],
)
def test_sessions_that_cannot_be(browser, apa, fields, field, said):
    answer = browser.post(at("session_new", apa), told(**fields))
    assert answer.status_code == 422 and said in str(answer.context["form"].errors[field])
    assert not Session.objects.exists()


def test_a_zone_put_right_keeps_the_times_on_the_wall(browser, ama, apa):
    paste(browser, apa, "Tue 10:00–11:00 One")
    read_file(browser, apa, entry("DTSTART:20260519T160000Z", title="Two"))
    form = {"name": "APA", "kind": "conference", "starts_on": "2026-05-16", "ends_on": "2026-05-20",
            "time_zone": "America/Los_Angeles", "version": "1"}  # fmt: skip
    assert browser.post(at("event_edit", apa), form).status_code == 302
    apa.refresh_from_db()
    assert kept(apa) == ["Tue 09:00 Two", "Tue 10:00 One"]
    one = Session.objects.get(title="One")
    assert one.ends_at.astimezone(ZoneInfo("America/Los_Angeles")).hour == 11


def test_sessions_are_nobody_elses(ama, ben, client_for, apa):
    one = Session.objects.create(
        owner=ama, event=apa, title="T", starts_at=datetime(2026, 5, 19, 14, tzinfo=UTC)
    )
    stranger = client_for(ben)
    own = Event.objects.create(
        owner=ben, name="O", time_zone="UTC", starts_on=date(2026, 5, 19), ends_on=date(2026, 5, 19)
    )
    for event in (apa, own):
        assert stranger.get(at("session_edit", event, one)).status_code == 404
        assert stranger.post(at("session_delete", event, one)).status_code == 404
    for name in ("session_new", "sessions_paste", "sessions_file"):
        assert stranger.get(at(name, apa)).status_code == 404
    theirs = Achievement.objects.create(owner=ama, kind="poster", title="Secret", on=date(2026, 5, 19))
    answer = stranger.post(at("session_new", own), told(presentation=theirs.pk))
    assert answer.status_code == 422 and "Secret" not in answer.content.decode()


def test_after_the_event_nothing_is_asked_of_the_plan(browser, ama, apa, grace, clock):
    Target.objects.create(owner=ama, event=apa, contact=grace)
    page = plan(browser, apa)
    assert (
        page.context["proposed"] and page.context["listed"].people_hint and "I asked" in page.content.decode()
    )
    clock.set(datetime(2026, 5, 22, tzinfo=UTC))
    page = plan(browser, apa)
    assert not page.context["proposed"] and not page.context["listed"].people_hint
    assert "I asked" not in page.content.decode()


def test_the_list_of_events_says_what_is_planned(browser, ama, apa, grace, clock):
    clock.set(datetime(2026, 5, 1, tzinfo=UTC))
    page = browser.get(reverse("events")).content.decode()
    assert "Whom do you hope to meet?" in page and at("event_plan", apa) in page
    Target.objects.create(owner=ama, event=apa, contact=grace)
    Target.objects.create(owner=ama, event=apa, program="Northfield")
    paste(browser, apa, LINES)
    page = browser.get(reverse("events")).content.decode()
    assert "1 to meet, 1 program, 2 sessions" in page
    grace.trash(clock.now())
    assert "1 program, 2 sessions" in browser.get(reverse("events")).content.decode()
