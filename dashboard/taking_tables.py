"""People, touches and follow-ups as tables for a spreadsheet, in words and in the person's own time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from accounts.models import User
from contacts.models import Contact, RoleTerm, Way
from followups.models import FollowUp
from interactions.models import Event, Interaction, Participant, Promise

Sheet = tuple[str, list[str], Iterator[list[object]]]
UNREAD = ("search", "search_own", "search_heard", "sort_name")

CONTACTS = [
    "Prefix", "Given name", "Family name", "Credentials", "Pronouns", "Title", "Institution", "Department",
    "Discipline", "Direction", "Stage", "Origin", "Roles", "Anchor", "Core mentor", "How we met",
    "When we met", "Tags", "Email", "Phone", "Other ways", "Likes to be reached by", "Rhythm", "Last touch",
    "Last touch how", "Next", "Note", "Added", "In the trash since",
]  # fmt: skip
INTERACTIONS = [
    "When", "Planned or held", "Kind", "With", "Minutes", "Event", "Takeaway", "Note", "Meaningful", "Topics",
    "Promises", "Introduced by", "CV sent", "Questions", "My one ask", "Deleted",
]  # fmt: skip
FOLLOW_UPS = [
    "With", "Why", "Because", "What", "Opens", "Due", "Late", "Snoozed until", "How it ended", "Ended",
]  # fmt: skip


def sheets(user: User, chunk: int) -> Iterator[Sheet]:
    """Name, heads and rows of each table."""
    names: dict[int, str] = {}
    yield "contacts.csv", CONTACTS, _contacts(user, names, chunk)
    yield "interactions.csv", INTERACTIONS, _interactions(user, names, chunk)
    yield "follow-ups.csv", FOLLOW_UPS, _follow_ups(user, names, chunk)


def _contacts(user: User, names: dict[int, str], chunk: int) -> Iterator[list[object]]:
    """Everybody, also in the trash. Fills `names` for the tables after it."""
    ways, roles, zone = _ways(user), _roles(user), user.zone
    people = Contact.objects.filter(owner=user).defer(*UNREAD).order_by("pk")
    for one in people.iterator(chunk):
        names[one.pk] = one.full_name
        reach = ways[one.pk]
        yield [
            one.prefix, one.given_name, one.family_name, one.credentials, one.pronouns, one.title,
            one.institution, one.department, one.discipline, one.get_direction_display(),
            one.get_stage_display(), one.get_origin_display(), "; ".join(roles[one.pk]),
            _yes(one.is_anchor), _yes(one.is_core), one.met_via, _day(one.met_on), "; ".join(one.tags),
            "; ".join(reach["email"]), "; ".join(reach["phone"]), "; ".join(reach["other"]),
            "; ".join(one.channel_names), one.get_cadence_display(), _moment(one.last_touch_at, zone),
            one.last_touch_how, _moment(one.next_at, zone), one.note, _moment(one.created_at, zone),
            _moment(one.trashed_at, zone),
        ]  # fmt: skip


def _interactions(user: User, names: dict[int, str], chunk: int) -> Iterator[list[object]]:
    zone = user.zone
    met = _by_touch(Participant.objects.filter(owner=user).values_list("interaction_id", "contact_id"), names)
    promised = _promises(user, names)
    events = dict(Event.objects.filter(owner=user).values_list("pk", "name"))
    for one in Interaction.objects.filter(owner=user).order_by("at", "pk").iterator(chunk):
        yield [
            _moment(one.at, zone), one.get_status_display(), one.get_kind_display(), "; ".join(met[one.pk]),
            one.minutes, events.get(one.event_id or 0, ""), one.takeaway, one.note, _yes(one.meaningful),
            "; ".join(one.topics), "; ".join(promised[one.pk]), names.get(one.introduced_by_id or 0, ""),
            _yes(one.cv_sent), one.questions, one.ask, _moment(one.deleted_at, zone),
        ]  # fmt: skip


def _follow_ups(user: User, names: dict[int, str], chunk: int) -> Iterator[list[object]]:
    zone = user.zone
    for one in FollowUp.objects.filter(owner=user).order_by("due_at", "pk").iterator(chunk):
        yield [
            names.get(one.contact_id, ""), one.get_basis_display(), one.because, one.what,
            _moment(one.opens_at, zone), _moment(one.due_at, zone), _moment(one.late_at, zone),
            _moment(one.snoozed_until, zone), one.get_outcome_display(), _moment(one.closed_at, zone),
        ]  # fmt: skip


def _ways(user: User) -> defaultdict[int, defaultdict[str, list[str]]]:
    found: defaultdict[int, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for way in Way.objects.filter(owner=user):
        label = f" ({way.label})" if way.label else ""
        if way.kind in (Way.Kind.EMAIL, Way.Kind.PHONE):
            found[way.contact_id][way.kind].append(f"{way.value}{label}")
        else:
            found[way.contact_id]["other"].append(f"{way.get_kind_display()}: {way.value}{label}")
    return found


def _roles(user: User) -> defaultdict[int, list[str]]:
    found = defaultdict[int, list[str]](list)
    for term in RoleTerm.objects.filter(owner=user):
        until = f" to {term.ends_on}" if term.ends_on else ""
        found[term.contact_id].append(f"{term.get_role_display()} from {term.starts_on}{until}")
    return found


def _promises(user: User, names: dict[int, str]) -> defaultdict[int, list[str]]:
    found = defaultdict[int, list[str]](list)
    for one in Promise.objects.filter(owner=user):
        who = names.get(one.contact_id, "")
        said = f"{who} promised me" if one.to_me else f"I promised {who}"
        found[one.interaction_id].append(f"{said}: {one.what}{f', by {one.by}' if one.by else ''}")
    return found


def _by_touch(pairs: Iterable[tuple[int, int]], names: dict[int, str]) -> defaultdict[int, list[str]]:
    found = defaultdict[int, list[str]](list)
    for touch, contact in pairs:
        found[touch].append(names.get(contact, ""))
    return found


def _yes(value: Any) -> str:
    return "yes" if value else ""


def _day(day: date | None) -> str:
    return f"{day:%Y-%m-%d}" if day else ""


def _moment(at: datetime | None, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M}" if at else ""
