"""How long an introduction is, which academic year a day lies in, what ends soon: at their edges."""

from __future__ import annotations

from datetime import date

import pytest

from residents import telling

PACE = {"comfortable": (30, 60), "words_a_minute": 140}
TODAY = date(2026, 5, 19)


@pytest.mark.parametrize(
    ("words", "seconds", "advice"),
    [
        (0, 0, ""),
        (1, 0, "room for a sentence more"),
        (68, 29, "room for a sentence more"),
        (69, 30, "comfortable"),
        (93, 40, "comfortable"),
        (140, 60, "comfortable"),
        (141, 60, "comfortable"),
        (142, 61, "trim a little"),
        (150, 64, "trim a little"),
        (400, 171, "trim a little"),
    ],
)
def test_p16_read_aloud_at_140_words_a_minute(words: int, seconds: int, advice: str) -> None:
    found = telling.aloud(" ".join(["word"] * words), **PACE)
    assert (found.seconds, found.words, found.advice) == (seconds, words, advice)


def test_p16_the_sentence() -> None:
    assert telling.aloud("word " * 150, **PACE).sentence == "about 64 s, trim a little"


@pytest.mark.parametrize(
    ("day", "year"),
    [
        ("2026-06-30", 2025),
        ("2026-07-01", 2026),
        ("2026-12-31", 2026),
        ("2027-01-01", 2026),
        ("2028-02-29", 2027),
        ("2027-06-30", 2026),
    ],
)
def test_p15_an_academic_year_begins_on_1_july(day: str, year: int) -> None:
    assert telling.academic_year(date.fromisoformat(day)) == year


def test_an_academic_year_in_words() -> None:
    assert [telling.year_words(year) for year in (2025, 1999, 2099)] == ["2025–26", "1999–00", "2099–00"]
    assert [telling.ordinal(number) for number in (1, 2, 10, 11)] == ["first", "second", "tenth", "11th"]


@pytest.mark.parametrize(
    ("ends", "soon", "words"),
    [
        ("2026-07-18", True, "60 days left"),
        ("2026-07-19", False, "61 days left"),
        ("2026-05-20", True, "1 day left"),
        ("2026-05-19", True, "ends today"),
        ("2026-05-18", True, "ended 1 day ago"),
        ("2026-04-30", True, "ended 19 days ago"),
    ],
)
def test_p65_a_term_ends_within_sixty_days(ends: str, soon: bool, words: str) -> None:
    day = date.fromisoformat(ends)
    assert telling.ends_soon(day, TODAY, 60) is soon
    assert telling.left_words(day, TODAY) == words


def test_p65_sixty_days_over_a_leap_day() -> None:
    assert telling.ends_soon(date(2028, 3, 1), date(2028, 1, 1), 60)
    assert not telling.ends_soon(date(2028, 3, 2), date(2028, 1, 1), 60)
    assert not telling.ends_soon(None, TODAY, 60)


def test_a_term_renewed_for_a_year_keeps_its_day() -> None:
    assert telling.a_year_later(date(2028, 2, 29)) == date(2029, 2, 28)
    assert telling.a_year_later(date(2027, 6, 30)) == date(2028, 6, 30)


@pytest.mark.parametrize(("ago", "stale"), [(0, False), (90, False), (91, True), (100, True)])
def test_p18_a_look_is_a_quarter_old(ago: int, stale: bool) -> None:
    assert telling.is_stale(date.fromordinal(TODAY.toordinal() - ago), TODAY, 91) is stale


def test_p18_a_look_that_was_never_had_asks_for_nothing() -> None:
    assert not telling.is_stale(None, TODAY, 91)


def test_p16_slots_fill_in_and_open_ones_say_what_is_missing() -> None:
    found = telling.pieces("I am {name} and heard {talk}; {odd} stays.", {"name": "Ama"})
    assert [(one.words, one.slot, one.is_open) for one in found] == [
        ("I am ", "", False),
        ("Ama", "name", False),
        (" and heard ", "", False),
        ("their talk", "talk", True),
        ("; {odd} stays.", "", False),
    ]
    assert telling.said("{name}{name}", {"name": "A"}) == "AA"
    assert telling.pieces("", {}) == []


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("", []),
        ("I am {name}, {year} at {place}.", []),
        ("I am {nme}.", ["{nme}"]),
        ("{Name} {nme} {nme}", ["{Name}", "{nme}"]),
        ("{{name}}", ["{{name}}"]),
        ("{name", ["{name"]),
        ("name}", ["}"]),
        ("{name}}", ["{name}}"]),
        ("{ name }", ["{ name }"]),
        ("{}", ["{}"]),
    ],
)
def test_p16_what_is_no_place_of_an_introduction(text, wrong):
    assert telling.unknown_places(text) == wrong
