"""Finding people for a form, and adding those who are new."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import F

from accounts.models import User
from contacts.models import Contact, ContactQuerySet, Direction, Stage
from contacts.names import Known, Name, match, words
from contacts.search import by_name, closest, query_words
from residents.models import resident_of

SHOWN = 8


def found(user: User, text: str, without: Iterable[int] = ()) -> list[Contact]:
    """A few people the text may mean, those of that name first; without any text, those last in touch."""
    people: ContactQuerySet = (
        Contact.objects.owned_by(user)
        .exclude(pk__in=list(without))
        .defer("search", "search_own", "search_heard")
    )
    typed = query_words(text)
    if not typed:
        return list(people.order_by(F("last_touch_at").desc(nulls_last=True), "-pk")[:SHOWN])
    exact = list(people.matching(user, text).order_by(by_name(typed), "sort_name", "pk")[:SHOWN])
    if exact:
        return exact
    names = dict(people.values_list("pk", "sort_name"))
    near = closest(text, names, SHOWN)
    return sorted(people.filter(pk__in=near), key=lambda contact: near.index(contact.pk))


def known(user: User, names: Sequence[Name]) -> list[Known]:
    """Those of the user's people whose name begins like one of these, for `match` to judge."""
    starts = {start for name in names for start in _starts(_spoken(name))}
    if not starts:
        return []
    pattern = "|".join(re.escape(start) for start in sorted(starts))
    rows = (
        Contact.objects.owned_by(user)
        .filter(sort_name__iregex=rf"(^|\s)({pattern})")
        .order_by("sort_name", "pk")
        .values_list("pk", "prefix", "given_name", "family_name", "institution")
    )
    return [
        Known(pk, " ".join(part for part in (prefix, given, family) if part), institution)
        for pk, prefix, given, family, institution in rows
    ]


def alike(user: User, names: Sequence[Name]) -> list[list[Known]]:
    """For each name, the people it may already be, likeliest first."""
    beginning: dict[str, list[Known]] = defaultdict(list)
    for one in known(user, names):
        for start in _starts(one.name):
            beginning[start].append(one)
    return [
        match(
            name, list({one.id: one for start in _starts(_spoken(name)) for one in beginning[start]}.values())
        )
        for name in names
    ]


def in_trash(user: User, name: Name) -> Contact | None:
    """Somebody of exactly that name who waits in the trash."""
    same = {"given_name__iexact": name.given, "family_name__iexact": name.family}
    return Contact.objects.trash_of(user).select_related("owner").filter(**same).order_by("pk").first()


def _spoken(name: Name) -> str:
    return f"{name.given} {name.family}"


def _starts(name: str) -> set[str]:
    return {word[:2] for word in words(name)}


def remember_place(user: User, place: str) -> None:
    """The next person met there is offered the same words (P10)."""
    resident = resident_of(user)
    if place and place != resident.last_met_via:
        resident.last_met_via = place
        resident.save(update_fields=["last_met_via"])


def add(user: User, name: Name, now: datetime, *, met_via: str = "", stage: str = Stage.MET) -> Contact:
    """A new person. A title says above, none says alongside, until somebody edits it."""
    contact = Contact(
        owner=user,
        prefix=name.prefix[:20],
        given_name=name.given,
        family_name=name.family,
        credentials=name.suffix[:60],
        direction=Direction.SENIOR if name.prefix in ("Dr.", "Prof.") else Direction.PEER,
        stage=stage,
        met_via=met_via[:120],
        met_on=now.astimezone(user.zone).date() if stage == Stage.MET else None,
        created_at=now,
    )
    contact.save()
    return contact
