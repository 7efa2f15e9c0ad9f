"""The figures over the roster, said honestly: what is not shared could be either. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from django.contrib.humanize.templatetags.humanize import apnumber

from programs.rows import Row
from web.phrases import count


class Bounds(NamedTuple):
    """Of `total` residents `counted` share; `known` of those have it, so `least` to `most` percent do."""

    total: int
    counted: int
    known: int

    @property
    def least(self) -> int:
        return _percent(self.known, self.total)

    @property
    def most(self) -> int:
        return _percent(self.known + self.total - self.counted, self.total)

    @property
    def hidden(self) -> int:
        return self.total - self.counted

    @property
    def says_nothing(self) -> bool:
        return not self.counted


class Help(NamedTuple):
    """The open help requests, longest waiting first."""

    rows: list[Row]
    days: int

    @property
    def words(self) -> str:
        if not self.rows:
            return "nobody waits for an answer"
        waited = f"has waited {count(self.days, 'day')}" if self.days else "asked today"
        if len(self.rows) == 1:
            return f"{waited}; would like an introduction"
        number = "both" if len(self.rows) == 2 else f"all {apnumber(len(self.rows))}"
        return f"one {waited}; {number} would like an introduction"


class Tiles(NamedTuple):
    """The four figures."""

    with_mentor: Bounds
    two_roles: Bounds
    met: Bounds
    help: Help
    review: date


def tiles(rows: Sequence[Row], review: date, now: datetime) -> Tiles:
    """Over all rows, whatever the filters hide."""
    total, counted = len(rows), sum(row.is_counted for row in rows)
    asked = sorted((row for row in rows if row.help_since), key=lambda row: row.help_since or now)
    waited = (now - asked[0].help_since).days if asked and asked[0].help_since else 0
    return Tiles(
        Bounds(total, counted, sum(row.is_counted and row.filled >= 1 for row in rows)),
        Bounds(total, counted, sum(row.is_counted and row.filled >= 2 for row in rows)),
        Bounds(total, total, sum(row.met for row in rows)),
        Help(asked, waited),
        review,
    )


def _percent(part: int, whole: int) -> int:
    # Halves go up: 12.5 % is said as 13 %, as people round.
    return (200 * part + whole) // (2 * whole) if whole else 0
