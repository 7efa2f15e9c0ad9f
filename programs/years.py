"""Academic years: they start on 1 July and are named by the year they start in."""

from __future__ import annotations

from datetime import date

FIRST_MONTH = 7


def academic_year(today: date) -> int:
    """The academic year a day belongs to."""
    return today.year if today.month >= FIRST_MONTH else today.year - 1


def year_name(year: int) -> str:
    """“2025–26”."""
    return f"{year}–{(year + 1) % 100:02d}"
