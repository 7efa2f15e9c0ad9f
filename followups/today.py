"""What Today shows of the follow-ups, in one query."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case, CharField, Count, Exists, F, IntegerField, OuterRef, Q, Value, When, Window
from django.db.models.functions import RowNumber

from accounts.models import User
from followups.models import FollowUp, Reminder
from followups.rows import SECTION_OF, SECTIONS, Row, row
from followups.rules import numbers
from followups.windows import WINDOWS, Basis, State

SHOWN = 10
PAGE = 50
HOPED_SHOWN = timedelta(days=7)


@dataclass
class Section:
    """One heading of Today with its first rows and how many there are in all."""

    name: str
    rows: list[Row] = field(default_factory=list)
    total: int = 0

    @property
    def others(self) -> int:
        return self.total - len(self.rows)


def sections(user: User, now: datetime, shown: int = SHOWN) -> dict[str, Section]:
    """Every section of Today, each with its first `shown` rows."""
    found = {name: Section(name) for name in SECTIONS}
    ordered = _ranked(user, now).annotate(
        place=Window(RowNumber(), partition_by=F("section"), order_by=["rank", "due_at", "pk"]),
        total=Window(Count("pk"), partition_by=F("section")),
    )
    for one in ordered.filter(place__lte=shown).order_by("section", "place"):
        section = found[one.section]
        section.total = one.total
        section.rows.append(row(one, now, user.zone, is_new=one.is_new))
    return found


def section_rows(user: User, now: datetime, name: str) -> Any:
    """All of one section, in its order, for its own page."""
    return _ranked(user, now).filter(section=name).order_by("rank", "due_at", "pk")


def worth_a_minute(found: dict[str, Section]) -> int:
    """How many shown rows are closing or due: what the first sentence counts."""
    pressing = (State.CLOSING, State.DUE)
    return sum(one.state in pressing for section in found.values() for one in section.rows)


def _ranked(user: User, now: datetime) -> Any:
    """Closing first, then due, open, and late ones last and calm; hoped-for promises after all."""
    closing = now + timedelta(days=numbers().closing_window_days)
    hourly = now + timedelta(hours=numbers().closing_hours)
    hoped = Q(basis=Basis.PROMISE_TO_ME, opens_at__lte=now + HOPED_SHOWN)
    basis_section = [When(basis=basis, then=Value(name)) for basis, name in SECTION_OF.items()]
    new = Reminder.objects.filter(follow_up=OuterRef("pk"), seen_at__isnull=True)
    return (
        FollowUp.objects.owned_by(user)
        .owed()
        .awake(now)
        .filter(Q(opens_at__lte=now) | hoped)
        .exclude(basis=Basis.PREPARATION)
        .with_person()
        .annotate(
            section=Case(*basis_section, output_field=CharField()),
            rank=Case(
                When(basis=Basis.PROMISE_TO_ME, then=Value(4)),
                When(late_at__lte=now, then=Value(3)),
                When(due_at__lte=now, then=Value(1)),
                When(basis__in=WINDOWS, due_at__lte=closing, then=Value(0)),
                When(~Q(basis__in=WINDOWS), due_at__lte=hourly, then=Value(0)),
                default=Value(2),
                output_field=IntegerField(),
            ),
            is_new=Exists(new),
        )
    )
