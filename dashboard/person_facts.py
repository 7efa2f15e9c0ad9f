"""A person, and what their page shows beside the timeline, in one statement: five cost five times as much."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db import connection
from django.utils.safestring import SafeString

from accounts.models import User
from contacts.known import Known
from contacts.models import SEATS, Contact, Role, Way
from dashboard.advice_lines import ADVICE, Given, given
from dashboard.around import KIND_WORDS
from dashboard.giving_facts import GOOD_TURNS, TOLD_OF, Giving, giving
from dashboard.how_met_facts import DOWN, UP, HowMet, how_met
from dashboard.naming_facts import HELD, Naming, naming
from dashboard.sponsoring import SPONSORED, sponsored
from dashboard.timeline import FIRST, Touch, first_of
from followups.models import Moments
from followups.rows import Owed
from interactions.hopes import AHEAD, HOPED, Hopes, hopes
from web.addresses import address
from web.playbook import templates
from web.playbook_words import Template

MOST_MEETINGS = 5
MOST_TOPICS = 12

ROLES = """
SELECT json_agg(json_build_array(role, starts_on, ends_on) ORDER BY starts_on, id)
FROM contacts_roleterm WHERE owner_id = %(owner)s AND contact_id = %(contact)s
"""
WAYS = """
SELECT json_agg(json_build_array(kind, label, value) ORDER BY id)
FROM contacts_way WHERE owner_id = %(owner)s AND contact_id = %(contact)s
"""
MEETINGS = f"""
SELECT json_agg(json_build_array(m.id, m.at, m.kind, m.minutes) ORDER BY m.at, m.id)
FROM (
    SELECT i.* FROM interactions_participant p JOIN interactions_interaction i ON i.id = p.interaction_id
    WHERE p.owner_id = %(owner)s AND p.contact_id = %(contact)s
        AND i.status = 'planned' AND i.deleted_at IS NULL
    ORDER BY i.at, i.id LIMIT {MOST_MEETINGS}) m
"""  # noqa: S608  joined from constants
OWED = """
SELECT json_agg(json_build_array(id, occurrence, because, what, snoozed_until,
    basis, starts_at, opens_at, due_at, late_at, told_at) ORDER BY due_at, id)
FROM followups_followup WHERE owner_id = %(owner)s AND contact_id = %(contact)s AND closed_at IS NULL
"""
LETTERS = """
SELECT json_agg(json_build_array(l.template, l.subject, l.body, l.updated_at, l.follow_up_id, f.closed_at)
    ORDER BY l.updated_at DESC, l.id DESC)
FROM (SELECT * FROM followups_letter WHERE owner_id = %(owner)s AND contact_id = %(contact)s
    ORDER BY updated_at DESC, id DESC LIMIT 8) l LEFT JOIN followups_followup f ON f.id = l.follow_up_id
"""
GIVING = f"({SPONSORED}), ({GOOD_TURNS}), ({TOLD_OF})"
TOPICS = f"""
SELECT json_agg(t.topic ORDER BY t.often DESC, t.topic) FROM (
    SELECT topic, count(*) AS often FROM touched, unnest(touched.topics) topic
    GROUP BY topic ORDER BY often DESC, topic LIMIT {MOST_TOPICS}) t
"""  # noqa: S608  joined from constants
# The lighter block that is on, or the next one: when to propose a meeting (P46).
LIGHT = """
SELECT json_build_array(name, starts_on, ends_on) FROM residents_rotation
WHERE owner_id = %(owner)s AND intensity = 'light' AND ends_on >= %(today)s ORDER BY starts_on LIMIT 1
"""
BEFORE = f"({ROLES}), ({WAYS}), ({UP}), ({DOWN}), ({MEETINGS}), ({OWED}), ({LETTERS}), ({ADVICE})"
PARTS = f"{BEFORE}, ({HELD}), ({TOPICS}), ({LIGHT}), {GIVING}, ({HOPED}), ({AHEAD}), ({FIRST})"
# All but what only the search reads; written out, for working it out anew costs more than asking.
_FIELDS = [field for field in Contact._meta.concrete_fields if field.name != "search"]
# Read once: a mentor has hundreds, and three parts look at them.
TOUCHED = """
SELECT i.id, i.kind, i.at, i.minutes, i.takeaway, i.note, i.meaningful, i.topics, i.event_id,
    i.introduced_by_id
