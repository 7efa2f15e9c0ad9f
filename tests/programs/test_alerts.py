"""Alerts as tables: when each begins, and when none may be said; muting and unmuting."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client

from accounts.models import User
from programs.alerts import Advising, of_advisor, of_resident
from programs.models import Advisor, Enrollment, MutedAlert, Program
from programs.rows import Row
from programs.tiles import Bounds, tiles
from tests.conftest import START, Clock
from tests.programs.picture import hang
from tests.programs.test_drawing import row

NOW = START
HEARD = ["contact", "meeting", "seats"]
SHARED = {"active": "1", "last_contact": "30", "clinical": "filled", "met": True, "heard": HEARD}


def shared(**changes: object) -> Row:
    return row(**(SHARED | changes))


def kinds(one: Row, now: datetime = NOW) -> list[str]:
    return [alert.kind for alert in of_resident(one, Program(), now)]


def ago(**time: int) -> datetime:
    return NOW - timedelta(**time)


@pytest.mark.parametrize(
    ("one", "now", "said"),
    [
        (shared(), NOW, []),
        (shared(help_role="research", help_since=ago(days=6, hours=23)), NOW, []),
        (shared(help_role="research", help_since=ago(days=7)), NOW, ["help"]),
        (shared(last_contact="90"), NOW, []),
        (shared(last_contact="180"), NOW, ["contact-90"]),
        (shared(last_contact="over"), NOW, ["contact-180"]),
        (shared(last_contact="none"), NOW, []),
        (shared(pgy_level=1, clinical="open"), datetime(2025, 12, 31, tzinfo=UTC), []),
        (shared(pgy_level=1, clinical="open"), datetime(2026, 1, 1, tzinfo=UTC), ["seats"]),
        (shared(pgy_level=2, clinical="open"), NOW, []),
        (shared(pgy_level=1), NOW, []),
        (shared(met=False), datetime(2026, 5, 12, 23, tzinfo=UTC), []),
        (shared(met=False), datetime(2026, 5, 13, tzinfo=UTC), ["meeting"]),
        (shared(met=False), datetime(2026, 7, 1, tzinfo=UTC), []),
        (shared(met=False), datetime(2026, 11, 12, tzinfo=UTC), ["meeting"]),
    ],
)
def test_when_each_begins(one: Row, now: datetime, said: list[str]) -> None:
    assert kinds(one, now) == said


EVERYTHING = {
    "pgy_level": 1,
    "clinical": "open",
    "last_contact": "over",
    "met": False,
    "help_role": "research",
    "help_since": ago(days=30),
}


@pytest.mark.parametrize(
    ("changes", "number"),
    [
        ({}, 4),
        ({"paused": True}, 0),
        ({"active": "", "last_contact": "", "clinical": ""}, 0),
        ({"started": ago(days=29, hours=23)}, 0),
        ({"started": ago(days=30)}, 4),
    ],
)
def test_nothing_while_paused_in_the_first_days_or_of_who_does_not_share(
    changes: dict[str, object], number: int
) -> None:
    assert len(kinds(shared(**(EVERYTHING | changes)))) == number


@pytest.mark.parametrize(
    ("heard", "said"),
    [
        ([], ["help"]),
        (["seats"], ["help", "seats"]),
        (["contact"], ["help", "contact-180"]),
        (["meeting"], ["help", "meeting"]),
        (HEARD, ["help", "seats", "contact-180", "meeting"]),
    ],
)
def test_only_what_the_resident_was_told_before(heard: list[str], said: list[str]) -> None:
    assert kinds(shared(**(EVERYTHING | {"heard": heard}))) == said


def test_amber_was_told_as_red_is() -> None:
    assert kinds(shared(last_contact="180", heard=["contact"])) == ["contact-90"]
    assert kinds(shared(last_contact="180", heard=["meeting", "seats"])) == []


@pytest.mark.parametrize(
    ("leaves", "load", "said"),
    [
        (None, 5, []),
        (None, 6, ["load"]),
        (date(2026, 6, 30), 3, ["leaving"]),
        (date(2026, 6, 30), 6, ["load", "leaving"]),
        (date(2026, 6, 30), 0, []),
    ],
)
def test_of_advisors(leaves: date | None, load: int, said: list[str]) -> None:
    assert [alert.kind for alert in of_advisor(Advising(1, "Dr. Idris", leaves, load))] == said


def test_the_words_are_kind() -> None:
    said = [alert.words for alert in of_resident(shared(**EVERYTHING), Program(), NOW)]
    assert said == [
        "has waited 30 days for a research mentor; may want an introduction",
        "first year, month 6 and no seat filled; may want an introduction",
        "last contact more than 180 days ago; may want an introduction",
        "no advisor meeting recorded this half; the review opens 12 June",
    ]


@pytest.mark.parametrize(
    ("bounds", "least", "most"),
    [
        (Bounds(18, 12, 9), 50, 83),
        (Bounds(18, 12, 7), 39, 72),
        (Bounds(18, 18, 11), 61, 61),
        (Bounds(8, 8, 1), 13, 13),
        (Bounds(3, 0, 0), 0, 100),
        (Bounds(0, 0, 0), 0, 0),
    ],
)
def test_bounds_are_honest(bounds: Bounds, least: int, most: int) -> None:
    assert (bounds.least, bounds.most) == (least, most)


def test_who_does_not_share_is_in_no_known_number() -> None:
    found = tiles([shared(), row(pk=8)], date(2026, 6, 12), NOW)
    assert found.with_mentor == Bounds(2, 1, 1)
    assert found.two_roles == Bounds(2, 1, 0)


# ------------------------------------------------------------------ the page
@pytest.fixture
def eighteen(marlowe: Program, cora: User) -> dict[str, Enrollment]:
    return hang(marlowe, cora)


def test_the_page_lists_them(at_desk: Client, marlowe: Program, eighteen: dict[str, Enrollment]):
    page = at_desk.get(f"/program/{marlowe.pk}/alerts/").content.decode()
    for words in (
        "Caleb Osei",
        "has waited 13 days for a research mentor",
        "is carrying six",
        "leaves on 30 June",
    ):
        assert words in page
    for hidden in ("Claire Dunmore", "Noah Pell", "Yusuf Demir", "overdue", "compliant"):
        assert hidden not in page


def mute(client: Client, program: Program, **sent: object) -> int:
    return client.post(f"/program/{program.pk}/alerts/mute/", sent).status_code


def test_muting_lasts_until_its_day(
    at_desk: Client, marlowe: Program, eighteen: dict[str, Enrollment], clock: Clock
):
    caleb = eighteen["Caleb Osei"]
    roster = f"/program/{marlowe.pk}/"
    assert "may want an introduction</small>" in at_desk.get(roster).content.decode()
    assert mute(at_desk, marlowe, kind="seats", about=caleb.pk, until="2026-05-21") == 302
    assert "may want an introduction</small>" not in at_desk.get(roster).content.decode()
    page = at_desk.get(f"{roster}alerts/").content.decode()
    assert page.index("Muted</h2>") < page.index("Caleb Osei")
    assert "until 21 May, by Cora" in page
    clock.advance(days=2)
    assert "may want an introduction</small>" in at_desk.get(roster).content.decode()


def test_an_advisors_alert_is_muted_and_shown_again(
    at_desk: Client, marlowe: Program, eighteen: dict[str, Enrollment]
):
    halloran = Advisor.objects.get(name="Dr. Thomas Halloran")
    mute(at_desk, marlowe, kind="load", about=halloran.pk, until="2026-06-16")
    mute(at_desk, marlowe, kind="load", about=halloran.pk, until="2026-06-20")
    saved = MutedAlert.objects.get()
    assert (saved.advisor, saved.until) == (halloran, date(2026, 6, 20))
    tab = "Worth a thought, "
    assert f"{tab}9" in at_desk.get(f"/program/{marlowe.pk}/").content.decode()
    at_desk.post(f"/program/{marlowe.pk}/alerts/{saved.pk}/unmute/")
    assert f"{tab}10" in at_desk.get(f"/program/{marlowe.pk}/").content.decode()


@pytest.mark.parametrize(
    "sent",
    [
        {"until": "2026-05-19"},
        {"until": "2027-06-01"},
        {"until": "x"},
        {"kind": "mood"},
        {"about": "-1"},
        {"about": "99999999999999999999"},
    ],
)
def test_a_mute_that_makes_no_sense_changes_nothing(
    at_desk: Client, marlowe: Program, eighteen: dict[str, Enrollment], sent: dict[str, str]
):
    whole = {"kind": "seats", "about": str(eighteen["Caleb Osei"].pk), "until": "2026-06-01"} | sent
    assert mute(at_desk, marlowe, **whole) == 302
    assert not MutedAlert.objects.exists()


def test_another_programs_residents_and_mutes_are_out_of_reach(
    at_desk: Client, marlowe: Program, enroll: Callable[..., Enrollment]
):
    other = Program.objects.create(name="Lakeshore")
    theirs = enroll("Somebody Else", "Dr. Elsewhere", program=other)
    assert mute(at_desk, marlowe, kind="seats", about=theirs.pk, until="2026-06-01") == 404
    assert mute(at_desk, marlowe, kind="load", about=other.advisors.get().pk, until="2026-06-01") == 404
    kept = MutedAlert.objects.create(program=other, kind="seats", enrollment=theirs, until=date(2026, 6, 1))
    at_desk.post(f"/program/{marlowe.pk}/alerts/{kept.pk}/unmute/")
    assert MutedAlert.objects.filter(pk=kept.pk).exists()
