"""The mentor's page as a whole: topics, advice, promises, roles, meetings, and what it costs."""

from __future__ import annotations

import re
import uuid
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contacts.models import Introduction, RoleTerm
from followups import planning
from followups.models import FollowUp, Outcome
from followups.sweep import sweep
from followups.windows import Basis
from interactions import advising, recording
from interactions.models import Advice, Kind
from interactions.recording import PromiseMade
from residents.models import Rotation
from tests.conftest import START
from tests.making import person, welcomed

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def browser(ama, client_for):
    return client_for(welcomed(ama))


@pytest.fixture
def elin(ama):
    return person(ama, "Dr. Elin Lindqvist", pronouns="she/her")


@pytest.fixture
def touch(ama, clock, elin):
    def log(**fields: Any):
        return recording.record(
            ama, **{"people": [elin], "kind": Kind.MEETING, "at": clock.now(), "now": clock.now(), **fields}
        )

    return log


def words(answer: Any) -> str:
    page = answer.content.decode().split("<main", 1)[1]
    page = re.sub(r'<span class="visually-hidden">[^<]*</span>', "", page)
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", page)).split())


def section(browser, contact, name: str) -> str:
    page = browser.get(contact.get_absolute_url()).content.decode()
    found = re.search(rf'aria-labelledby="{name}".*?</section>', page, re.DOTALL)
    assert found
    plain = re.sub(r'<span class="visually-hidden">[^<]*</span>', "", found[0][found[0].index(">") :])
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", plain[1:])).split())


# ------------------------------------------------------------------ P4
def test_p4_three_meetings_about_a_fellowship_and_a_filter_shows_exactly_those(browser, touch, elin, clock):
    """P4: three meetings tagged “fellowship”, I filter by it: exactly those three."""
    for number in range(3):
        touch(at=clock.now() - number * DAY, takeaway=f"Apply early {number}", topics=["fellowship", "cv"])
    touch(at=clock.now() - 9 * DAY, takeaway="Sleep well", topics=["sustainable career"])
    touch(at=clock.now() - 10 * DAY, takeaway="No topic at all")
    page = browser.get(elin.get_absolute_url()).content.decode()
    link = f"{elin.get_absolute_url()}?topic=fellowship#s-happened"
    assert f'href="{link}"' in page and "topic=sustainable+career" in page
    for asked in ("fellowship", "Fellowship ", "cv"):
        answer = browser.get(elin.get_absolute_url(), {"topic": asked})
        assert re.findall(r"Apply early \d", words(answer)) == [f"Apply early {n}" for n in range(3)]
        assert "Sleep well" not in words(answer) and "No topic at all" not in words(answer)
    # The bar still knows every touch.
    assert "first met 9 May" in words(answer)
    assert "is tagged “research”" in words(browser.get(elin.get_absolute_url(), {"topic": "research"}))


def test_p4_many_are_paged_and_every_page_keeps_the_filter(browser, touch, elin, clock):
    for number in range(45):
        touch(
            at=clock.now() - number * DAY,
            takeaway=f"T{number}.",
            topics=["fellowship"] if number < 25 else [],
        )
    first = browser.get(elin.get_absolute_url(), {"topic": "fellowship"})
    assert [len(re.findall(r"T\d+\.", words(first))), first.context["page_obj"].paginator.count] == [20, 25]
    assert "?topic=fellowship&amp;page=2" in first.content.decode()
    second = browser.get(elin.get_absolute_url(), {"topic": "fellowship", "page": "2"})
    assert re.findall(r"T\d+\.", words(second)) == [f"T{number}." for number in range(20, 25)]


@pytest.mark.parametrize("topic", ["x" * 5000, "<b>", "'; --", "%", "é" * 41])
def test_a_topic_nobody_spoke_of_breaks_nothing(browser, touch, elin, topic):
    touch(takeaway="Kept")
    answer = browser.get(elin.get_absolute_url(), {"topic": topic})
    assert answer.status_code == 200 and b"<b>&lt;" not in answer.content


def test_a_topic_is_text_and_never_markup(browser, touch, elin):
    touch(topics=['<b>&"x'])
    page = browser.get(elin.get_absolute_url(), {"topic": '<b>&"x'}).content.decode()
    assert "<b>&" not in page and "&lt;b&gt;&amp;&quot;x" in page


# ------------------------------------------------------------------ P55, P57
def advise(browser, elin, **fields: Any) -> Advice:
    form = {"what": "Drop the education elective.", "given_on": "2026-05-01", "status": "considering"}
    sent = {**form, "key": uuid.uuid4(), **fields}
    assert browser.post(reverse("advice_new", args=[elin.pk]), sent).status_code == 302
    return Advice.objects.latest("pk")


def loops() -> list[FollowUp]:
    return list(FollowUp.objects.owed().filter(basis=Basis.CLOSE_LOOP))


