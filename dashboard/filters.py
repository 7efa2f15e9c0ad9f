"""The filters and orders of People. Unknown values are ignored: an old bookmark still opens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Exists, F, OuterRef, Q
from django.http import QueryDict

from accounts.models import User
from contacts.models import Contact, ContactQuerySet, Direction, Role
from contacts.search import by_name, closest, query_words
from followups.models import FollowUp
from followups.rules import numbers
from followups.windows import WINDOWS, State

TOUCHES = {
    "month": "in the last month",
    "quarter": "1 to 3 months ago",
    "half": "3 to 6 months ago",
    "older": "over 6 months ago",
    "never": "never",
}
WINDOW_STATES = {
    "open": "open",
    "closing": "closing",
    "due": "due",
    "late": "late",
    "waiting": "not open yet",
    "none": "no rhythm",
}
ORDERS: dict[str, tuple[str, list[Any]]] = {
    "next": ("most pressing first", [F("next_at").asc(nulls_last=True), "sort_name", "pk"]),
    "name": ("by name", ["sort_name", "pk"]),
    "touch": ("last touch, longest ago first", [F("last_touch_at").asc(nulls_first=True), "sort_name", "pk"]),
    "recent": ("last touch, latest first", [F("last_touch_at").desc(nulls_last=True), "sort_name", "pk"]),
    "added": ("newest first", ["-created_at", "-pk"]),
}
MONTH = timedelta(days=30)


@dataclass(frozen=True)
class Filters:
    """What was asked for; empty strings mean any."""

    q: str = ""
    role: str = ""
    direction: str = ""
    tag: str = ""
    window: str = ""
    touch: str = ""
    sort: str = "next"

    @classmethod
    def read(cls, data: QueryDict) -> Filters:
        """From the address; values that do not exist fall back to any."""

        def one(name: str, known: Any) -> str:
            value = data.get(name, "")
            return value if value in known else ""

        return cls(
            q=data.get("q", "").replace("\x00", "").strip()[:200],
            role=one("role", Role.values),
            direction=one("direction", Direction.values),
            tag=data.get("tag", "").replace("\x00", "").strip().lower()[:40],
            window=one("window", WINDOW_STATES),
            touch=one("touch", TOUCHES),
            sort=one("sort", ORDERS) or "next",
        )

    @property
    def count(self) -> int:
        """How many filters are on; searching and sorting are not filters."""
        return sum(bool(value) for value in (self.role, self.direction, self.tag, self.window, self.touch))

    @property
    def by_name(self) -> bool:
        """Whether those of the name that was typed come first: no other order was asked for."""
        return self.sort == "next" and bool(query_words(self.q))

    def query(self, **changed: Any) -> str:
        """The query string with some values changed; what is empty is left out."""
        values = {**self.__dict__, **changed}
        if values["sort"] == "next":
            values["sort"] = ""
        return urlencode({name: value for name, value in values.items() if value})

    def apply(self, user: User, now: datetime) -> ContactQuerySet:
        """The user's people that match, in order."""
        people = Contact.objects.owned_by(user)
        today = now.astimezone(user.zone).date()
        if self.q:
            people = people.matching(user, self.q)
        if self.role:
            people = people.in_role(self.role, today)
        if self.direction:
            people = people.filter(direction=self.direction)
        if self.tag:
            people = people.filter(tags__contains=[self.tag])
        if self.window:
            people = _in_window(people, self.window, now)
        if self.touch:
            people = people.filter(_touched(self.touch, now))
        named = [by_name(query_words(self.q))] if self.by_name else []
        return people.order_by(*named, *ORDERS[self.sort][1])


def near_misses(user: User, text: str) -> list[int]:
    """People whose name is close to what was typed, when the index found nobody."""
    names = dict(Contact.objects.owned_by(user).values_list("pk", "sort_name"))
    return closest(text, names, limit=20)


def _in_window(people: ContactQuerySet, state: str, now: datetime) -> ContactQuerySet:
    if state == "none":
        return people.filter(cadence="none")
    closing = now + timedelta(days=numbers().closing_window_days)
    asked = {
        State.WAITING: Q(opens_at__gt=now),
        State.OPEN: Q(opens_at__lte=now, due_at__gt=closing),
        State.CLOSING: Q(opens_at__lte=now, due_at__gt=now, due_at__lte=closing),
        State.DUE: Q(due_at__lte=now, late_at__gt=now),
        State.LATE: Q(late_at__lte=now),
    }[State(state)]
    windows = FollowUp.objects.filter(
        asked, contact=OuterRef("pk"), basis__in=WINDOWS, closed_at__isnull=True
    )
    return people.filter(Exists(windows))


def _touched(when: str, now: datetime) -> Q:
    ages = {"month": (0, 1), "quarter": (1, 3), "half": (3, 6)}
    if when == "never":
        return Q(last_touch_at__isnull=True)
    if when == "older":
        return Q(last_touch_at__lt=now - 6 * MONTH)
    newest, oldest = ages[when]
    return Q(last_touch_at__lte=now - newest * MONTH, last_touch_at__gte=now - oldest * MONTH)


def today_of(user: User, now: datetime) -> date:
    """The user's own calendar day."""
    return now.astimezone(user.zone).date()
