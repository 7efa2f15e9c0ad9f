"""What may be worth an introduction or a thought, from the roster's rows and the program's own facts. Pure.

Never about somebody who shares nothing, nothing in the first days, nothing while paused, and nothing the
resident was not told two weeks before.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.contrib.humanize.templatetags.humanize import apnumber

from programs import nudges
from programs.halves import half_of
from programs.models import Program
from programs.rows import LOOKING_FOR, Row

HELP, SEATS, AMBER, RED, MEETING = "help", "seats", "contact-90", "contact-180", "meeting"
LOAD, LEAVING = "load", "leaving"
KINDS = {
    HELP: "a help request waits",
    SEATS: "no seat filled yet",
    AMBER: "last contact more than 90 days ago",
    RED: "last contact more than 180 days ago",
    MEETING: "no advisor meeting recorded this half",
    LOAD: "many residents",
    LEAVING: "leaving",
}
OF_ADVISORS = (LOAD, LEAVING)
# What the resident was told before; help they asked for themselves.
HEARD = {SEATS: nudges.SEATS, AMBER: nudges.CONTACT, RED: nudges.CONTACT, MEETING: nudges.MEETING}
ORDER = (HELP, SEATS, RED, AMBER, MEETING, LEAVING, LOAD)


class Advising(NamedTuple):
    """An advisor with the load of today."""

    pk: int
    name: str
    leaves_on: date | None
    load: int
    muted: list[str] = []


class Alert(NamedTuple):
    """One thing to think about. `tone` is the state whose colour it takes, if any."""

    kind: str
    pk: int
    name: str
    words: str
    tone: str = ""


def of_resident(row: Row, program: Program, now: datetime) -> list[Alert]:
    """Everything about one resident, muted or not."""
    grace = timedelta(days=settings.ALERT_GRACE_DAYS)
    if not row.is_counted or row.paused or now < row.started + grace:
        return []
    found = [_help(row, now), _seats(row, now.date()), _contact(row), _meeting(row, program, now.date())]
    return [alert for alert in found if alert and (alert.kind == HELP or HEARD[alert.kind] in row.heard)]


def _help(row: Row, now: datetime) -> Alert | None:
    if not row.help_since or now - row.help_since < timedelta(days=settings.ALERT_HELP_DAYS):
        return None
    days = (now - row.help_since).days
    words = f"has waited {days} days for {LOOKING_FOR[row.help_role]}; may want an introduction"
    return Alert(HELP, row.pk, row.name, words)


def _seats(row: Row, today: date) -> Alert | None:
    month = 7 + settings.ALERT_SEATS_MONTH
    begins = date(row.academic_year + (month - 1) // 12, (month - 1) % 12 + 1, 1)
    if row.pgy_level != 1 or row.filled or today < begins:
        return None
    words = f"first year, month {settings.ALERT_SEATS_MONTH} and no seat filled; may want an introduction"
    return Alert(SEATS, row.pk, row.name, words)


def _contact(row: Row) -> Alert | None:
    if row.last_contact == "over":
        return Alert(
            RED, row.pk, row.name, "last contact more than 180 days ago; may want an introduction", "late"
        )
    if row.last_contact == "180":
        words = "last contact more than 90 days ago; may want an introduction"
        return Alert(AMBER, row.pk, row.name, words, "closing")
    return None


def _meeting(row: Row, program: Program, today: date) -> Alert | None:
    review = half_of(today).review(program)
    if row.met or today < review - timedelta(days=settings.ALERT_MEETING_DAYS):
        return None
    words = f"no advisor meeting recorded this half; the review opens {review.day} {review:%B}"
    return Alert(MEETING, row.pk, row.name, words)


def of_advisor(advisor: Advising) -> list[Alert]:
    """Everything about one advisor, muted or not."""
    found = []
    if advisor.load > settings.ALERT_ADVISOR_LOAD:
        words = f"is carrying {apnumber(advisor.load)}; one resident may be glad of someone with more room"
        found.append(Alert(LOAD, advisor.pk, advisor.name, words))
    if advisor.leaves_on and advisor.load:
        verb = "resident" if advisor.load == 1 else "residents"
        words = (
            f"leaves on {advisor.leaves_on.day} {advisor.leaves_on:%B}; "
            f"{apnumber(advisor.load)} {verb} may want a new advisor before then"
        )
        found.append(Alert(LEAVING, advisor.pk, advisor.name, words))
    return found


def hinted(row: Row, program: Program, now: datetime) -> Row:
    """The row with its hint: a first year without a seat, unless somebody muted that."""
    kinds = {alert.kind for alert in of_resident(row, program, now)}
    return row._replace(hint=SEATS in kinds and SEATS not in row.muted)


def of_program(
    rows: Iterable[Row], advisors: Iterable[Advising], program: Program, now: datetime
) -> list[Alert]:
    """Everything, muted or not, by kind: help first, then residents, then advisors."""
    found = [alert for row in rows for alert in of_resident(row, program, now)]
    found += [alert for advisor in advisors for alert in of_advisor(advisor)]
    return sorted(found, key=lambda one: ORDER.index(one.kind))


def open_ones(
    rows: Sequence[Row], advisors: Sequence[Advising], program: Program, now: datetime
) -> list[Alert]:
    """Everything that nobody muted."""
    muted = {(kind, row.pk) for row in rows for kind in row.muted}
    muted |= {(kind, advisor.pk) for advisor in advisors for kind in advisor.muted}
    return [one for one in of_program(rows, advisors, program, now) if (one.kind, one.pk) not in muted]