def test_p55_declined_with_the_reason_and_nothing_more_is_asked(browser, elin, clock):
    """P55: declined is saved: no further nagging, today or in half a year."""
    one = advise(browser, elin)
    assert len(loops()) == 1
    form = {"what": one.what, "given_on": one.given_on, "version": 1, "status": "declined"}
    kept = {"why": "Teaching is half of why you came", "outcome": "I kept it."}
    browser.post(reverse("advice", args=[one.pk]), form | kept)
    shown = section(browser, elin, "s-advice")
    assert "declined" in shown
    assert "Teaching is half of why you came. Nothing more will be asked." in shown
    assert "Report back" not in shown and "What came of it" not in shown
    assert loops() == []
    clock.advance(days=180)
    assert sweep(clock.now()) == 0
    letter = browser.get(reverse("write", args=[elin.pk]), {"template": "advice_helped"})
    assert "education elective" not in letter.context["letter"].body


@pytest.mark.parametrize("status", ["acting", "done"])
def test_p57_an_outcome_saved_leads_to_the_draft_that_it_helped(browser, elin, clock, status):
    """P57: the outcome is recorded: the draft “your advice helped”."""
    one = advise(browser, elin, what="Sit in the clinic first.", status="acting")
    form = {"what": one.what, "given_on": one.given_on, "version": 1, "status": status}
    browser.post(reverse("advice", args=[one.pk]), form | {"outcome": "I switched the design."})
    (now,) = loops()
    assert now.state(clock.now()) == "open"
    shown = section(browser, elin, "s-advice")
    assert "Her advice" in shown and status in shown
    assert "I switched the design · 19 May" in shown and "Dr. Lindqvist does not know yet." in shown
    page = browser.get(elin.get_absolute_url()).content.decode()
    found = re.search(r'href="([^"]*template=advice_helped[^"]*)"', page)
    assert found
    href = unescape(found[1])
    assert href.endswith(f"&follow_up={now.pk}")
    body = browser.get(href).context["letter"].body
    assert "Sit in the clinic first" in body and "I switched the design" in body
    browser.post(f"{reverse('write_sent', args=[elin.pk])}?follow_up={now.pk}")
    shown = section(browser, elin, "s-advice")
    assert "reported back" in shown and "You told Dr. Lindqvist on 19 May." in shown
    assert "Report back" not in shown and loops() == []


def test_ten_thousand_characters_of_advice_are_refused_kindly_and_kept_in_the_form(browser, elin):
    long = "Write the methods first. " * 400
    sent = {"what": long, "given_on": "2026-05-01", "status": "considering"}
    answer = browser.post(reverse("advice_new", args=[elin.pk]), sent)
    assert (answer.status_code, Advice.objects.count()) == (422, 0)
    assert long.strip() in unescape(answer.content.decode())


def test_advice_is_text_and_never_markup(browser, elin):
    markup = "<b>bold</b>"
    advise(browser, elin, what=markup, why=markup, outcome=markup, status="done")
    advise(browser, elin, what=f"Again {markup}", why=markup, status="declined")
    assert markup not in browser.get(elin.get_absolute_url()).content.decode()


# ------------------------------------------------------------------ P48, P54
@pytest.mark.parametrize(("ask", "reminders"), [("", 1), ("A letter", 0)])
def test_p48_24_hours_before_one_reminder_only_without_an_ask(ama, browser, elin, clock, ask, reminders):
    """P48: a plan without an ask, 24 hours before: one gentle reminder."""
    meeting = recording.plan(ama, [elin], Kind.MEETING, clock.now() + 2 * DAY, now=clock.now())
    recording.change(meeting, now=clock.now(), cv_sent=True, questions="a?\nb?\nc?", ask=ask)
    assert sweep(clock.now()) == sweep(meeting.at - DAY - timedelta(seconds=1)) == 0
    assert sweep(meeting.at - DAY) == reminders
    assert [sweep(meeting.at - DAY + timedelta(hours=number)) for number in (1, 6, 12, 24)] == [0, 0, 0, 0]
    owed = FollowUp.objects.owed().filter(basis=Basis.PREPARATION)
    assert [one.because.split(": ", 1)[1] for one in owed] == ["name your one ask."] * reminders


# ------------------------------------------------------------------ the side
def test_p74_promises_both_ways_with_a_button_each(browser, touch, elin):
    touch(
        promises=[
            PromiseMade(elin, "the cohort flow diagram", date(2026, 5, 29)),
            PromiseMade(elin, "comments on the abstract", date(2026, 6, 1), to_me=True),
        ]
    )
    shown = section(browser, elin, "s-promises")
    assert "The cohort flow diagram you to her · by Fri 29 May Done" in shown
    assert (
        "Comments on the abstract she to you · hoped for by Mon 1 June Received".replace("June", "Jun")
        in shown
    )
    for one in FollowUp.objects.filter(basis__in=["promise", "promise_to_me"]):
        answer = browser.post(reverse("done", args=[one.pk]), {"next": elin.get_absolute_url()})
        assert answer.url == elin.get_absolute_url()
    assert "Nothing is promised." in section(browser, elin, "s-promises")
    assert FollowUp.objects.filter(outcome=Outcome.DONE, basis__startswith="promise").count() == 2


