"""“Count this one”: which of a resident's meetings may go into a program's half-year record, as a date."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from accounts.models import User
from programs import projection
from programs.models import AdvisingMeeting, Advisor, Enrollment
from programs.relationships import Present, advisor_among, is_advisor, last_name


class Countable(NamedTuple):
    """One meeting for one program. `person` is the advisor; None asks who of `people` it was."""

    row: Enrollment
    advisor: Advisor
    day: date
    person: Present | None
    people: list[Present]
    counted: bool


def countable(user: User, touch: int) -> list[Countable]:
    """What can be counted of one held meeting, for each program with a yes to it and an advisor."""
    rows = Enrollment.objects.active_for(user).filter(consent__confirms_meetings=True)
    found = [_of(row, user, touch) for row in rows.select_related("program").order_by("pk")]
    return [one for one in found if one]


def _of(row: Enrollment, user: User, touch: int) -> Countable | None:
    met = projection.met(row, touch)
    if met is None:
        return None
    at, people = met
    day = at.astimezone(user.zone).date()
    advisor = _advisor_on(row, day)
    if advisor is None:
        return None
    facts = (advisor.pk, advisor.name, advisor.email)
    person = advisor_among(people, *facts)
    counted = AdvisingMeeting.objects.filter(enrollment=row, held_on=day).exists()
    could_be = any(is_advisor(one, *facts) for one in people)
    if not (person or counted or could_be) and projection.knows(
        row, advisor.pk, last_name(advisor.name), advisor.email
    ):
        return None
    return Countable(row, advisor, day, person, people, counted)


def _advisor_on(row: Enrollment, day: date) -> Advisor | None:
    """Who advised the resident on that day, or whoever does now."""
    terms = list(row.assignments.select_related("advisor"))
    then = [one for one in terms if one.starts_on <= day and (one.ends_on is None or one.ends_on > day)]
    return next((one.advisor for one in (*then, *terms) if one in then or one.ends_on is None), None)
