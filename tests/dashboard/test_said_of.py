"""Words about somebody use the pronouns kept of them, and say no more than is so."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest

from dashboard.ending import Term, section
from interactions.models import GoodTurn
from residents.models import resident_of
from tests.conftest import START
from tests.making import owed, person, welcomed
from web.phrases import city
from web.pronouns import said_of

DAY, TODAY = timedelta(days=1), START.date()


@pytest.fixture
def browser(ama, client_for):
    return client_for(welcomed(ama))


def words(answer) -> str:
    page = answer.content.decode().split("<main", 1)[1]
    page = re.sub(r'<span class="visually-hidden">[^<]*</span>', "", page)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


@pytest.mark.parametrize(
    ("pronouns", "said"),
    [
        ("she/her", "Say what she has become; tell her how her advice turned out"),
        ("He / him", "Say what he has become; tell him how his advice turned out"),
        ("they/them", "Say what they have become; tell them how their advice turned out"),
        ("", "Say what they have become; tell them how their advice turned out"),
        ("ze/hir", "Say what they have become; tell them how their advice turned out"),
    ],
)
def test_words_take_the_pronouns_that_are_kept(pronouns: str, said: str) -> None:
    assert said_of("Say what they have become; tell them how their advice turned out", pronouns) == said
    assert said_of("The weather is theirs", "she/her") == "The weather is hers"


@pytest.mark.django_db
def test_the_page_of_somebody_says_her(browser, ama) -> None:
    elin = person(ama, "Dr. Elin Lindqvist", pronouns="she/her")
    GoodTurn.objects.create(owner=ama, contact=elin, kind="nominated", what="award", on=TODAY)
    page = words(browser.get(elin.get_absolute_url()))
    for said in ("Introduce her to somebody", "Tell her what is new", "Thank her", "How to reach her"):
        assert said in page
    assert not re.search(r"\b(them|their|they)\b", page.split("Reasons to write", 1)[1])


@pytest.mark.django_db
def test_where_no_pronouns_are_kept_nobody_is_guessed_at(browser, ama) -> None:
    sam = person(ama, "Sam Reyes")
    assert "Introduce them to somebody" in words(browser.get(sam.get_absolute_url()))


@pytest.mark.django_db
def test_the_same_is_not_said_twice_under_a_name(browser, ama) -> None:
    one = person(ama, "Hana Mori", institution="Marlowe", department="Pharmacy", discipline="pharmacy")
    assert "Marlowe · Pharmacy Edit" in words(browser.get(one.get_absolute_url()))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("late", "said"), [(9, "A note may be worth it."), (-1, "A late note is still a kind one.")]
)
def test_only_a_late_window_speaks_of_a_late_note(browser, ama, late: int, said: str) -> None:
    one = person(ama, "Dr. Elin Lindqvist", cadence="update")
    moments = {"due_at": START - 9 * DAY, "late_at": START + late * DAY}
    owed(one, "update", START - 30 * DAY, **moments)
    page = words(browser.get(one.get_absolute_url()))
    assert said in page
    assert ("A late note" in page) is (late < 0)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("known", "said"), [("sleep", "Known for sleep ."), ("Why sleep?", "Known for Why sleep?  Edit")]
)
def test_what_one_is_known_for_ends_in_a_stop(browser, ama, known: str, said: str) -> None:
    resident = resident_of(ama)
    resident.known_for = known
    resident.save()
    assert " ".join(said.split()) in words(browser.get("/me/"))


@pytest.mark.parametrize(
    ("days", "title"),
    [
        ((-1,), "A term has ended"),
        ((0,), "A term ends"),
        ((-2, 5), "A term ends"),
        ((-9, -2), "Terms have ended"),
    ],
)
def test_a_term_that_ended_is_not_announced_as_one_that_ends(days: tuple[int, ...], title: str) -> None:
    found = [Term(number, "Quality board", TODAY + one * DAY) for number, one in enumerate(days)]
    assert f"<h2>{title}</h2>" in section(found, TODAY)


@pytest.mark.parametrize(
    ("zone", "said"),
    [("America/Denver", "Denver"), ("America/Argentina/Buenos_Aires", "Buenos Aires"), ("UTC", "UTC")],
)
def test_a_time_zone_is_named_by_its_city(zone: str, said: str) -> None:
    assert city(zone) == said


@pytest.mark.django_db
def test_no_raw_name_of_a_zone_stands_on_people_or_a_meeting(browser, ama) -> None:
    assert "dates are in your time, Denver" in words(browser.get("/people/"))