def test_p5_seats_and_roles_over_time(browser, ama, elin):
    terms = [
        ("research", date(2025, 9, 18), None),
        ("mentor", date(2025, 9, 18), None),
        ("connector", date(2025, 9, 20), date(2025, 12, 1)),
        ("coach", date(2024, 11, 1), date(2025, 2, 1)),
        ("sponsor", date(2026, 3, 1), date(2026, 3, 9)),
    ]
    for role, starts, ends in terms:
        RoleTerm.objects.create(owner=ama, contact=elin, role=role, starts_on=starts, ends_on=ends)
    shown = section(browser, elin, "s-roles")
    for said in (
        "Research seat since 18 Sep 2025", "Mentor since 18 Sep 2025", "Connector Sep to Dec 2025",
        "Coach Nov 2024 to Feb 2025", "Sponsor Mar 2026",
    ):  # fmt: skip
        assert said in shown


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (date(2026, 6, 29), date(2026, 7, 26), "Your next light block starts 29 June. Propose a time"),
        (date(2026, 5, 1), date(2026, 5, 31), "Clinic is a light block until 31 May. Propose a time"),
        (date(2026, 4, 1), date(2026, 4, 30), "none planned Propose a time"),
    ],
)
def test_p46_the_light_block_stands_beside_propose_a_time(browser, ama, elin, first, last, said):
    Rotation.objects.create(owner=ama, name="Clinic", intensity="light", starts_on=first, ends_on=last)
    assert said in section(browser, elin, "s-next")


# ------------------------------------------------------------------ what it costs
def statements(browser, path: str) -> int:
    browser.get(path)
    with CaptureQueriesContext(connection) as seen:
        assert browser.get(path).status_code == 200
    return len(seen)


def much(owner: Any, number: int) -> str:
    """Somebody met that often, with as much of everything else."""
    contact = person(owner, "Dr. Elin Lindqvist", cadence="update")
    for at in range(number):
        one = recording.record(
            owner, people=[contact], kind=Kind.MEETING, at=START - at * DAY, topics=["fellowship"], now=START
        )
        assert one.pk
    for at in range(max(number // 10, 1)):
        other = person(owner, f"Ida Vale{at}")
        Introduction.objects.create(owner=owner, introducer=contact, introduced=other, on=START.date())
        above = person(owner, f"Dr. Una Vale{at}")
        Introduction.objects.create(owner=owner, introducer=above, introduced=contact, on=START.date())
        planning.promised(contact, f"paper {at}", START.date(), START, f"p{at}")
        advising.keep(contact, f"Advice {at}", START.date(), None, START)
    return contact.get_absolute_url()


def test_as_many_statements_with_three_hundred_meetings_as_with_three(ama, ben, client_for):
    few, many = much(welcomed(ama), 3), much(welcomed(ben), 300)
    for more in ("", "?topic=fellowship"):
        counted = [statements(client_for(ama), few + more), statements(client_for(ben), many + more)]
        assert counted[0] == counted[1] <= 10
    page = client_for(ben).get(many + "?topic=fellowship&page=15").context["page_obj"]
    assert (page.paginator.count, len(page.object_list)) == (300, 20)


# ------------------------------------------------------------------ long advice
def test_a_long_piece_of_advice_is_folded_and_opens_without_script(ama, browser, elin) -> None:
    long = "Sit in the clinic. " * 100 + "<b>And write it down.</b>"
    given = {"what": long, "outcome": long.replace("Sit", "Sat"), "given_on": START.date()}
    Advice.objects.create(owner=ama, contact=elin, **given)
    page = browser.get(elin.get_absolute_url()).content.decode()
    row = page.split("Her advice", 1)[1]
    heading = re.findall(r"<h4>(.*?)</h4>", row, re.DOTALL)[0]
    assert len(heading) < 320
    assert heading.endswith("…”</a>")
    folded = re.findall(r"<details><summary>([^<]+)</summary><p>(.*?)</p></details>", row, re.DOTALL)
    assert [title for title, _ in folded[:2]] == ["The whole advice", "All that came of it"]
    assert all("&lt;b&gt;And write it down.&lt;/b&gt;" in whole for _, whole in folded[:2])


def test_advice_of_many_lines_is_folded_and_short_advice_is_not(ama, browser, elin) -> None:
    for what in ("One.\nTwo.\nThree.", "\n".join(f"Line {number}" for number in range(20))):
        Advice.objects.create(owner=ama, contact=elin, what=what, given_on=START.date())
    page = browser.get(elin.get_absolute_url()).content.decode()
    assert page.count("<summary>The whole advice</summary>") == 1
    assert "“One.<br>Two.<br>Three.”" in page
    assert "Line 5…”" in page


def test_the_form_of_advice_says_how_much_it_takes_before_it_is_sent(browser, elin) -> None:
    page = words(browser.get(reverse("advice_new", args=[elin.pk])))
    assert "What she advised" in page
    assert page.count("Up to 2,000 characters.") == 2
