"""Reading the roster: what may be asked of it, its rows, and the same rows by advisor.

Only facts the program itself holds; the columns, filters and orders all start from the lists below.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, fields, replace
from typing import Any
from urllib.parse import urlencode

from django.db import connection
from django.db.models import F, Q
from django.db.models.expressions import OrderBy
from django.db.models.functions import Lower
from django.http import QueryDict

from programs.models import Advisor, Enrollment, EnrollmentQuerySet, Program
from programs.years import year_name

LONGEST_SEARCH = 100
COMFORTABLE_LOAD = 5
NOBODY = "none"
DEFAULT_ORDER = "name"
ORDERS: dict[str, Any] = {
    "name": Lower("name"),
    "pgy": F("pgy_level"),
    "track": Lower("track"),
    "advisor": Lower("current__advisor__name"),
}
STATUSES = {Enrollment.Status.JOINED.value: "joined", Enrollment.Status.INVITED.value: "invited"}

# Written out: working these two out anew took longer than running them.
FACETS = """
SELECT count(*),
    coalesce(array_agg(DISTINCT e.pgy_level ORDER BY e.pgy_level), '{}'),
    coalesce(array_agg(DISTINCT e.track ORDER BY e.track), '{}'),
    coalesce(array_agg(DISTINCT e.academic_year ORDER BY e.academic_year), '{}'),
    (SELECT coalesce(json_agg(json_build_array(a.id, a.name, a.email, a.load)
        ORDER BY a.load DESC, lower(a.name), a.id), '[]')
    FROM (
        SELECT v.id, v.name, v.email, count(s.id) FILTER (WHERE s.ends_on IS NULL) AS load
        FROM programs_advisor v LEFT JOIN programs_advisorassignment s ON s.advisor_id = v.id
        WHERE v.program_id = %(program)s GROUP BY v.id) a)
FROM programs_enrollment e WHERE e.program_id = %(program)s AND e.status <> 'left'
"""


@dataclass(frozen=True)
class Column:
    """One column of the screen and of the CSV; `order` names its entry in ORDERS."""

    head: str
    cell: Callable[[Enrollment], str]
    order: str = ""


COLUMNS = [
    Column("Resident", lambda row: row.name, "name"),
    Column("PGY", lambda row: str(row.pgy_level), "pgy"),
    Column("Track", lambda row: row.track, "track"),
    Column("Advisor", lambda row: row.advisor_name or "nobody yet", "advisor"),
    Column("Year", lambda row: row.year_name),
    Column("Status", lambda row: row.get_status_display()),
]


@dataclass(frozen=True)
class Head:
    """A column's head: where a click leads ("" when it does not sort), and the order it is in now."""

    words: str
    query: str = ""
    present: str = ""


@dataclass(frozen=True)
class Pick:
    """One select of the filter bar."""

    name: str
    label: str
    any_word: str
    options: list[tuple[str, str]]


@dataclass(frozen=True)
class Facets:
    """What the program's rows can be told apart by; a filter accepts nothing else."""

    total: int
    picks: list[Pick]
    advisors: list[Advisor]

    @classmethod
    def of(cls, program: Program) -> Facets:
        with connection.cursor() as cursor:
            cursor.execute(FACETS, {"program": program.pk})
            total, levels, tracks, years, loads = cursor.fetchone()
        advisors = [Advisor.with_load(program, *one) for one in loads]
        named = [(str(advisor.pk), advisor.name) for advisor in advisors]
        picks = [
            Pick("pgy", "PGY", "all", [(str(level), str(level)) for level in levels]),
            Pick("track", "Track", "all", [(track, track) for track in tracks if track]),
            Pick("year", "Year", "all", [(str(year), year_name(year)) for year in years]),
            Pick("advisor", "Advisor", "all", [*sorted(named, key=_by_name), (NOBODY, "nobody yet")]),
            Pick("status", "Status", "any", list(STATUSES.items())),
        ]
        return cls(total, picks, advisors)


