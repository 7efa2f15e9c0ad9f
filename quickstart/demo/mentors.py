"""Whom the other residents of the demo's program know, and what each of them shares."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from accounts.models import User
from contacts.models import Cadence, Contact, Origin, RoleTerm, Stage
from contacts.names import parse_name
from followups import pauses
from interactions import recording
from interactions.models import Kind
from programs import projection, sharing
from programs.halves import half_of
from programs.models import Consent, Enrollment, Level

PRIVATE, COVERAGE, NAMED = Level.PRIVATE, Level.COVERAGE, Level.NAMED
CLINICAL, RESEARCH, NAVIGATOR, PEER = "clinical", "research", "navigator", "near_peer"
HOME = "Marlowe"


class Knows(NamedTuple):
    """One mentor: seats, days since the last contact, whether shown by name."""

    name: str
    seats: tuple[str, ...]
    ago: int
    by_name: bool = False
    where: str = HOME


class Shares(NamedTuple):
    """What one resident chose. `met` is whether an advisor meeting is counted."""

    level: Level
    met: bool = False
    knows: tuple[Knows, ...] = ()
    help: tuple[str, str, int] | None = None
    paused: bool = False
    plans: bool | None = None


LEILA = "Leila Haddad"
SHARES = {
    "Owen Tran": Shares(
        COVERAGE, knows=(Knows("Dr. Ruth Adler", (PEER,), 52),),
        help=(RESEARCH, "Delirium or sleep; a first small project.", 13),
    ),
    "Sofia Marchetti": Shares(
        COVERAGE, met=True, help=(NAVIGATOR, "", 4),
        knows=(Knows("Dr. Imani Clarke", (CLINICAL,), 8), Knows("Dr. Jonas Weil", (RESEARCH,), 21),
               Knows("Dr. Petra Novak", (PEER,), 64)),
    ),
    "Bethany Kruse": Shares(COVERAGE),
    "Caleb Osei": Shares(COVERAGE, met=True),
    "Yusuf Demir": Shares(COVERAGE, paused=True),
    "Marcus Bell": Shares(COVERAGE, met=True, knows=(Knows("Dr. Imani Clarke", (CLINICAL,), 118),)),
    "Anjali Nair": Shares(
        COVERAGE, met=True,
        knows=(Knows("Dr. Celeste Beaumont", (CLINICAL,), 44), Knows("Dr. Petra Novak", (PEER,), 71)),
    ),
    "Rowan Fitch": Shares(
        NAMED, met=True,
        knows=(Knows("Dr. Celeste Beaumont", (CLINICAL,), 9, by_name=True),
               Knows("Dr. Jonas Weil", (RESEARCH,), 60)),
    ),
    "Kenji Sato": Shares(
        COVERAGE,
        knows=(Knows("Dr. Imani Clarke", (CLINICAL,), 190), Knows("Dr. Jonas Weil", (RESEARCH,), 230),
               Knows("Dr. Ruth Adler", (PEER,), 205)),
    ),
    LEILA: Shares(NAMED, met=True),
    "Daniel Abara": Shares(
        COVERAGE, met=True,
        knows=(Knows("Dr. Wen-Li Chao", (CLINICAL,), 38), Knows("Dr. Jonas Weil", (RESEARCH,), 47),
               Knows("Dr. Lucia Serrano", (NAVIGATOR,), 80, where="Lakeshore University"),
               Knows("Dr. Petra Novak", (PEER,), 55)),
    ),
    "Tessa Lindgren": Shares(
        NAMED, met=True, plans=True,
        knows=(Knows("Dr. Farouk Idris", (RESEARCH,), 6, by_name=True),
               Knows("Dr. Imani Clarke", (CLINICAL,), 26), Knows("Dr. Lucia Serrano", (NAVIGATOR,), 33,
               where="Lakeshore University"), Knows("Dr. Ruth Adler", (PEER,), 75)),
    ),
    "Amir Solano": Shares(PRIVATE, met=True),
    "Claire Dunmore": Shares(PRIVATE),
}  # fmt: skip
# Of Leila's own people, by name on the roster.
BY_NAME = ["Halloran"]


def share(row: Enrollment, since: datetime, now: datetime) -> None:
    """What one resident entered and chose, through the application's own verbs."""
    assert row.user
    chosen = SHARES[row.name]
    for known in chosen.knows:
        _know(row.user, known, now)
    for question, said in (("confirms_meetings", chosen.met or None), ("shows_next_meeting", chosen.plans)):
        if said is not None:
            sharing.answer(row, question, said, _version(row), since)
    shown = {known.name.split()[-1] for known in chosen.knows if known.by_name}
    elsewhere = {known.name.split()[-1] for known in chosen.knows if known.where != HOME}
    for one in projection.relationships(row, now):
        last = one.name.split()[-1]
        if last in shown or (row.name == LEILA and last in BY_NAME):
            sharing.switch(row, one.contact_id, "named", True, _version(row), since)
        elif last in elsewhere:
            sharing.switch(row, one.contact_id, "counted", True, _version(row), since)
    sharing.choose(row, chosen.level, _version(row), since)
    if chosen.help:
        role, sentence, days = chosen.help
        sharing.ask_help(row, role, sentence, now - timedelta(days=days))
    if chosen.met:
        sharing.count_meeting(row, max(half_of(now.date()).starts, (now - timedelta(days=22)).date()), now)
    if chosen.paused:
        pauses.pause(row.user, (now + timedelta(days=14)).date(), now - timedelta(days=3))


def _know(user: User, known: Knows, now: datetime) -> None:
    name, at = parse_name(known.name), now - timedelta(days=known.ago)
    began = (at - timedelta(days=120)).date()
    contact = Contact.objects.create(
        owner=user,
        prefix=name.prefix,
        given_name=name.given,
        family_name=name.family,
        institution=known.where,
        stage=Stage.RECURRING,
        origin=Origin.CHOSEN,
        cadence=Cadence.NONE,
        met_on=began,
        created_at=at - timedelta(days=120),
    )
    for seat in known.seats:
        RoleTerm.objects.create(owner=user, contact=contact, role=seat, starts_on=began)
    recording.record(user, people=[contact], kind=Kind.MEETING, at=at, now=at)


def _version(row: Enrollment) -> int:
    return Consent.objects.filter(enrollment=row).values_list("version", flat=True).first() or 0
