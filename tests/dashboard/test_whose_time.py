"""Times of day are somebody's: the reader's own, or those of the person or the event they stand beside."""

from __future__ import annotations

import re
from datetime import time, timedelta
from html import unescape

import pytest

from interactions import recording
from interactions.models import Event, Kind
from tests.conftest import START
from tests.making import person, welcomed

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
# 17:40 in UTC is 07:40 in Honolulu on the same day, and 02:40 in Tokyo on the next.
HOME, AWAY = "Pacific/Honolulu", "Asia/Tokyo"


@pytest.fixture
def browser(ama, client_for):
    ama.time_zone = HOME
    ama.save()
    return client_for(welcomed(ama))


@pytest.fixture
def elin(ama):
    hours = {"hours_from": time(7), "hours_to": time(11)}
    return person(ama, "Dr. Elin Lindqvist", pronouns="she/her", time_zone=AWAY, **hours)


def words(answer) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def test_how_to_reach_somebody_says_what_time_it_is_for_them(browser, elin) -> None:
    assert "07:00–11:00 her time, now 02:40" in words(browser.get(elin.get_absolute_url()))
    assert "07:00–11:00 her time, now 02:40" in words(browser.get(f"/write/{elin.pk}/?by=email"))


def test_their_time_is_said_where_no_pronouns_are_kept(browser, ama) -> None:
    sam = person(ama, "Sam Reyes", time_zone=AWAY, hours_from=time(7), hours_to=time(11))
    assert "their time, now 02:40" in words(browser.get(sam.get_absolute_url()))


def test_what_you_wrote_down_is_dated_in_your_own_time(browser, ama, elin) -> None:
    recording.record(ama, people=[elin], kind=Kind.MEETING, at=START - DAY, takeaway="Figures.", now=START)
    assert "What you wrote down Mon 18 May, 07:40" in words(browser.get(f"/write/{elin.pk}/"))


def test_what_you_wrote_down_at_an_event_is_dated_in_the_time_of_the_event(browser, ama, elin) -> None:
    days = {"starts_on": START.date() - DAY, "ends_on": START.date()}
    event = Event.objects.create(owner=ama, name="Sleep Days", time_zone=AWAY, **days)
    told = {"kind": Kind.MET, "at": START - DAY, "event": event, "takeaway": "Figures.", "now": START}
    recording.record(ama, people=[elin], **told)
    assert "What you wrote down Tue 19 May, 02:40" in words(browser.get(f"/write/{elin.pk}/"))