FROM interactions_participant p JOIN interactions_interaction i ON i.id = p.interaction_id
WHERE p.owner_id = %(owner)s AND p.contact_id = %(contact)s AND i.status = 'held' AND i.deleted_at IS NULL
"""
FACTS = f"""
WITH touched AS MATERIALIZED ({TOUCHED})
SELECT {", ".join(f"c.{field.column}" for field in _FIELDS)}, {PARTS} FROM contacts_contact c
WHERE c.id = %(contact)s AND c.owner_id = %(owner)s AND c.trashed_at IS NULL
"""  # noqa: S608  joined from constants

ROLE_WORDS = {role.value: role.label for role in Role}
WAY_WORDS = {kind.value: kind.label for kind in Way.Kind}


class Term(NamedTuple):
    """One dated role."""

    role: str
    starts_on: date
    ends_on: date | None
    is_over: bool

    @property
    def words(self) -> str:
        return ROLE_WORDS[self.role]

    @property
    def place(self) -> str:
        """“Research seat” on the board, and what they do beside it."""
        return f"{ROLE_WORDS[self.role].removesuffix(' mentor')} seat" if self.role in SEATS else self.words

    @property
    def span(self) -> str:
        """“since 18 Sep 2025”, “Sep to Dec 2025”."""
        starts, ends = self.starts_on, self.ends_on
        if ends is None or not self.is_over:
            return f"since {starts.day} {starts:%b %Y}"
        if (starts.year, starts.month) == (ends.year, ends.month):
            return f"{starts:%b %Y}"
        return (
            f"{starts:%b} to {ends:%b %Y}" if starts.year == ends.year else f"{starts:%b %Y} to {ends:%b %Y}"
        )


def role_lines(terms: Iterable[Term]) -> SafeString:
    """Each as a line of a list of facts; a mentor of many years has a score of them."""
    lines = (
        f"<dt>{term.place}</dt><dd{' data-past' if term.is_over else ''}>{term.span}</dd>" for term in terms
    )
    return SafeString("".join(lines))


class Reach(NamedTuple):
    """One way to reach somebody."""

    kind: str
    label: str
    value: str

    @property
    def words(self) -> str:
        return self.label or WAY_WORDS[self.kind]


class Planned(NamedTuple):
    """A planned meeting with them."""

    pk: int
    at: datetime
    kind: str
    minutes: int | None

    @property
    def kind_words(self) -> str:
        return KIND_WORDS[self.kind]

    @property
    def address(self) -> str:
        return address("interaction", self.pk)


class Kept(NamedTuple):
    """A letter that is being written to them."""

    slug: str
    subject: str
    body: str
    at: datetime
    follow_up: int | None
    # What it was for is closed or, where it was for nothing in particular, was followed by a touch.
    is_over: bool

    @property
    def template(self) -> Template | None:
        """None when the playbook has lost it; the words are still shown."""
        return next((one for one in templates() if one.slug == self.slug), None)

    @property
    def title(self) -> str:
        return self.template.title if self.template else self.slug


class Facts(NamedTuple):
    """Everything small that hangs on one contact."""

    roles: list[Term]
    ways: list[Reach]
    how_met: HowMet
    meetings: list[Planned]
    owed: list[Owed]
    # When a follow-up that a heavy block holds back will be told.
    told: dict[int, datetime]
    letters: list[Kept]
    advice: list[Given]
    naming: Naming | None
    # How many touches the timeline has, or has about that topic.
    touches: int
    topics: list[str]
    # When the lighter block is; "" without one.
    light: str
    # The offer to call them a sponsor; "" when there is nothing to offer.
    sponsored: str
    giving: Giving
    hopes: Hopes
    newest: list[Touch]


def facts(user: User, pk: int, now: datetime, topic: str) -> tuple[Contact, Facts] | None:
    """The user's person with everything that hangs on them; None when they have nobody of that number."""
    today = now.astimezone(user.zone).date()
    asked: dict[str, Any] = {
        "owner": user.pk,
        "contact": pk,
        "today": today,
        "yesterday": now.date() - timedelta(days=1),
        "topic": topic,
    }
    with connection.cursor() as cursor:
        cursor.execute(FACTS, asked)
        row = cursor.fetchone()
    if row is None:
        return None
    contact = Contact.from_db("default", [field.attname for field in _FIELDS], row[: len(_FIELDS)])
    contact.owner = user
    return contact, _facts(contact, row[len(_FIELDS) :], now, today)


def _facts(contact: Contact, row: tuple[Any, ...], now: datetime, today: date) -> Facts:
    roles, ways, up, down, meetings, owed, letters, advice, held, topics, light, *rest = row
    door, turns, told_of, hoped, ahead, newest = rest
    known = Known(*(getattr(contact, name) for name in Known._fields))
    return Facts(
        roles=[_term(*one, today=today) for one in roles or []],
        ways=[Reach(*one) for one in ways or []],
        how_met=how_met(contact, up, down),
        meetings=[Planned(pk, _at(at), kind, minutes) for pk, at, kind, minutes in meetings or []],
        owed=[_owed(known, *one[:-1]) for one in owed or []],
        told={one[0]: _at(one[-1]) for one in owed or [] if one[-1]},
        letters=[_kept(contact.last_touch_at, *one) for one in letters or []],
        advice=[given(*one) for one in advice or []],
        naming=naming(contact, held[0]),
        touches=held[1],
        topics=topics or [],
        light=_light(*light, today=today) if light else "",
        sponsored=sponsored(known.short_name, door),
        giving=giving(contact, turns, told_of, today),
        hopes=hopes(hoped, ahead, now, today),
        newest=first_of(newest),
    )


def _term(role: str, starts: str, ends: str | None, *, today: date) -> Term:
    ends_on = date.fromisoformat(ends) if ends else None
    return Term(role, date.fromisoformat(starts), ends_on, ends_on is not None and ends_on <= today)


def _kept(
    touched: datetime | None, slug: str, subject: str, body: str, at: str, of: int | None, closed: str | None
) -> Kept:
    written = _at(at)
    is_over = bool(closed) if of else touched is not None and written <= touched
    return Kept(slug, subject, body, written, of, is_over)


def _light(name: str, starts: str, ends: str, *, today: date) -> str:
    first, last = date.fromisoformat(starts), date.fromisoformat(ends)
    if first <= today:
        return f"{name} is a light block until {last.day} {last:%B}."
    return f"Your next light block starts {first.day} {first:%B}."


def _owed(known: Known, pk: int, occurrence: str, because: str, what: str, *moments: Any) -> Owed:
    snoozed, basis, *times = moments
    until = _at(snoozed) if snoozed else None
    return Owed(pk, occurrence, because, what, until, Moments(basis, *_all(times)), known)


def _all(times: Iterable[str]) -> list[datetime]:
    return [_at(time) for time in times]


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text)
