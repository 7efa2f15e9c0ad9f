"""Everything since the last touch with somebody, in one statement: six look-ups cost six times."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db import connection

from contacts.models import Contact

# What was written down later than it happened is still news, unless it is older than this.
LOOK_BACK = timedelta(days=183)
# Whom they introduced me to stays theirs for a year.
INTRODUCED = timedelta(days=365)
ADVICE = """
SELECT json_agg(json_build_array(a.id, a.what, a.outcome, a.owed)
    ORDER BY a.outcome_on DESC NULLS LAST, a.id DESC)
FROM (
    SELECT d.id, left(d.what, 600) AS what, left(d.outcome, 600) AS outcome, d.outcome_on,
        (SELECT f.id FROM followups_followup f WHERE f.owner_id = d.owner_id AND f.contact_id = d.contact_id
            AND f.basis = 'close_loop' AND f.occurrence = 'advice:' || d.id AND f.closed_at IS NULL) AS owed
    FROM interactions_advice d
    WHERE d.owner_id = %(owner)s AND d.contact_id = %(contact)s AND d.reported_at IS NULL
        AND d.outcome <> '' AND d.status <> 'declined'
    ORDER BY d.outcome_on DESC NULLS LAST, d.id DESC LIMIT 4) a
"""
# Met at the event since the last touch, or still owed a word about; a program is talked to.
RECOMMENDED = """
SELECT json_agg(json_build_array(
        m.event_id, m.event, m.owed, m.prefix, m.given_name, m.family_name, m.program)
    ORDER BY m.event_id DESC, m.at, m.id)
FROM (
    SELECT t.id, t.event_id, e.name AS event, c.prefix, c.given_name, c.family_name, t.program,
        coalesce(i.at, t.talked_at) AS at, f.id AS owed
    FROM interactions_target t JOIN interactions_event e ON e.id = t.event_id
        LEFT JOIN contacts_contact c ON c.id = t.contact_id
        LEFT JOIN followups_followup f ON f.owner_id = t.owner_id AND f.contact_id = t.recommended_by_id
            AND f.basis = 'close_loop' AND f.occurrence = 'event:' || e.id AND f.closed_at IS NULL
        LEFT JOIN LATERAL (SELECT x.at FROM interactions_participant p
            JOIN interactions_interaction x ON x.id = p.interaction_id
            WHERE p.owner_id = t.owner_id AND p.contact_id = t.contact_id AND x.event_id = t.event_id
                AND x.status = 'held' AND x.deleted_at IS NULL AND x.kind <> 'email'
            ORDER BY x.at LIMIT 1) i ON true
    WHERE t.owner_id = %(owner)s AND t.recommended_by_id = %(contact)s
        AND t.contact_id IS DISTINCT FROM %(contact)s AND c.trashed_at IS NULL
        AND coalesce(i.at, t.talked_at) <= %(now)s
        AND (coalesce(i.at, t.talked_at) > %(at)s OR f.id IS NOT NULL)
    ORDER BY t.event_id DESC, coalesce(i.at, t.talked_at), t.id LIMIT 12) m
"""
INTRODUCED_BY = """
SELECT json_agg(json_build_array(m.id, m.prefix, m.given_name, m.family_name, m.event, m.contact)
    ORDER BY m.at DESC, m.id DESC)
FROM (
    SELECT n.id, c.prefix, c.given_name, c.family_name, i.at, i.event, c.id AS contact
    FROM contacts_introduction n JOIN contacts_contact c ON c.id = n.introduced_id AND c.trashed_at IS NULL
        JOIN LATERAL (SELECT x.at, e.name AS event FROM interactions_participant p
            JOIN interactions_interaction x ON x.id = p.interaction_id
            LEFT JOIN interactions_event e ON e.id = x.event_id
            WHERE p.owner_id = n.owner_id AND p.contact_id = n.introduced_id
                AND x.status = 'held' AND x.deleted_at IS NULL AND x.kind <> 'email' AND x.at > %(at)s
            ORDER BY x.at DESC LIMIT 1) i ON true
    WHERE n.owner_id = %(owner)s AND n.introducer_id = %(contact)s AND n."on" > %(introduced)s
    ORDER BY i.at DESC, n.id DESC LIMIT 4) m
