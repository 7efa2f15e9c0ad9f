"""Whoever opened a door may be called a sponsor too (P3): a part of the person page's one statement."""

from __future__ import annotations

from interactions.models import GoodTurn

# The last such act of somebody who never was a sponsor, and whether they are a mentor today.
SPONSORED = """
SELECT json_build_array(g.kind, g.what, EXISTS (
        SELECT 1 FROM contacts_roleterm m
        WHERE m.contact_id = %(contact)s AND m.role = 'mentor' AND m.ends_on IS NULL))
FROM interactions_goodturn g
WHERE g.owner_id = %(owner)s AND g.contact_id = %(contact)s
    AND g.kind IN ('nominated', 'recommended', 'opened')
    AND NOT EXISTS (
        SELECT 1 FROM contacts_roleterm t WHERE t.contact_id = %(contact)s AND t.role = 'sponsor')
ORDER BY g.on DESC, g.id DESC LIMIT 1
"""
WORDS = {kind.value: str(kind.label).replace(" me", " you") for kind in GoodTurn.BY_THEM}


def sponsored(name: str, act: tuple[str, str, bool] | None) -> str:
    """“Dr. Lindqvist nominated you (teaching award). …”; "" when nothing is to offer."""
    if act is None:
        return ""
    kind, what, is_mentor = act
    for_what = f" ({what.rstrip('.')})" if what else ""
    stays = f"{name} stays a mentor." if is_mentor else "The other roles stay as they are."
    return f"{name} {WORDS[kind]}{for_what}. Opening doors is what a sponsor does. {stays}"
