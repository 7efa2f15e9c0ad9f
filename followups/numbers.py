"""The numbers of practices.md as one value that the rules take as an argument."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Numbers:
    """Lengths in the unit their name says. The defaults live in config/settings.py."""

    conference_due_hours: int
    conference_late_days: int
    conference_a_day: int
    update_opens_months: int
    update_due_months: int
    update_late_months: int
    check_in_opens_months: int
    check_in_due_months: int
    check_in_late_months: int
    thanks_due_hours: int
    thanks_late_days: int
    introduction_due_hours: int
    introduction_late_days: int
    close_loop_due_days: int
    close_loop_late_days: int
    due_hour: int
    promise_late_days: int
    promise_default_days: int
    hoped_due_days: int
    hoped_late_days: int
    preparation_opens_days: int
    preparation_due_hours: int
    closing_window_days: int
    closing_hours: int
    promise_closing_hours: int
    heavy_calm_days: int
    light_ahead_days: int