"""
PROMISES = """
SELECT json_agg(json_build_array(p.id, p.what) ORDER BY p.closed_at DESC, p.id DESC)
FROM (SELECT id, what, closed_at FROM followups_followup
    WHERE owner_id = %(owner)s AND contact_id = %(contact)s AND basis = 'promise' AND outcome = 'done'
        AND closed_at > %(at)s AND what <> ''
    ORDER BY closed_at DESC, id DESC LIMIT 3) p
"""
ACHIEVEMENTS = """
SELECT json_agg(json_build_array(a.id, a.kind, a.title, a.place) ORDER BY a."on" DESC, a.id DESC)
FROM (SELECT id, kind, title, place, "on" FROM residents_achievement
    WHERE owner_id = %(owner)s AND "on" <= %(today)s
        AND ("on" > %(day)s OR created_at > %(at)s AND "on" > %(back)s)
    ORDER BY "on" DESC, id DESC LIMIT 5) a
"""
# On the day of the last touch a block that ends then is not over yet, and one that begins then was told.
ROTATIONS = """
SELECT json_agg(json_build_array(r.id, r.name, r.ends_on, r.is_over) ORDER BY r.ends_on DESC, r.id DESC)
FROM (SELECT id, name, ends_on, ends_on < %(today)s AS is_over FROM residents_rotation
    WHERE owner_id = %(owner)s AND starts_on <= %(today)s AND ends_on >= %(day)s
        AND (ends_on < %(today)s OR starts_on > %(day)s)
    ORDER BY ends_on DESC, id DESC LIMIT 3) r
"""
# The newest narrative when it was written since, with what the one before it said.
STORY = """
SELECT json_build_array(n.id, n.grow, n.done, b.grow, b.done)
FROM (SELECT id, year, grow, done, written_on FROM residents_narrative
        WHERE owner_id = %(owner)s ORDER BY year DESC LIMIT 1) n
    LEFT JOIN LATERAL (SELECT o.grow, o.done FROM residents_narrative o
        WHERE o.owner_id = %(owner)s AND o.year < n.year ORDER BY o.year DESC LIMIT 1) b ON true
WHERE n.written_on > %(day)s
"""
PARTS = (ADVICE, RECOMMENDED, INTRODUCED_BY, PROMISES, ACHIEVEMENTS, ROTATIONS, STORY)
FACTS = "SELECT " + ", ".join(f"({part})" for part in PARTS)


class NewsFacts(NamedTuple):
    """The rows of each kind, the newest first."""

    advice: list[Any]
    recommended: list[Any]
    introduced: list[Any]
    promises: list[Any]
    achievements: list[Any]
    rotations: list[Any]
    story: list[Any]


def since(contact: Contact) -> datetime:
    """The last touch, or the day they were added."""
    return contact.last_touch_at or contact.created_at


def news_facts(contact: Contact, now: datetime) -> NewsFacts:
    """What happened since; the caller knows whose contact it is, and `contact.owner` is set."""
    zone, at = contact.owner.zone, since(contact)
    day: date = at.astimezone(zone).date()
    given: dict[str, Any] = {
        "owner": contact.owner_id,
        "contact": contact.pk,
        "now": now,
        "today": now.astimezone(zone).date(),
        "at": at,
        "day": day,
        "back": day - LOOK_BACK,
        "introduced": day - INTRODUCED,
    }
    with connection.cursor() as cursor:
        cursor.execute(FACTS, given)
        return NewsFacts(*(part or [] for part in cursor.fetchone()))
