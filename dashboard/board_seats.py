"""The board as it is drawn: chairs, captions, threads, and the three measures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.utils.safestring import SafeString

from contacts.board import ANCHORS, CORE, Person, Term, anchors_words, core_words, in_many, last_in
from contacts.models.kinds import SEATS, Origin, Role
from dashboard.board_facts import Owed
from followups.windows import State
from web.chairs import LARGE, SMALL, Chair, Size, Thread, draw, draw_one
from web.phrases import count, margin_words
from web.playbook import seats
from web.playbook_gaps import Seat

NAMED, THREADS = 6, 2
FUNCTIONS = (Role.SPONSOR, Role.COACH, Role.CONNECTOR)
BESIDE = (Role.MENTOR, *FUNCTIONS)
NUMBERS = {3: "three", 4: "four"}


class Sits(NamedTuple):
    """Somebody in a seat: since when, what they are, and where their window stands."""

    person: Person
    since: date
    what: str
    state: str
    words: str


@dataclass(frozen=True)
class Taken:
    """One of the four seats on a day; open when nobody sits in it."""

    words: Seat
    people: list[Sits]
    left: Term | None
    drawn: SafeString
    on_thread: bool
    # Whether others sit here, too, who are not drawn.
    more: bool = False

    @property
    def slug(self) -> str:
        return self.words.slug


class Measure(NamedTuple):
    """One of the three measures: figures stand beside slots, never added up."""

    title: str
    filled: int
    of: int
    names: str
    words: str


def taken(
    board: dict[str, list[Term]],
    terms: Sequence[Term],
    windows: dict[int, Owed],
    on: date,
    now: datetime,
    zone: ZoneInfo,
) -> list[Taken]:
    """The four seats in their order; without windows where the board is one of the past."""
    through = _through(board)
    functions: dict[int, list[str]] = {}
    for term in terms:
        if term.role in FUNCTIONS and term.holds(on):
            functions.setdefault(term.person.pk, []).append(Role(term.role).label.lower())
    made, told, past = [], set(), on < now.astimezone(zone).date()
    for number, (slug, words) in enumerate(seats().items()):
        people = []
        for term in board[slug][:NAMED]:
            # Who sits in several seats is told of once.
            first = term.person.pk not in told
            told.add(term.person.pk)
            what = _what(term.person, functions.get(term.person.pk, []), past=past) if first else ""
            window = _window(windows.get(term.person.pk), now, zone) if first else ("", "")
            people.append(Sits(term.person, term.starts_on, what, *window))
        chair = draw_one(_chair(words.title, board[slug]), below=number > 1)
        left = None if people else last_in(terms, slug, on)
        made.append(Taken(words, people, left, chair, slug in through, len(board[slug]) > NAMED))
    return made


def _through(board: dict[str, list[Term]]) -> set[str]:
    """The seats below which a thread goes on to the next, where they stand one below another."""
    found: set[str] = set()
    for _, held in in_many(board):
        found |= set(SEATS[SEATS.index(held[0]) : SEATS.index(held[-1])])
    return found


def beside(terms: Sequence[Term], on: date) -> list[tuple[str, list[Term]]]:
    """What people were beside the seats on that day: mentor, sponsor, coach, connector (P3, P5)."""
    held = sorted((one for one in terms if one.holds(on)), key=lambda one: (one.starts_on, one.pk))
    lists = [(str(role.label), [one for one in held if one.role == role]) for role in BESIDE]
    return [(words, people[:NAMED]) for words, people in lists if people]


def _what(person: Person, functions: Iterable[str], *, past: bool) -> str:
    # That somebody is a core mentor has no date, so nothing says that they were one then.
    first = "core mentor" if person.is_core and not past else person.what
    assigned = "assigned by your program" if person.origin == Origin.ASSIGNED else ""
    return " · ".join(part for part in (first, *functions, assigned) if part)


def _window(owed: Owed | None, now: datetime, zone: ZoneInfo) -> tuple[str, str]:
    if owed is None or owed.is_silent:
        return "", ""
    moments = owed.moments
    state = moments.state(now)
    if state == State.WAITING:
        return "", ""
    words, since = margin_words(state, moments.opens_at, moments.due_at, moments.late_at, now, zone)
    if state in (State.DUE, State.LATE):
        return state, f"{state} {since}" if since != "today" else "due today"
    lead = "window open" if state == State.OPEN else "closing"
    return state, f"closing {words.lower()}" if words == "Today" else f"{lead}, {words}"


def table(board: dict[str, list[Term]], *, small: bool = False) -> SafeString:
    """The table with its chairs and the threads between those of one person (P51)."""
    size: Size = SMALL if small else LARGE
    chairs = [_chair(words.title, board[slug]) for slug, words in seats().items()]
    threads = [
        Thread(
            person.initials,
            f"{person.initials} sits in {NUMBERS[len(held)]}",
            tuple((SEATS.index(slug), _place(board[slug], person)) for slug in held),
        )
        for person, held in in_many(board)[:THREADS]
    ]
    return draw(chairs, threads, size, sentence(board))


def _chair(title: str, here: Sequence[Term]) -> Chair:
    return Chair(title, tuple(term.person.initials for term in here))


def _place(here: Sequence[Term], person: Person) -> int:
    return next(number for number, term in enumerate(here) if term.person.pk == person.pk)


def sentence(board: dict[str, list[Term]]) -> str:
    """The table in words."""
    said = []
    for slug, words in seats().items():
        here = [term.person.full_name for term in board[slug]]
        names = " and ".join([*here[:NAMED], *(["others"] if here[NAMED:] else [])])
        said.append(f"{words.title}: {names or 'open'}.")
    said += [f"{person.full_name} sits in {NUMBERS[len(held)]} seats." for person, held in in_many(board)]
    return " ".join(said)


# ------------------------------------------------------------------ three measures, never one score
def measures(board: dict[str, list[Term]], people: Sequence[Person]) -> list[Measure]:
    """Anchors (P47), core mentors (P58), kinds of help (P50), each by itself."""
    anchors = [one for one in people if one.is_anchor]
    core = [one for one in people if one.is_core]
    kinds = sum(bool(board[slug]) for slug in SEATS)
    return [
        Measure(
            count(len(anchors), "faculty anchor") if anchors else "No faculty anchor yet",
            len(anchors), max(ANCHORS[1], len(anchors)), together(anchors), anchors_words(len(anchors)),
        ),
        Measure(
            count(len(core), "core mentor") if core else "No core mentor yet",
            len(core), max(CORE[1], len(core)), together(core), core_words(len(core)),
        ),
        Measure(f"{kinds} of {len(SEATS)} kinds of help", kinds, len(SEATS), "", ""),
    ]  # fmt: skip


def together(people: Sequence[Person]) -> str:
    """“Drs. Halloran, Lindqvist, Chao”; a few names and how many more."""
    shown, more = people[:NAMED], len(people) - NAMED
    if len(shown) > 1 and all(one.prefix == "Dr." and one.family_name for one in shown):
        names = f"Drs. {', '.join(one.family_name for one in shown)}"
    else:
        names = ", ".join(one.short_name for one in shown)
    return f"{names} and {more} more" if more > 0 else names
