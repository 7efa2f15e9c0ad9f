"""A day at an event: what is next, the card, whom I hoped to meet, sessions, posters, questions."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from contacts.models import Contact, Stage
from followups.models import FollowUp
from interactions import recording
from interactions.day_lines import object_of
from interactions.models import Event, Goal, Interaction, Kind, Session, Target
from interactions.recording import PromiseMade
from residents.models import Achievement
from tests.making import person
from web.playbook import pinned

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true", "HX-Target": "day"}


@pytest.fixture
def okafor(ama):
    return person(ama, "Dr. Ngozi Okafor", stage=Stage.IDENTIFIED, pronouns="she/her")


@pytest.fixture
def at(clock, apa):
    """Set the clock to a time on the wall at the event."""

    def go(day, hour, minute=0):
        clock.set(datetime(2026, 5, day, hour, minute, tzinfo=apa.zone))

    return go


@pytest.fixture
def session(ama, apa):
    def make(title, day, start, end=None, event=apa, **fields):
        times = [
            datetime(2026, 5, day, *map(int, text.split(":")), tzinfo=event.zone)
            for text in (start, end)
            if text
        ]
        ends = times[1] if end else None
        return Session.objects.create(
            owner=ama, event=event, title=title, starts_at=times[0], ends_at=ends, **fields
        )

    return make


@pytest.fixture
def target(ama, apa):
    def make(contact=None, **fields):
        return Target.objects.create(owner=ama, event=apa, contact=contact, **fields)

    return make


def page(browser, event, **query):
    answer = browser.get(reverse("event_day", args=[event.pk]), query)
    assert answer.status_code == 200
    return answer


# ------------------------------------------------------------------ what is next
def test_p22_a_session_at_ten_tops_the_page_at_ten_to_ten(browser, apa, at, session):
    session("Delirium after cardiac surgery", 19, "10:00", "11:00", room="Room 204")
    at(19, 9, 50)
    answer = page(browser, apa)
    assert (answer.context["up"].words, answer.context["up"].where) == (
        "Next, in 10 minutes",
        "10:00, Room 204",
    )
    text = answer.content.decode()
    assert text.index("Next, in 10 minutes") < min(text.index(one) for one in ("Who you hoped", "3 · 2 · 1"))
    at(19, 8, 59)
    assert page(browser, apa).context["up"] is None
    at(19, 9, 0)
    assert page(browser, apa).context["up"].words == "Next, in 60 minutes"
    at(19, 10, 0)
    assert page(browser, apa).context["up"].words == "On now, until 11:00"
    at(19, 11, 0)
    assert page(browser, apa).context["up"] is None


def test_p22_what_is_on_gives_way_to_what_begins_in_a_quarter_of_an_hour(browser, apa, at, session):
    session("Breakfast", 19, "08:00", "10:30")
    session("Delirium", 19, "10:00", "11:00")
    at(19, 9, 40)
    assert page(browser, apa).context["up"].session.title == "Breakfast"
    at(19, 9, 45)
    assert page(browser, apa).context["up"].session.title == "Delirium"


def test_p22_p29_of_two_sessions_at_one_hour_the_one_with_my_question_leads(
    browser, apa, at, session, target, okafor
):
    session("Something else", 19, "10:00")
    talk = session("Delirium", 19, "10:00", speaker="Ngozi Okafor")
    target(okafor, question="What made you move to reorientation?")
    at(19, 9, 50)
    up = page(browser, apa).context["up"]
    assert (up.session, up.target.contact, up.whom, len(up.others)) == (talk, okafor, "her", 1)


@pytest.mark.parametrize(
    ("pronouns", "word"),
    [
        ("she/her", "her"),
        ("He / Him", "him"),
        ("they", "them"),
        ("xe/xem", "xem"),
        ("", ""),
        ("any", ""),
        ("/", ""),
    ],
)
def test_nobody_is_guessed_at(pronouns, word):
    assert object_of(pronouns) == word


# ------------------------------------------------------------------ days and zones
def test_p30_the_day_changes_at_midnight_of_the_event(browser, apa, at, touch, grace):
    """In Denver it is still 22:00 of the day before."""
    at(19, 23, 59)
    touch(grace, event=apa, meaningful=True)
    assert page(browser, apa).context["counted"].new == 1
    at(20, 0, 0)
    counted = page(browser, apa).context["counted"]
    assert (counted.on, counted.new, counted.conversations) == (date(2026, 5, 20), 0, 0)


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [("America/New_York", date(2026, 3, 8), 23), ("America/New_York", date(2026, 11, 1), 25)],
)
def test_p30_a_day_on_which_the_clocks_change_is_one_day(
    browser, ama, clock, touch, grace, jonah, zone, day, hours
):
    event = Event.objects.create(
        owner=ama,
        name="DST",
        time_zone=zone,
        starts_on=day - timedelta(days=1),
        ends_on=day + timedelta(days=1),
    )
    begins = datetime(day.year, day.month, day.day, tzinfo=event.zone).astimezone(UTC)
    clock.set(begins)
    touch(grace, event=event, meaningful=True)
    clock.set(begins + timedelta(hours=hours, seconds=-1))
    touch(jonah, event=event, meaningful=True)
    counted = page(browser, event).context["counted"]
    assert (counted.on, counted.new, counted.choose_one) == (day, 2, True)
    clock.set(begins + timedelta(hours=hours))
    assert page(browser, event).context["counted"].new == 0
    clock.set(datetime(day.year, day.month, day.day, 20, 59, tzinfo=event.zone))
    assert not page(browser, event).context["counted"].is_evening
    clock.set(datetime(day.year, day.month, day.day, 21, 0, tzinfo=event.zone))
    assert page(browser, event).context["counted"].is_evening


def test_p22_p30_beyond_the_date_line(browser, ama, clock, touch, grace, session):
    """The event is in Auckland, the resident in Denver, a day behind."""
    event = Event.objects.create(
        owner=ama, name="RANZCP", time_zone="Pacific/Auckland",
        starts_on=date(2026, 5, 20), ends_on=date(2026, 5, 21),
    )  # fmt: skip
    session("Keynote", 20, "09:00", event=event)
    session("Workshop", 21, "09:00", event=event)
    clock.set(datetime(2026, 5, 20, 8, 50, tzinfo=event.zone))
    assert clock.now().astimezone(ama.zone).date() == date(2026, 5, 19)
    answer = page(browser, event)
    assert "Wednesday 20 May, day 1 of 2 · event time 08:50" in answer.content.decode()
    assert [one.session.title for one in answer.context["sessions"]] == ["Keynote"]
    assert answer.context["up"].words == "Next, in 10 minutes"
    touch(grace, event=event, meaningful=True)
    clock.set(datetime(2026, 5, 20, 21, 0, tzinfo=event.zone))
    assert page(browser, event).context["counted"].choose_one
    clock.set(datetime(2026, 5, 21, 0, 30, tzinfo=event.zone))
    answer = page(browser, event)
    assert answer.context["counted"].new == 0 and answer.context["yesterday"].on == date(2026, 5, 20)
    assert [one.session.title for one in answer.context["sessions"]] == ["Workshop"]


# ------------------------------------------------------------------ the card
def test_p30_at_21_00_choose_your_one_follow_up(browser, ama, apa, at, touch):
    """P30: 3 met, 2 meaningful, 0 committed at 21:00 event time: a prompt. One set: none."""
    at(19, 14)
    people = [person(ama, name) for name in ("Anna One", "Bea Two", "Cleo Three")]
    talks = [touch(one, event=apa, meaningful=n < 2) for n, one in enumerate(people)]
    at(19, 20, 59)
    counted = page(browser, apa).context["counted"]
    assert (counted.new, counted.conversations, counted.promised, counted.choose_one) == (3, 2, 0, False)
    assert "choose your one follow-up" not in page(browser, apa).content.decode()
    at(19, 21)
    assert "choose your one follow-up" in page(browser, apa).content.decode()
    chosen = {"who": talks[0].participants.get().pk, "what": "send the poster", "by": "2026-05-22"}
    answer = browser.post(reverse("event_choose", args=[apa.pk]), chosen)
    assert answer.url == reverse("event_day", args=[apa.pk])
    owed = FollowUp.objects.get(basis="promise")
    assert (owed.contact, owed.what) == (people[0], "send the poster")
    assert owed.due_at.astimezone(ama.zone).date() == date(2026, 5, 22)
    counted = page(browser, apa).context["counted"]
    assert (counted.promised, counted.choose_one) == (1, False)
    assert "choose your one follow-up" not in page(browser, apa).content.decode()


def test_p30_choosing_keeps_what_was_promised_before_and_is_done_once(browser, ama, apa, at, touch, grace):
    at(19, 14)
    talk = touch(
        grace, event=apa, meaningful=True, promises=[PromiseMade(grace, "her slides", None, to_me=True)]
    )
    before = talk.promises.get()
    chosen = {
        "who": talk.participants.get().pk,
        "what": "write",
        "by": "2026-05-22",
        "key": "8f14e45f-ceea-467f-a0e6-1d3b1c1c8a11",
    }
    for _ in range(2):
        browser.post(reverse("event_choose", args=[apa.pk]), chosen)
    assert [(one.pk == before.pk, one.what) for one in talk.promises.all()] == [
        (True, "her slides"),
        (False, "write"),
    ]
    talk.refresh_from_db()
    assert talk.version == 2 and talk.meaningful


@pytest.mark.parametrize(
    "fields",
    [
        {"who": "999999"},
        {"who": ""},
        {"what": " "},
        {"what": "a\nb"},
        {"by": "2026-05-18"},
        {"by": ""},
        {"by": "2028-01-01"},
    ],
)
def test_p30_a_choice_that_cannot_be(browser, apa, at, touch, grace, fields):
    at(19, 14)
    talk = touch(grace, event=apa)
    told = {"who": talk.participants.get().pk, "what": "write", "by": "2026-05-22", **fields}
    assert browser.post(reverse("event_choose", args=[apa.pk]), told).status_code == 422
    assert not FollowUp.objects.exists()


def test_p34_quiet_draws_one_to_two_and_nothing_asks_for_three(browser, apa, at, touch, grace, jonah):
    apa.preset = "quiet"
    apa.save()
    at(18, 14)
    touch(jonah, event=apa, meaningful=True)
    at(19, 21)
    touch(grace, event=apa, meaningful=True)
    for name in ("event_day", "event_recap"):
        text = browser.get(reverse(name, args=[apa.pk])).content.decode()
        assert "2 of 1–2" in text and ">1–2</text>" in text
        assert "of 3" not in text and "3 · 2 · 1" not in text and "3–5" not in text


def test_p30_the_standard_preset_adds_the_line_of_the_whole_event(browser, apa, at, touch, grace, jonah):
    at(18, 14)
    touch(jonah, event=apa)
    at(19, 14)
    touch(grace, event=apa)
    assert "At the event so far: 2 of 3–5 new people" in page(browser, apa).content.decode()
    apa.preset = "three"
    apa.save()
    assert "3–5" not in page(browser, apa).content.decode()


def test_my_own_goal_of_new_people_stands_for_the_presets_line(browser, ama, apa, at, touch, grace):
    """One count of new people at the event, not two that disagree about how many are hoped for."""
    Goal.objects.create(owner=ama, event=apa, measure="new", wanted=4)
    at(19, 14)
    touch(grace, event=apa)
    text = page(browser, apa).content.decode()
    assert "3–5 new people" not in text and "1 of 4" in text
    assert text.lower().count("at the event so far") == 1


def test_a_follow_up_is_due_at_the_time_on_the_wall_there(browser, ama, apa, at, touch, grace):
    """Met at 14:00 in New York, at home in Denver it was noon: the page of the day says 14:00 twice."""
    ama.time_zone = "America/Denver"
    ama.save()
    at(19, 14)
    touch(grace, event=apa, meaningful=True)
    met = page(browser, apa).content.decode().split('id="met"')[1]
    assert "14:00" in met and "12:00" not in met


def test_p21_goals_count_themselves_on_the_page_of_the_day(browser, ama, apa, at, touch, grace, jonah):
    for measure, wanted in (("mentors", 2), ("questions", 3), ("programs", 1), ("follow_ups", 1)):
        Goal.objects.create(owner=ama, event=apa, measure=measure, wanted=wanted)
    at(19, 14)
    touch(grace, event=apa, promises=[PromiseMade(grace, "write", None)])
    touch(jonah, event=apa)
    assert [one.reached for one in page(browser, apa).context["goals"]] == [2, 0, 0, 1]


# ------------------------------------------------------------------ whom I hoped to meet
def test_p29_must_meets_first_each_with_my_question(
    browser, ama, apa, at, session, target, okafor, grace, jonah, touch
):
    hall = session("Poster hall", 19, "14:00", room="Hall C")
    target(jonah)
    target(okafor, session=hall, question="What changed?", recommended_by=grace, ask="asked", minutes=None)
    must = person(ama, "Dr. Renata Volkov", stage=Stage.IDENTIFIED, pronouns="she/her")
    target(must, must_meet=True, question="How do your residents protect time?")
    at(17, 12)
    touch(jonah, event=apa, meaningful=True)
    at(19, 12)
    answer = page(browser, apa)
    lines = answer.context["hoped"]
    assert [one.hoped.contact for one in lines] == [must, okafor, jonah]
    assert (lines[1].where, lines[1].told) == (
        "14:00, Hall C", "asked for 10–15 min, no reply yet · suggested by Dr. Adeyemi",
    )  # fmt: skip
    assert lines[0].button == "Met her" and answer.context["met_of"] == 1
    assert (lines[2].met, lines[2].left) == ("met Sunday", "24 h left")
    text = answer.content.decode()
    assert text.index("How do your residents") < text.index("asked for 10–15")


def test_p29_opened_on_the_day_my_question_is_first(browser, apa, at, target, okafor, touch):
    """P29: the question comes before everything else on their page, that day only, until they are met."""
    target(okafor, question="What made you move to reorientation?")
    at(15, 23, 59)
    assert "Your question for her" not in browser.get(okafor.get_absolute_url()).content.decode()
    at(16, 0)
    text = browser.get(okafor.get_absolute_url()).content.decode()
    first = text.index("Your question for her")
    assert first < text.index("What made you move") < text.index('id="cadence"')
    touch(okafor, event=apa)
    assert "Your question for her" not in browser.get(okafor.get_absolute_url()).content.decode()


def test_p29_one_tap_logs_a_touch_here_and_now_and_offers_one_line(browser, ama, apa, at, target, okafor):
    one = target(okafor)
    at(19, 12)
    address = reverse("event_met", args=[apa.pk, one.pk])
    answer = browser.post(address, headers=HTMX)
    touch = Interaction.objects.get()
    assert (touch.event, touch.kind, touch.at, list(touch.people.all())) == (
        apa,
        Kind.MET,
        apa_noon(),
        [okafor],
    )
    okafor.refresh_from_db()
    assert okafor.stage == Stage.MET
    # P10: how we met needs no second writing down, and goes when the tap is taken back.
    assert f"<p>{apa.name}</p>" in browser.get(okafor.get_absolute_url()).content.decode()
    text = answer.content.decode()
    assert (
        "<html" not in text and 'id="said"' in text and "Undo" in text and 'hx-swap-oob="outerHTML"' in text
    )
    said = reverse("event_said", args=[apa.pk, touch.pk])
    answer = browser.post(
        said, {"takeaway": "start small", "meaningful": "on", "version": touch.version}, headers=HTMX
    )
    assert "72-hour follow-up" in answer.content.decode()
    touch.refresh_from_db()
    assert (touch.takeaway, touch.meaningful) == ("start small", True)
    assert FollowUp.objects.get().basis == "conference"


def apa_noon():
    return datetime(2026, 5, 19, 16, 0, tzinfo=UTC)


def test_p29_without_javascript_the_tap_leads_back_to_the_line(browser, apa, at, target, okafor):
    one = target(okafor)
    at(19, 12)
    answer = browser.post(reverse("event_met", args=[apa.pk, one.pk]))
    touch = Interaction.objects.get()
    assert answer.url == f"{reverse('event_day', args=[apa.pk])}?said={touch.pk}#said"
    assert 'id="said"' in browser.get(answer.url).content.decode()


def test_p29_tapped_twice_is_one_touch_and_undo_takes_it_back(browser, apa, at, target, okafor):
    one = target(okafor)
    at(19, 12)
    address = reverse("event_met", args=[apa.pk, one.pk])
    first = browser.post(address)
    browser.post(address)
    touch = Interaction.objects.get()
    (message,) = browser.get(first.url).context["messages"]
    undo = message.extra_tags.split(" ")[0].removeprefix("undo:")
    answer = browser.post(undo)
    assert answer.url == reverse("event_day", args=[apa.pk])
    touch.refresh_from_db()
    okafor.refresh_from_db()
    assert touch.deleted_at and okafor.trashed_at is None and okafor.stage == Stage.IDENTIFIED
    assert page(browser, apa).context["met_of"] == 0
    browser.post(address)
    assert Interaction.objects.filter(deleted_at__isnull=True).count() == 1


def test_p29_while_the_event_is_not_on_a_tap_asks_when_it_was(browser, apa, at, target, okafor):
    one = target(okafor)
    at(22, 12)
    answer = browser.post(reverse("event_met", args=[apa.pk, one.pk]))
    assert answer.url == f"{reverse('log')}?event={apa.pk}&person={okafor.pk}"
    assert not Interaction.objects.exists()


def test_a_program_is_ticked_and_unticked(browser, apa, at, target):
    one = target(program="Northfield")
    at(19, 12)
    address = reverse("event_met", args=[apa.pk, one.pk])
    browser.post(address)
    assert page(browser, apa).context["met_of"] == 1
    browser.post(f"{address}?undo=1")
    assert page(browser, apa).context["met_of"] == 0


def test_what_was_said_in_two_windows(browser, apa, at, touch, grace):
    at(19, 12)
    one = touch(grace, event=apa)
    said = reverse("event_said", args=[apa.pk, one.pk])
    browser.post(said, {"takeaway": "first", "version": 1})
    answer = browser.post(said, {"takeaway": "second", "version": 1})
    text = answer.content.decode()
    assert answer.status_code == 409 and "first" in text and "second" in text and 'value="2"' in text
    assert browser.post(said, {"takeaway": "x" * 301, "version": 2}).status_code == 422
    one.refresh_from_db()
    assert one.takeaway == "first"


# ------------------------------------------------------------------ sessions
def test_p28_asked_a_question_is_ticked_and_counted_in_the_recap(browser, apa, at, session):
    """P28: ticked, the recap counts 1."""
    talk = session("Delirium", 19, "10:00")
    session("Yesterday", 18, "10:00", asked_question=True)
    at(19, 14)
    address = reverse("event_asked", args=[apa.pk, talk.pk])
    answer = browser.post(address, {"asked": "1"})
    assert answer.url == f"{reverse('event_day', args=[apa.pk])}?day=2026-05-19#sessions"
    assert "asked one question" in browser.get(answer.url).content.decode()
    assert browser.get(reverse("event_recap", args=[apa.pk])).context["counted"].questions == 1
    assert b'id="day"' in browser.post(address, {"asked": "1"}, headers=HTMX).content
    browser.post(address, {"asked": "0"})
    assert browser.get(reverse("event_recap", args=[apa.pk])).context["counted"].questions == 0


def test_the_day_switch(browser, apa, at, session):
    session("Opening", 17, "09:00")
    session("Delirium", 19, "10:00")
    at(19, 9)
    answer = page(browser, apa, day="2026-05-17")
    assert [one.session.title for one in answer.context["sessions"]] == ["Opening"]
    assert answer.context["days"] == [date(2026, 5, 17), date(2026, 5, 19)]
    for wrong in ("2026-02-31", "x", "", "9" * 40):
        assert [one.session.title for one in page(browser, apa, day=wrong).context["sessions"]] == [
            "Delirium"
        ]


# ------------------------------------------------------------------ posters
@pytest.fixture
def poster(ama, session):
    one = Achievement.objects.create(
        owner=ama, title="Delirium in the ICU", scope="national", on=date(2026, 5, 19)
    )
    session("Poster hall", 19, "14:00", "15:30", room="Hall C", presentation=one)
    return one


def test_p31_a_visitor_is_logged_against_the_poster(browser, apa, at, poster):
    """P31: 1 poster this year, the gauge shows 1 of 1–2."""
    at(19, 14, 20)
    answer = page(browser, apa)
    text = answer.content.decode()
    assert "stand by it until 15:30" in text and "1 of 1–2 this year" in text
    told = {"lines": "Dr. Yusuf Demir — asked about sampling", "kind": "met", "presentation": poster.pk}
    browser.post(reverse("event_people", args=[apa.pk]), told)
    touch = Interaction.objects.get()
    assert (touch.presentation, touch.event, touch.takeaway) == (poster, apa, "asked about sampling")
    text = browser.get(reverse("presentation", args=[poster.pk])).content.decode()
    assert "Dr. Yusuf Demir" in text and "asked about sampling" in text
    assert "Dr. Yusuf Demir" in " ".join(page(browser, apa).content.decode().split())
    recording.change(touch, now=touch.at, takeaway="edited")
    touch.refresh_from_db()
    assert touch.presentation == poster


def test_p31_somebody_else_s_poster_is_refused(browser, ben, apa, at):
    other = Achievement.objects.create(owner=ben, title="Ben's", on=date(2026, 5, 19))
    at(19, 14)
    told = {"lines": "Hana Mori", "kind": "met", "presentation": other.pk}
    browser.post(reverse("event_people", args=[apa.pk]), told)
    assert not Interaction.objects.filter(presentation__isnull=False).exists()


def test_p31_a_poster_is_added_from_the_event_with_the_hours_beside_it(browser, apa, at):
    at(19, 9)
    told = {
        "event": apa.pk, "kind": "poster", "title": "Delirium in the ICU", "scope": "national",
        "on": "2026-05-19", "starts": "2026-05-19T14:00", "ends": "2026-05-19T15:30", "room": "Hall C",
        "key": "8f14e45f-ceea-467f-a0e6-1d3b1c1c8a11",
    }  # fmt: skip
    for _ in range(2):
        browser.post(reverse("presentation_new"), told)
    made = Achievement.objects.get()
    stand = Session.objects.get()
    assert (stand.presentation, stand.room) == (made, "Hall C")
    assert stand.starts_at == datetime(2026, 5, 19, 18, 0, tzinfo=UTC)
    assert "stand by it until 15:30" in page(browser, apa).content.decode()


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"title": ""}, "title"), ({"title": "a\nb"}, "title"), ({"on": "2026-02-31"}, "on"),
        ({"kind": "paper"}, "kind"),
        ({"ends": "2026-05-19T15:00"}, "starts"), ({"starts": "2026-05-25T10:00"}, "starts"),
        ({"starts": "2026-05-19T15:00", "ends": "2026-05-19T14:00"}, "ends"),
        ({"session": "99999"}, "session"),
    ],
)  # fmt: skip
def test_p31_posters_that_cannot_be(browser, apa, at, fields, field):
    at(19, 9)
    told = {"event": apa.pk, "kind": "poster", "title": "Delirium", "on": "2026-05-19", **fields}
    answer = browser.post(reverse("presentation_new"), told)
    assert answer.status_code == 422 and list(answer.context["form"].errors) == [field]
    assert not Achievement.objects.exists()


def test_p31_editing_moves_its_session_and_two_tabs_do_not_overwrite(browser, apa, at, poster, session):
    other = session("Second hall", 19, "16:00")
    at(19, 9)
    address = reverse("presentation_edit", args=[poster.pk])
    told = {
        "event": apa.pk,
        "kind": "talk",
        "title": "New title",
        "on": "2026-05-19",
        "session": other.pk,
        "version": 1,
    }
    assert browser.get(address).status_code == 200
    assert browser.post(address, told).url == reverse("presentation", args=[poster.pk])
    assert [one.title for one in poster.sessions.all()] == ["Second hall"]
    assert browser.post(address, {**told, "title": "Other"}).status_code == 409
    poster.refresh_from_db()
    assert poster.title == "New title"


# ------------------------------------------------------------------ questions for anyone
def test_p35_four_questions_are_there_without_typing(browser, ama, apa, at):
    at(19, 12)
    text = page(browser, apa).content.decode()
    assert len(pinned()) == 4 and all(one in text for one in pinned())
    own = {f"question_{n}": words for n, words in enumerate(("Third?", "First?", "Second?", ""), 1)}
    places = {"place_1": "3", "place_2": "1", "place_3": "2", "place_4": "4"}
    answer = browser.post(reverse("questions"), {**own, **places, "next": apa.get_absolute_url()})
    assert answer.url == apa.get_absolute_url()
    assert page(browser, apa).context["questions"] == ["First?", "Second?", "Third?"]
    bank = browser.post(reverse("questions"), {**own, **places, "take": "From the bank?"})
    assert [field.value() for field, _ in bank.context["form"].lines] == [
        "Third?",
        "First?",
        "Second?",
        "From the bank?",
    ]
    assert page(browser, apa).context["questions"] == ["First?", "Second?", "Third?"]
    few = {**own, **places, "question_1": "", "question_2": ""}
    assert browser.post(reverse("questions"), few).status_code == 422
    browser.post(reverse("questions"), {**dict.fromkeys(own, ""), **places})
    assert page(browser, apa).context["questions"] == pinned()


# ------------------------------------------------------------------ strangers, and many
def test_bad_ids_and_strangers_are_a_404(
    browser, ben, client_for, apa, at, session, target, okafor, touch, grace, poster
):
    at(19, 12)
    talk, one, met = session("Delirium", 19, "10:00"), target(okafor), touch(grace, event=apa)
    away = Event.objects.create(
        owner=apa.owner, name="Other", time_zone="UTC", starts_on=apa.starts_on, ends_on=apa.ends_on
    )
    posts = [
        ("event_met", one.pk),
        ("event_said", met.pk),
        ("event_asked", talk.pk),
        ("event_recap_person", grace.pk),
    ]
    gets = ["event_day", "event_recap", "event_choose"]
    stranger = client_for(ben)
    for name, pk in posts:
        assert stranger.post(reverse(name, args=[apa.pk, pk])).status_code == 404
        assert browser.post(reverse(name, args=[apa.pk, 99_999_999])).status_code == 404
        assert browser.post(reverse(name, args=[away.pk, pk])).status_code == 404
    for name in gets:
        assert stranger.get(reverse(name, args=[apa.pk])).status_code == 404
    for name in ("presentation", "presentation_edit"):
        assert stranger.get(reverse(name, args=[poster.pk])).status_code == 404
    for event in (apa.pk, "x", "9" * 30):
        assert stranger.get(reverse("presentation_new"), {"event": event}).status_code == 404
    assert not Interaction.objects.exclude(pk=met.pk).exists()


@pytest.mark.parametrize(("people", "talks"), [(3, 3), (300, 60)])
def test_the_page_of_the_day_asks_ten_questions_at_most(
    browser, ama, apa, at, session, target, poster, people, talks, django_assert_num_queries
):
    at(19, 12)
    now = apa_noon()
    everybody = Contact.objects.bulk_create(
        Contact(owner=ama, given_name="Anna", family_name=f"Number{n}").prepare() for n in range(people)
    )
    told = [recording.Told([one], "start a case log", meaningful=n < 40) for n, one in enumerate(everybody)]
    recording.record_each(ama, told, kind=Kind.MET, at=now, event=apa, now=now)
    for n in range(talks):
        session(f"Session {n}", 16 + n % 5, "10:00", speaker="Ngozi Okafor")
    for one in everybody[:2]:
        target(one)
    for measure in ("new", "questions", "programs", "follow_ups"):
        Goal.objects.create(owner=ama, event=apa, measure=measure)
    for name, query in (("event_day", {}), ("event_day", {"page": "2"}), ("event", {})):
        browser.get(reverse(name, args=[apa.pk]), query)
        with django_assert_num_queries(10):
            answer = browser.get(reverse(name, args=[apa.pk]), query)
        assert answer.status_code == 200
    assert len(answer.context["met"]) == min(people, 50)
