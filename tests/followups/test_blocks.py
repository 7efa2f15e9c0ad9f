"""The rules of heavy blocks, at their edges (P46, P68)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from followups import blocks
from followups.blocks import Block
from followups.rules import numbers
from followups.windows import Basis, local

DENVER, KIRITIMATI = ZoneInfo("America/Denver"), ZoneInfo("Pacific/Kiritimati")
BEIRUT, UTC_ZONE = ZoneInfo("Asia/Beirut"), ZoneInfo("UTC")
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)


def heavy(first: str, last: str, **fields) -> Block:
    return Block(date.fromisoformat(first), date.fromisoformat(last), heavy=True, holds=True, **fields)


def light(first: str, last: str) -> Block:
    return Block(date.fromisoformat(first), date.fromisoformat(last), light=True)


def plain(first: str, last: str, **fields) -> Block:
    return Block(date.fromisoformat(first), date.fromisoformat(last), **fields)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


ICU = heavy("2026-06-01", "2026-06-28")


@pytest.mark.parametrize(
    ("zone", "known", "opens", "told"),
    [
        # Its first and its last moment in Denver, and the moments beside them.
        (DENVER, [ICU], "2026-06-01 06:00", "2026-06-29 06:00"),
        (DENVER, [ICU], "2026-06-01 05:59:59", None),
        (DENVER, [ICU], "2026-06-29 05:59:59", "2026-06-29 06:00"),
        (DENVER, [ICU], "2026-06-29 06:00", None),
        # An evening in the US is the next day in UTC.
        (DENVER, [ICU], "2026-06-29 02:00", "2026-06-29 06:00"),
        (DENVER, [ICU], "2026-06-01 02:00", None),
        # UTC+14: the day begins while it is the day before in most places.
        (KIRITIMATI, [ICU], "2026-05-31 10:00", "2026-06-28 10:00"),
        (KIRITIMATI, [ICU], "2026-06-28 10:00", None),
        # The clocks change in it, and on the day after it: 8 March and 1 November in Denver.
        (DENVER, [heavy("2026-02-09", "2026-03-07")], "2026-03-01 07:00", "2026-03-08 07:00"),
        (DENVER, [heavy("2026-02-09", "2026-03-08")], "2026-03-01 07:00", "2026-03-09 06:00"),
        (DENVER, [heavy("2026-10-05", "2026-10-31")], "2026-10-31 12:00", "2026-11-01 06:00"),
        (DENVER, [heavy("2026-10-05", "2026-11-01")], "2026-10-31 12:00", "2026-11-02 07:00"),
        # In Beirut midnight itself is skipped on 29 March 2026: told at 01:00, the first valid minute.
        (BEIRUT, [heavy("2026-03-02", "2026-03-28")], "2026-03-10 12:00", "2026-03-28 22:00"),
        # Month's end, and 29 February.
        (UTC_ZONE, [heavy("2026-01-01", "2026-01-31")], "2026-01-31 23:59", "2026-02-01 00:00"),
        (UTC_ZONE, [heavy("2028-02-01", "2028-02-28")], "2028-02-28 12:00", "2028-02-29 00:00"),
        (UTC_ZONE, [heavy("2028-02-01", "2028-02-29")], "2028-02-29 12:00", "2028-03-01 00:00"),
        (UTC_ZONE, [heavy("2026-12-01", "2026-12-31")], "2026-12-31 12:00", "2027-01-01 00:00"),
        # One day.
        (UTC_ZONE, [heavy("2026-06-01", "2026-06-01")], "2026-06-01 00:00", "2026-06-02 00:00"),
        # Adjoining heavy blocks are one, whatever order they come in; a day between them parts them.
        (UTC_ZONE, [heavy("2026-06-29", "2026-07-26"), ICU], "2026-06-02 00:00", "2026-07-27 00:00"),
        (UTC_ZONE, [ICU, heavy("2026-06-30", "2026-07-26")], "2026-06-02 00:00", "2026-06-29 00:00"),
        (UTC_ZONE, [ICU, light("2026-06-29", "2026-07-26")], "2026-06-02 00:00", "2026-06-29 00:00"),
        # Heavy, but told anyway; night float alone; no block.
        (UTC_ZONE, [plain("2026-06-01", "2026-06-28", heavy=True)], "2026-06-02 00:00", None),
        (UTC_ZONE, [plain("2026-06-01", "2026-06-28", nights=True)], "2026-06-02 00:00", None),
        (UTC_ZONE, [], "2026-06-02 00:00", None),
    ],
)  # fmt: skip
def test_what_opens_in_a_heavy_block_is_told_on_the_first_day_after_it(zone, known, opens, told):
    moment = at(opens)
    for basis in (Basis.UPDATE, Basis.CHECK_IN):
        found = blocks.told_at(basis, moment, blocks.rests(known, zone, numbers()))
        assert found == (at(told) if told else None)


@pytest.mark.parametrize("basis", [one for one in Basis if one not in (Basis.UPDATE, Basis.CHECK_IN)])
def test_nothing_else_ever_waits(basis):
    moment = at("2026-06-10 12:00")
    held = blocks.rests([ICU], DENVER, numbers())
    assert blocks.told_at(basis, moment, held) is None
    assert blocks.late_at(basis, moment, held) == moment


@pytest.mark.parametrize(
    ("known", "late", "becomes"),
    [
        ([ICU], "2026-05-31 18:00", "2026-05-31 18:00"),
        ([ICU], "2026-06-01 18:00", "2026-07-13 18:00"),
        ([ICU], "2026-07-13 17:59", "2026-07-13 18:00"),
        ([ICU], "2026-07-13 18:00", "2026-07-13 18:00"),
        ([ICU], "2026-07-13 18:01", "2026-07-13 18:01"),
        # Another heavy block begins before the two weeks are over.
        ([ICU, heavy("2026-07-06", "2026-08-02")], "2026-06-10 18:00", "2026-08-17 18:00"),
        ([ICU, heavy("2026-07-14", "2026-08-02")], "2026-06-10 18:00", "2026-07-13 18:00"),
        ([ICU, light("2026-07-06", "2026-08-02")], "2026-06-10 18:00", "2026-07-13 18:00"),
    ],
)  # fmt: skip
def test_nothing_turns_late_in_a_heavy_block_nor_in_the_two_weeks_after_it(known, late, becomes):
    assert blocks.late_at(Basis.UPDATE, at(late), blocks.rests(known, UTC_ZONE, numbers())) == at(becomes)


def test_the_calm_ends_at_the_due_hour_on_the_wall():
    rest = blocks.rests([heavy("2026-10-05", "2026-10-31")], DENVER, numbers())[0]
    assert rest.calm == local(date(2026, 11, 15), 18, DENVER) == at("2026-11-16 01:00")


@pytest.mark.parametrize(
    ("today", "known", "day", "decided"),
    [
        # P46: ICU, heavy, until Monday 30 November.
        ("2026-11-10", [heavy("2026-11-02", "2026-11-30", name="ICU")], "2026-12-01", "ICU"),
        ("2026-11-30", [heavy("2026-11-02", "2026-11-30", name="ICU")], "2026-12-01", None),
        # The day after is a Saturday.
        ("2026-11-10", [heavy("2026-11-02", "2026-11-27", name="ICU")], "2026-11-30", "ICU"),
        # The Monday after that weekend is heavy again.
        ("2026-11-10", [heavy("2026-11-02", "2026-11-27"), heavy("2026-11-30", "2026-12-24", name="B")],
         "2026-12-25", "B"),
        # A light block soon is better than a normal one now, a distant one is not.
        ("2026-11-10", [plain("2026-11-01", "2026-11-30"), light("2026-12-07", "2026-12-31")],
         "2026-12-07", ""),
        ("2026-11-10", [plain("2026-11-01", "2027-01-30"), light("2027-02-01", "2027-02-28")],
         "2026-11-11", None),
        ("2026-11-10", [light("2026-11-01", "2026-11-30")], "2026-11-11", ""),
        # The light block is over before its first working day.
        ("2026-11-13", [light("2026-11-14", "2026-11-15")], "2026-11-16", None),
        ("2026-11-10", [light("2026-11-14", "2026-11-15")], "2026-11-11", None),
        ("2026-11-10", [], "2026-11-11", None),
    ],
)  # fmt: skip
def test_p46_a_meeting_is_proposed_outside_heavy_blocks(today, known, day, decided):
    found, block = blocks.first_day_to_meet(date.fromisoformat(today), known, numbers())
    assert found == date.fromisoformat(day)
    assert (block.name if block else None) == decided
