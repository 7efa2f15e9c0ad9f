"""Which way each role goes through the crawl, and the world in which nobody else keeps anything."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from urllib.parse import urlsplit

from django.db import connection
from django.urls import resolve

from dashboard.access import MISSING, SIGN_IN, addresses, answer
from programs.models import Enrollment, Staff
from tests.privacy.answers import undone
from tests.privacy.asks import Ask, forged, from_page, requests_for, swap_of, written_out
from tests.privacy.crawl import Crawler, Report
from tests.privacy.holders import holders
from tests.privacy.ledger import TOKEN
from tests.privacy.lively import JULY
from tests.privacy.shapes import distinct, few
from tests.privacy.sheets import Data
from tests.privacy.typed import typed
from tests.privacy.world import World

# Role of the matrix -> who plays it. All addresses name rows of `named_a` and their program.
ACTORS = {
    "anonymous": "anonymous",
    "resident": "named_a",
    "stranger": "coverage_b",
    "advisor": "advisor_a",
    "coordinator": "coordinator_a",
    "director": "director_a",
    "former staff": "former_a",
    "operator": "operator",
}
OTHERS = {
    "named_a": "named_b", "coverage_b": "named_a", "coordinator_a": "coordinator_b",
    "director_a": "director_b", "advisor_a": "advisor_b", "former_a": "coordinator_b",
}  # fmt: skip
FORGING = ("resident", "coordinator", "advisor")
SEASONAL = ("roll_over", "roll_over_undo")
YEAR = re.compile(r"\b2[2-9]\d\d\b")
APPEND_ONLY = ("programs_auditevent", "programs_shareevent")


def walk(world: World, role: str) -> Iterator[Ask]:
    """Every address of the resolver with the ids of `named_a`, in every way of asking."""
    viewer = ACTORS[role]
    for one in addresses():
        verdict = answer(one.name, role)
        opens = verdict not in (MISSING, SIGN_IN)
        for method, path, headers in requests_for(one, world.people["named_a"], opens):
            own = opens and method != "head" and not headers and role != "anonymous"
            ask = Ask(role, viewer, method, path, headers=headers, verdict=verdict, own=own)
            yield ask
            if one.name in SEASONAL and opens:
                yield replace(ask, at=JULY.isoformat())


def crawl(world: World, role: str, made: Crawler | None = None) -> Report:
    """Ask for everything as one role."""
    made = made or Crawler(world, ACTORS[role])
    for ask in route(world, role, made):
        made.ask(ask)
    compared(world, role, made)
    return made.report


def compared(world: World, role: str, made: Crawler) -> None:
    """Their own pages once more, with nobody else there."""
    whose = "named_a" if role == "anonymous" else made.viewer
    if whose in OTHERS and role != "director":
        with alone(world, whose):
            made.compare(_is_compared)


def _is_compared(ask: Ask) -> bool:
    """Whatever is their own, and a forged id: unless it must be refused in any case."""
    if ask.link_of.startswith("coordinator") or ask.verdict == MISSING or ask.path.startswith("/account/"):
        return False  # of /account/ much is drawn by lot: secrets, challenges, codes
    return ask.own or ask.forged


def route(world: World, role: str, made: Crawler) -> Iterator[Ask]:
    """First every address, then every form and query that its pages hold, as they stand and forged."""
    seen: set[str] = set()
    own: list[Ask] = []

    def new(asks: Iterable[Ask]) -> list[Ask]:
        found = list(distinct(asks, seen))
        own.extend(ask for ask in found if ask.own)
        return found

    yield from new(walk(world, role))
    found = list(few(ask for page, html in made.pages for ask in from_page(page, html)))
    found += typed(world, role, made.viewer, OTHERS.get(made.viewer, ""))
    if role in ("resident", "stranger"):
        found += written_out(world, made.viewer, OTHERS[made.viewer], role)
    yield from new(found)
    # What a form is answered with holds another form, and so does what a link of a mail opens.
    later = [*made.previews, *((page, html) for page, html in made.pages if page.link_of)]
    yield from new(few(ask for page, html in later for ask in from_page(page, html)))
    if role in FORGING:
        swap = swap_of(world, made.viewer, OTHERS[made.viewer])
        yield from distinct((one for ask in own for one in forged(ask, swap)), seen)
    yield from distinct(borrowed(world, role, made), seen)


def borrowed(world: World, role: str, made: Crawler) -> Iterator[Ask]:
    """The forms of a resident's and a coordinator's pages, sent by somebody else.

    Where the address itself is theirs alone, `walk` has been refused already whatever is sent.
    """
    viewer = ACTORS[role]
    for label, lends in (("named_a", "resident"), ("coordinator_a", "coordinator")):
        if label not in _lent:
            _lent[label] = list(_forms(world, lends, made.as_if(label)))
        for ask in _lent[label] if label != viewer else ():
            if answer(resolve(urlsplit(ask.path).path).url_name or "", role) not in (MISSING, SIGN_IN):
                yield replace(ask, role=role, viewer=viewer, own=False, data=wordless(ask.data))


# Equal in every world: all ids in them are the world's own.
_lent: dict[str, list[Ask]] = {}


def _forms(world: World, role: str, lender: Crawler) -> Iterator[Ask]:
    for ask in walk(world, role):
        if ask.method == "get" and not ask.headers and ask.verdict not in (MISSING, SIGN_IN):
            lender.look(ask)
    for page, html in lender.pages:
        yield from (ask for ask in from_page(page, html) if ask.method == "post")


def wordless(data: Data) -> Data:
    """Without the words of whose form it was: what somebody typed comes back to them."""
    return {
        name: [YEAR.sub("2026", TOKEN.sub("Ida", each)) for each in values] for name, values in data.items()
    }


@contextmanager
def alone(world: World, viewer: str) -> Iterator[None]:
    """As if nobody else kept anything, and there were no other program."""
    user = world.people[viewer].user.pk
    # Also where somebody worked once: it is told to them when they take everything along.
    places = [*Staff.objects.filter(user=user).values_list("program_id", flat=True)]
    places += Enrollment.objects.filter(user=user).values_list("program_id", flat=True)
    mine = ", ".join(map(str, places)) or "0"
    with undone(), connection.cursor() as cursor:
        for table, (by_user, by_program) in holders().items():
            if table in APPEND_ONLY or table.split("_")[0] in ("mfa", "account") or table == "accounts_user":
                continue
            if by_program:
                cursor.execute(f"DELETE FROM {table} m WHERE {by_program} NOT IN ({mine})")
            else:
                cursor.execute(f"DELETE FROM {table} m WHERE {by_user} <> {user}")
        yield
