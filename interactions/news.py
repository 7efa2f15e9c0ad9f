"""What an update can tell: all since the last touch, each with a ready sentence (P8, P49, P57)."""

from __future__ import annotations

from datetime import date, datetime
from itertools import groupby
from typing import Any, NamedTuple

from contacts.known import full_name, short_name
from contacts.models import Contact
from followups.drafts import brief, fill
from interactions.news_facts import NewsFacts, news_facts
from interactions.recommended import listed
from interactions.telling import Bullet
from web.playbook import news
from web.playbook_words import SLOTS

LINE = 200
MOST = 12
MOST_NAMED = 3
RUN = 4


class _Named(NamedTuple):
    prefix: str
    given_name: str
    family_name: str


def to_tell(contact: Contact, now: datetime) -> list[Bullet]:
    """The bullets to tick, what came through them first; two that would read the same are one."""
    facts = news_facts(contact, now)
    found = [
        *_advice(facts),
        *_recommended(facts),
        *_introduced(facts),
        *(_bullet("promise", pk, {"title": what}, (what,)) for pk, what in facts.promises),
        *_achievements(facts),
        *(_rotation(*row) for row in facts.rotations),
        *_story(facts),
    ]
    return list({one.sentence: one for one in reversed(found)}.values())[::-1][:MOST]


def _bullet(kind: str, pk: int, known: dict[str, str], pieces: tuple[str, ...] = (), **more: int) -> Bullet:
    entry = news(kind)
    lines = {name: brief(" ".join(words.split()), LINE) for name, words in known.items()}
    return Bullet(f"{kind}-{pk}", entry.title, fill(entry.words, lines, SLOTS), pieces, **more)


def _advice(facts: NewsFacts) -> list[Bullet]:
    return [
        _bullet(
            "advice",
            pk,
            {"advice": what, "outcome": outcome},
            _runs(outcome),
            advice=pk,
            follow_up=owed or 0,
        )
        for pk, what, outcome, owed in facts.advice
    ]


def _runs(text: str) -> tuple[str, ...]:
    """The first and the last words of it: either shows that it is told."""
    words = text.rstrip(" .").split()
    return (" ".join(words[:RUN]), " ".join(words[-RUN:])) if len(words) >= RUN else ()


def _recommended(facts: NewsFacts) -> list[Bullet]:
    """One for each event, for all I met there because they said so (P38)."""
    made = []
    for event, rows in groupby(facts.recommended, key=lambda row: row[0]):
        there = list(rows)[:MOST_NAMED]
        people = [_Named(*row[3:6]) for row in there if not row[6]]
        programs = [row[6] for row in there if row[6]]
        met = [f"met {listed([full_name(one) for one in people])}"] if people else []
        met += [f"talked to {listed(programs)}"] if programs else []
        pieces = (*(name for one in people for name in _names(one)), *programs)
        known = {"met": " and ".join(met), "event": there[0][1]}
        made.append(_bullet("recommended", event, known, pieces, follow_up=there[0][2] or 0))
    return made


def _introduced(facts: NewsFacts) -> list[Bullet]:
    """Whom they introduced me to, unless they recommended them too and it is told as that."""
    told = {tuple(row[3:6]) for row in facts.recommended}
    rows = [row for row in facts.introduced if tuple(row[1:4]) not in told]
    return [
        _bullet(
            "introduced",
            pk,
            {"person": full_name(_Named(prefix, given, family)), "event": event or ""},
            _names(_Named(prefix, given, family)),
        )
        for pk, prefix, given, family, event, _ in rows
    ]


def _names(one: _Named) -> tuple[str, str]:
    return full_name(one), short_name(one)


def _achievements(facts: NewsFacts) -> list[Bullet]:
    return [
        _bullet(kind, pk, {"title": title, "place": place}, (title,))
        for pk, kind, title, place in facts.achievements
    ]


def _rotation(pk: int, name: str, ends_on: str, is_over: bool) -> Bullet:
    last = date.fromisoformat(ends_on)
    kind = "rotation_ended" if is_over else "rotation_begun"
    return _bullet(kind, pk, {"title": name} | ({} if is_over else {"day": f"{last.day} {last:%B}"}), (name,))


def _story(facts: NewsFacts) -> list[Bullet]:
    """The four fields change once a year; only one that reads otherwise than before is news (P15)."""
    if not facts.story:
        return []
    pk, grow, done, grew, did = facts.story
    fields: tuple[tuple[str, Any, Any], ...] = (("grow", grow, grew), ("done", done, did))
    return [_bullet(kind, pk, {kind: new}) for kind, new, old in fields if new and new != old]
