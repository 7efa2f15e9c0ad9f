"""Which gaps are worth a thought, each with at most one suggestion from one's own people. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from contacts.board import (
    ANCHORS,
    Person,
    Term,
    fitting,
    in_many,
    is_outside,
    open_seats,
    outside,
    suggestions,
)
from contacts.models.kinds import SEATS, Direction, Stage
from web.playbook import stage

MOST = 3
# One in six outside one's own department, of at least this many, reads as “mostly”.
ENOUGH, ONE_IN = 5, 6
_CLOSE = (Stage.MET, Stage.RECURRING, Stage.NAMED)


@dataclass(frozen=True)
class Network:
    """What is known on that day. `groups` are department, discipline and how many people."""

    board: dict[str, list[Term]]
    people: Sequence[Person] = ()
    groups: Sequence[tuple[str, str, int]] = ()
    specialty: str = ""
    training: str = ""
    has_peer: bool = True

    @property
    def seated(self) -> set[int]:
        return {term.person.pk for here in self.board.values() for term in here}

    @property
    def anchors(self) -> list[Person]:
        return [one for one in self.people if one.is_anchor]

    def counted(self, met: Mapping[int, int]) -> Network:
        """The same, with how often people were met this season."""
        people = [one._replace(meetings=met.get(one.pk, 0)) for one in self.people]
        return replace(self, people=people)


@dataclass(frozen=True)
class Gap:
    """One card: which, about which seat, who could help, who holds too much, and figures for its words."""

    slug: str
    seat: str = ""
    person: Person | None = None
    holder: Person | None = None
    number: int = 0
    department: str = ""


def gaps(network: Network) -> list[Gap]:
    """At most three that fit the training stage (P20), the seats first: one at a time is plenty."""
    span = stage(network.training)
    found = [
        _open(network, span.seats),
        _three(network),
        _department(network),
        _peers(network),
        _anchors(network),
    ]
    return [gap for gap in found if gap and span.allows(gap.slug, gap.seat)][:MOST]


def lean(network: Network) -> Gap | None:
    """What the network leans away from, one at a time: peers (P11), then other departments (P7)."""
    return _peers(network) or _department(network)


def contenders(network: Network, found: Iterable[Gap]) -> set[int]:
    """Whoever is named in these gaps, and those between whom the number of meetings decides.

    Counting meetings costs more than the rest of the board, so nobody else's are counted.
    """
    who: list[Person] = []
    for gap in found:
        who += [gap.person] if gap.person else []
        if gap.slug == "anchors":
            who += _above(network)
        elif gap.slug in ("open", "three"):
            could = fitting(gap.seat, network.people, network.seated, network.training)
            best = max((fit for fit, _ in could), default=0)
            who += [one for fit, one in could if fit == best]
    return {one.pk for one in who}


def _open(network: Network, among: Collection[str] = SEATS) -> Gap | None:
    """An open seat somebody of mine fits, else the first open one (P50)."""
    found = [Gap("open", seat, _first(network, seat)) for seat in open_seats(network.board) if seat in among]
    return next((gap for gap in found if gap.person), found[0] if found else None)


def _three(network: Network) -> Gap | None:
    """One person in three seats (P51); the seat where somebody else fits."""
    many = in_many(network.board)
    if not many:
        return None
    holder, seats = many[0]
    found = [
        Gap("three", seat, _first(network, seat), holder, len(seats))
        for seat in reversed(SEATS)
        if seat in seats and len(network.board[seat]) == 1
    ] or [Gap("three", seats[-1], None, holder, len(seats))]
    return next((gap for gap in found if gap.person), found[0])


def _department(network: Network) -> Gap | None:
    """Nobody, or few, outside one's own department and discipline (P7)."""
    own, away, known = outside(network.groups, network.specialty)
    if known < ENOUGH or away * ONE_IN > known:
        return None
    if not away:
        return Gap("no_one_outside", department=own)
    there = (one for one in network.people if is_outside(one.department, one.discipline, own))
    return Gap("mostly_inside", person=next(there, None), number=away, department=own)


def _peers(network: Network) -> Gap | None:
    """No peer in touch since the quarter began (P11)."""
    if network.has_peer or not network.people:
        return None
    alongside = [one for one in network.people if one.direction == Direction.PEER and one.stage in _CLOSE]
    return Gap("peers", person=_latest(alongside))


def _anchors(network: Network) -> Gap | None:
    """Fewer anchors than usual (P47)."""
    number = len(network.anchors)
    if number >= ANCHORS[0] or not network.people:
        return None
    most_met = max(_above(network), key=lambda one: (one.meetings, -one.pk), default=None)
    return Gap("anchors", person=most_met, number=number)


def _above(network: Network) -> list[Person]:
    """Who could become an anchor."""
    return [
        one
        for one in network.people
        if one.direction == Direction.SENIOR and one.stage in _CLOSE and not one.is_anchor and one.last_touch
    ]


def _first(network: Network, seat: str) -> Person | None:
    return next(iter(suggestions(seat, network.people, network.seated, network.training, 1)), None)


def _latest(people: Sequence[Person]) -> Person | None:
    touched = [one for one in people if one.last_touch]
    return max(touched, key=lambda one: (one.last_touch, -one.pk), default=people[0] if people else None)  # type: ignore[type-var]