@dataclass(frozen=True)
class Wanted:
    """What was asked for. Unknown names and values are ignored; empty means any."""

    q: str = ""
    pgy: str = ""
    track: str = ""
    year: str = ""
    advisor: str = ""
    status: str = ""
    sort: str = DEFAULT_ORDER

    @classmethod
    def read(cls, query: QueryDict, facets: Facets) -> Wanted:
        known = {pick.name: dict(pick.options) for pick in facets.picks}
        chosen = {name: query.get(name, "") for name in known if query.get(name, "") in known[name]}
        sort = query.get("sort", "")
        if sort.removeprefix("-") in ORDERS:
            chosen["sort"] = sort
        return cls(q=" ".join(query.get("q", "").split())[:LONGEST_SEARCH], **chosen)

    @property
    def filtered(self) -> bool:
        return replace(self, sort=DEFAULT_ORDER) != Wanted()

    def query(self, **changes: str) -> str:
        """The address part that asks for the same again, with changes."""
        asked = {part.name: getattr(self, part.name) for part in fields(self)} | changes
        return urlencode({name: value for name, value in asked.items() if value})

    @property
    def heads(self) -> list[Head]:
        return [self._head(column) for column in COLUMNS]

    def _head(self, column: Column) -> Head:
        if not column.order:
            return Head(column.head)
        if column.order != self.sort.removeprefix("-"):
            return Head(column.head, self.query(sort=column.order))
        down = self.sort.startswith("-")
        again = column.order if down else f"-{column.order}"
        return Head(column.head, self.query(sort=again), "descending" if down else "ascending")

    def picked(self, facets: Facets) -> list[tuple[Pick, str]]:
        """Each select with what is chosen in it."""
        return [(pick, getattr(self, pick.name)) for pick in facets.picks]

    def words(self, facets: Facets) -> str:
        """The filters in words, for the legend of an export."""
        chosen = [f"{pick.label} {dict(pick.options)[key]}" for pick, key in self.picked(facets) if key]
        named = [f"name contains “{self.q}”"] if self.q else []
        return ", ".join(named + chosen) or "none"


def rows(program: Program, wanted: Wanted) -> EnrollmentQuerySet:
    """The residents asked for, each with today's advisor, in one statement."""
    order = OrderBy(
        ORDERS[wanted.sort.removeprefix("-")], descending=wanted.sort.startswith("-"), nulls_last=True
    )
    found = Enrollment.objects.of(program).with_advisor().filter(_conditions(wanted))
    return found.order_by(order, Lower("name"), "pk")


def _conditions(wanted: Wanted) -> Q:
    asked = Q()
    if wanted.q:
        asked &= Q(name__icontains=wanted.q)
    if wanted.pgy:
        asked &= Q(pgy_level=wanted.pgy)
    if wanted.track:
        asked &= Q(track=wanted.track)
    if wanted.year:
        asked &= Q(academic_year=wanted.year)
    if wanted.status:
        asked &= Q(status=wanted.status)
    if wanted.advisor:
        nobody = wanted.advisor == NOBODY
        asked &= Q(advisor_id__isnull=True) if nobody else Q(advisor_id=wanted.advisor)
    return asked


@dataclass
class Group:
    """One advisor and the residents shown with them. `load` counts all, whatever the filters hide."""

    advisor: Advisor | None
    load: int
    residents: list[Enrollment] = field(default_factory=list)

    @property
    def seats(self) -> list[bool]:
        """The five comfortable places, taken or free."""
        return [place < self.load for place in range(COMFORTABLE_LOAD)]

    @property
    def beyond(self) -> range:
        return range(max(self.load - COMFORTABLE_LOAD, 0))


def by_advisor(
    advisors: Iterable[Advisor], residents: Iterable[Enrollment], *, everyone: bool
) -> list[Group]:
    """The rows turned round, in the order of `advisors`, residents without one last.

    Advisors with nobody to show appear only when `everyone` is asked for.
    """
    groups = {advisor.pk: Group(advisor, advisor.load) for advisor in advisors}
    nobody = Group(None, 0)
    for resident in residents:
        groups.get(resident.advisor_id or 0, nobody).residents.append(resident)
    shown = [group for group in groups.values() if group.residents or everyone]
    return [*shown, nobody] if nobody.residents else shown


def _by_name(option: tuple[str, str]) -> str:
    return option[1].casefold()
