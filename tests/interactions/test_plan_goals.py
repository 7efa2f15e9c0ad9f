"""Goals of an event count themselves; presets propose them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contacts.models import Contact
from interactions import recording
from interactions.goals import holds, progress
from interactions.models import Event, Goal, Kind, Session, Target
from interactions.recording import PromiseMade
from residents.models import resident_of
from tests.interactions.test_plan_targets import at, plan, undo
from tests.making import person

pytestmark = pytest.mark.django_db
KEY = "8f14e45f-ceea-467f-a0e6-1d3b1c1c8a11"


def goal(event, measure, wanted=2, **fields):
    return Goal.objects.create(owner=event.owner, event=event, measure=measure, wanted=wanted, **fields)


def reached(event, clock):
    return [one.reached for one in progress(event, clock.now())]


# ------------------------------------------------------------------ what counts
def test_p21_two_mentors_in_my_subspecialty(ama, browser, apa, clock, touch):
    goal(apa, "mentors", 2, among="addiction")
    above = {"discipline": "addiction psychiatry"}
    first = person(ama, "Dr. Ana Abel", direction="senior", **above)
    second = person(ama, "Dr. Ben Berg", direction="senior", tags=["addiction"])
    others = [
        person(ama, "Cleo Cruz", direction="peer", **above),
        person(ama, "Dr. Dan Dorn", direction="senior", discipline="sleep medicine"),
    ]
    assert reached(apa, clock) == [0]
    touch(first, event=apa)
    assert reached(apa, clock) == [1]
    for one in others:
        touch(one, event=apa)
    touch(first, event=apa)
    assert reached(apa, clock) == [1], "the same person again, a peer and another field do not count"
    touch(second, event=apa)
    assert reached(apa, clock) == [2]
    page = plan(browser, apa).content.decode()
    assert "2 of 2" in page and "people above me in addiction" in page


MEASURES = [
    # measure, what happened, how far it is
    ("new", "met now for the first time", 1),
    ("new", "met last month already", 0),
    ("new", "written to last month", 1),
    ("new", "only written to at the event", 0),
    ("new", "met elsewhere", 0),
    ("new", "met and taken back", 0),
    ("new", "only planned", 0),
    ("talks", "a good conversation", 1),
    ("talks", "two good conversations with one", 1),
    ("talks", "met now for the first time", 0),
    ("mentors", "met somebody above", 1),
    ("mentors", "met a peer", 0),
    ("programs", "talked to a program", 1),
    ("programs", "only listed a program", 0),
    ("questions", "asked a question", 1),
    ("questions", "sat in a session", 0),
    ("follow_ups", "promised something", 1),
    ("follow_ups", "was promised something", 0),
    ("follow_ups", "promised elsewhere", 0),
]


@pytest.mark.parametrize(("measure", "happened", "expected"), MEASURES)
def test_every_measure(ama, apa, clock, touch, measure, happened, expected):
    goal(apa, measure, 3)
    grace = person(ama, "Dr. Grace Adeyemi", direction="senior")
    now = clock.now()
    month_ago = now - timedelta(days=30)
    if happened == "met now for the first time":
        touch(grace, event=apa)
    elif happened == "met last month already":
        touch(grace, at=month_ago)
        touch(grace, event=apa)
    elif happened == "written to last month":
        touch(grace, at=month_ago, kind=Kind.EMAIL)
        touch(grace, event=apa)
    elif happened == "only written to at the event":
        touch(grace, event=apa, kind=Kind.EMAIL)
    elif happened == "met elsewhere":
        touch(grace)
    elif happened == "met and taken back":
        recording.delete(touch(grace, event=apa), now)
    elif happened == "only planned":
        recording.plan(ama, [grace], Kind.COFFEE, now + timedelta(hours=1), event=apa, now=now)
    elif happened == "a good conversation":
        touch(grace, event=apa, meaningful=True)
    elif happened == "two good conversations with one":
        for _ in range(2):
            touch(grace, event=apa, meaningful=True)
    elif happened == "met somebody above":
        touch(grace, event=apa)
    elif happened == "met a peer":
        touch(person(ama, "Cleo Cruz", direction="peer"), event=apa)
    elif "program" in happened:
        talked = now if happened.startswith("talked") else None
        Target.objects.create(owner=ama, event=apa, program="Northfield", talked_at=talked)
    elif happened in ("asked a question", "sat in a session"):
        asked = happened.startswith("asked")
        Session.objects.create(owner=ama, event=apa, title="T", starts_at=now, asked_question=asked)
    else:
        to_me, event = happened.startswith("was"), None if "elsewhere" in happened else apa
        touch(grace, event=event, promises=[PromiseMade(grace, "send slides", None, to_me)])
    assert reached(apa, clock) == [expected]


@pytest.mark.parametrize(
    ("among", "words", "fits"),
    [
        ("addiction", ["addiction", "psychiatry"], True),
        ("Addiction Psychiatry", ["psychiatry", "addiction"], True),
        ("geriatric", ["geriatrics"], True),
        ("CL", ["clinical"], False),
        ("CL", ["cl", "fellowship"], True),
        ("sleep addiction", ["addiction"], False),
        ("", [], True),
        ("psychiatrie", ["psychiatry"], False),
    ],
)
def test_who_is_among(among, words, fits):
    assert holds(words, among) is fits


def test_promises_among_some(ama, apa, clock, touch):
    goal(apa, "follow_ups", 1, among="sleep")
    grace, dan = person(ama, "Dr. Grace Adeyemi"), person(ama, "Dr. Dan Dorn", discipline="sleep")
    for one in (grace, dan):
        touch(one, event=apa, promises=[PromiseMade(one, "send slides")])
    assert reached(apa, clock) == [1]


def test_somebody_in_the_trash_no_longer_counts(apa, clock, touch, grace):
    goal(apa, "new")
    touch(grace, event=apa)
    assert reached(apa, clock) == [1]
    grace.trash(clock.now())
    assert reached(apa, clock) == [0]


# ------------------------------------------------------------------ setting and changing
def test_a_goal_is_set_changed_deleted_and_put_back(browser, apa):
    told = {"measure": "mentors", "wanted": "2", "among": "sleep", "key": KEY}
    answers = [browser.post(at("goal_new", apa), told) for _ in range(2)]
    assert answers[0].url == answers[1].url
    one = Goal.objects.get()
    was = browser.get(at("goal_edit", apa, one)).context["form"].initial["was"]
    changed = {"measure": "talks", "wanted": "3", "was": was}
    assert browser.post(at("goal_edit", apa, one), changed).status_code == 302
    assert browser.post(at("goal_edit", apa, one), changed | {"wanted": "4"}).status_code == 409
    before = Goal.objects.values().get()
    assert (before["measure"], before["wanted"], before["among"]) == ("talks", 3, "")
    answer = browser.post(at("goal_delete", apa, one))
    assert not Goal.objects.exists()
    undo(browser, answer)
    assert Goal.objects.values().get() == before


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"measure": "own"}, "words"),
        ({"measure": "questions", "among": "sleep"}, "among"),
        ({"measure": "programs", "among": "sleep"}, "among"),
        ({"wanted": "0"}, "wanted"),
        ({"wanted": "100"}, "wanted"),
        ({"wanted": ""}, "wanted"),
        ({"measure": "likes"}, "measure"),
        ({"measure": "own", "words": "w" * 161}, "words"),
    ],
)
def test_goals_that_cannot_be(browser, apa, told, field):
    answer = browser.post(at("goal_new", apa), {"measure": "new", "wanted": "2"} | told)
    assert answer.status_code == 422 and list(answer.context["form"].errors) == [field]
    assert not Goal.objects.exists()


def test_my_own_is_counted_by_hand(browser, apa, clock):
    one = goal(apa, "own", 2, words="booths of small programs")
    for _ in range(3):
        browser.post(at("goal_count", apa, one))
    browser.post(at("goal_count", apa, one), {"less": "1"})
    assert reached(apa, clock) == [2]
    for _ in range(5):
        browser.post(at("goal_count", apa, one), {"less": "1"})
    assert reached(apa, clock) == [0]
    counted = goal(apa, "new")
    browser.post(at("goal_count", apa, counted))
    counted.refresh_from_db()
    assert counted.reached == 0, "what counts itself is not counted by hand"


def test_a_dozen_is_plenty(browser, apa):
    for _ in range(12):
        goal(apa, "own", words="something")
    answer = browser.post(at("goal_new", apa), {"measure": "new", "wanted": "2"})
    assert answer.status_code == 422 and Goal.objects.count() == 12


# ------------------------------------------------------------------ presets
@pytest.mark.parametrize(
    ("preset", "expected"),
    [
        ("standard", [("new", 3)]),
        ("three", [("new", 15), ("talks", 10), ("follow_ups", 5)]),
        ("quiet", [("talks", 1)]),
    ],
)
def test_p30_p34_presets_propose_goals(browser, ama, apa, preset, expected):
    browser.post(at("event_preset", apa), {"preset": preset})
    apa.refresh_from_db()
    assert apa.preset == preset
    offered = [(one.measure, one.wanted) for one, _ in plan(browser, apa).context["proposed"]]
    assert offered == expected and not Goal.objects.exists()
    browser.post(at("goals_proposed", apa))
    browser.post(at("goals_proposed", apa))
    assert [(one.measure, one.wanted) for one in Goal.objects.all()] == expected
    assert plan(browser, apa).context["proposed"] == []


def test_p34_quiet_asks_for_no_more(browser, ama, apa):
    resident = resident_of(ama)
    resident.specialty = "Psychiatry"
    resident.save()
    page = plan(browser, apa)
    assert [one.among for one, _ in page.context["proposed"]] == ["", "Psychiatry"]
    browser.post(at("event_preset", apa), {"preset": "quiet"})
    offered = plan(browser, apa).context["proposed"]
    assert [(one.measure, one.wanted) for one, _ in offered] == [("talks", 1)]


def test_the_preset_is_chosen_on_the_form_and_taken_back(browser, ama):
    told = {"name": "Webinar", "kind": "webinar", "time_zone": "UTC", "starts_on": "2026-06-02"}
    told |= {"preset": "quiet"}
    browser.post(reverse("event_new"), told)
    event = Event.objects.get()
    assert event.preset == "quiet"
    answer = browser.post(at("event_preset", event), {"preset": "three"})
    undo(browser, answer)
    event.refresh_from_db()
    assert event.preset == "quiet"
    browser.post(at("event_preset", event), {"preset": "loud"})
    event.refresh_from_db()
    assert event.preset == "quiet"
    assert browser.post(reverse("event_new"), told | {"name": "X", "preset": "loud"}).status_code == 422


def test_goals_are_nobody_elses(ama, ben, client_for, apa):
    one, stranger = goal(apa, "new"), client_for(ben)
    assert stranger.get(at("goal_edit", apa, one)).status_code == 404
    for name in ("goal_delete", "goal_count"):
        assert stranger.post(at(name, apa, one)).status_code == 404
    for name in ("event_preset", "goals_proposed"):
        assert stranger.post(at(name, apa), {"preset": "quiet"}).status_code == 404
    own = Event.objects.create(
        owner=ben, name="Own", time_zone="UTC", starts_on=date(2026, 6, 2), ends_on=date(2026, 6, 2)
    )
    assert stranger.post(at("goal_delete", own, one)).status_code == 404
    assert Goal.objects.get().measure == "new"


# ------------------------------------------------------------------ how much it asks the database
def fill(event, people, sessions, targets):
    owner = event.owner
    start = datetime(2026, 5, 19, 10, tzinfo=ZoneInfo("UTC"))
    made = Contact.objects.bulk_create(
        Contact(owner=owner, given_name=f"P{n}", family_name=f"N{n}").prepare() for n in range(people)
    )
    recording.record_each(
        owner, [recording.Told([one], "x", n % 2 == 0) for n, one in enumerate(made)],
        kind=Kind.MET, at=start, event=event, now=start,
    )  # fmt: skip
    rows = Session.objects.bulk_create(
        Session(owner=owner, event=event, title=f"T{n}", starts_at=start + timedelta(minutes=n))
        for n in range(sessions)
    )
    Target.objects.bulk_create(
        Target(owner=owner, event=event, contact=made[n], recommended_by=made[0], session=rows[n % sessions])
        for n in range(targets)
    )


@pytest.mark.slow
def test_the_plan_takes_the_same_few_statements(browser, ama, apa):
    for measure in ("new", "talks", "mentors", "programs", "questions", "follow_ups"):
        goal(apa, measure)
    large = Event.objects.create(
        owner=ama, name="Large", time_zone="UTC", starts_on=date(2026, 5, 18), ends_on=date(2026, 5, 20)
    )
    for measure in ("new", "talks", "mentors", "programs", "questions", "follow_ups"):
        goal(large, measure)
    fill(apa, 3, 3, 3)
    fill(large, 300, 60, 30)
    found = []
    for event in (apa, large):
        plan(browser, event)
        with CaptureQueriesContext(connection) as seen:
            assert plan(browser, event).status_code == 200
        found.append(len(seen))
    assert found[0] == found[1] <= 10, [one["sql"][:90] for one in seen]
