"""What is offered and heard of: openings, readings, good turns, an introduction that waits for one yes."""

from __future__ import annotations

from collections.abc import Mapping

from accounts.models import User
from contacts.models import Contact
from interactions import advising
from interactions.models import Advice, GoodTurn, Offer, Opportunity, Pairing, Reading
from quickstart.demo.when import Calendar

FELLOW = "CL fellowship at Lakeshore: one more place next July"
INTEL = (
    "Calls every sixth night, one half day of research that is really kept free. "
    "Fellows say the director answers within a day."
)
# What Dr. Lindqvist advised: days ago, where it stands, why or what came of it, told how many days ago.
ADVICE = (
    (118, "acting", "Sit in the biostatistics clinic before you choose a design.", "",
     "I went twice, and switched to a time-to-event design.", 40, None),
    (245, "done", "Write the methods section first.", "", "It took a weekend; the rest followed.", 170, 119),
    (245, "declined", "Drop the education elective.", "Teaching is half of why you came.", "", None, None),
)  # fmt: skip


def build(owner: User, contacts: Mapping[str, Contact], calendar: Calendar) -> None:
    """A few of each."""
    ines, rafael = contacts["Dr. Inés Castellanos"], contacts["Dr. Rafael Ortega"]
    elin, hana = contacts["Dr. Elin Lindqvist"], contacts["Hana Mori"]
    day = calendar.day
    _heard(owner, calendar, (ines, elin, rafael))
    sleep = Reading.objects.create(
        owner=owner,
        title="Sleep, delirium and the ward at night: a review",
        link="https://journal.example/sleep-delirium-review",
        note="Earplugs did as much as the whole bundle in the two largest trials.",
        tags=["delirium", "sleep"],
        read_on=day(-9),
    )
    Reading.objects.create(
        owner=owner, title="What collaborative care is paid for, state by state", tags=["payment"],
        note="Two codes changed in January.", read_on=day(-33),
    )  # fmt: skip
    Offer.objects.create(owner=owner, reading=sleep, contact=elin, on=day(-8))
    for who, turn, what, on, thanked in (
        (elin, "article", sleep.title, 8, None),
        (elin, "recommended", "for the research elective", 70, 66),
        (elin, "data", "second reader for 40 charts", 150, None),
        (ines, "opened", "an hour with her fellows", 25, None),
    ):
        GoodTurn.objects.create(
            owner=owner, contact=who, kind=turn, what=what, on=day(-on),
            thanked_on=None if thanked is None else day(-thanked),
        )  # fmt: skip
    _advise(owner, elin, calendar)
    Pairing.objects.create(
        owner=owner, one=hana, other=rafael, why="Both watch QT intervals on the ward.",
        one_asked_on=day(-6), one_agreed_on=day(-5), other_asked_on=day(-4),
    )  # fmt: skip


def _heard(owner: User, calendar: Calendar, tellers: tuple[Contact, Contact, Contact]) -> None:
    """Openings, one passed by, and what a program is like."""
    ines, elin, rafael = tellers
    for kind, title, who, heard, ends, status, note in (
        ("fellowship", FELLOW, ines, 12, 11, "heard", "She reads the statement herself; keep it to a page."),
        ("qi", "Resident seat on the delirium quality board", elin, 30, 48, "applied", ""),
        ("intel", "Northfield: how the fellowship is really like", rafael, 54, None, "heard", INTEL),
        ("committee", "Chair of the wellness week", rafael, 120, -60, "passed", ""),
    ):
        Opportunity.objects.create(
            owner=owner, kind=kind, title=title, heard_from=who, heard_on=calendar.day(-heard), status=status,
            deadline=None if ends is None else calendar.day(ends), note=note,
        )  # fmt: skip


def _advise(owner: User, mentor: Contact, calendar: Calendar) -> None:
    """One piece with an outcome she has not heard of, one she has, one declined."""
    for given, status, what, why, outcome, ended, told in ADVICE:
        Advice.objects.create(
            owner=owner, contact=mentor, what=what, status=status, why=why, outcome=outcome,
            given_on=calendar.day(-given), outcome_on=None if ended is None else calendar.day(-ended),
            reported_at=None if told is None else calendar.at(calendar.day(-told), "18:00"),
        )  # fmt: skip
    advising.agree(mentor, calendar.now)
