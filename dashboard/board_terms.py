"""Who sits at the board on a day, as parts of a statement: of each seat a few, and whoever is in many.

Without the few, somebody who gave hundreds a role would have all of them joined and drawn.
"""

from contacts.board import MANY

# The longest there first. Somebody in many seats is never left out, whatever their place.
IN_SEAT, IN_ROLE = 12, 6
# Whom the trash holds is looked up once: fewer are in it than are not.
HELD = """
SELECT t.id, t.role, t.starts_on, t.ends_on, t.contact_id FROM contacts_roleterm t
WHERE t.owner_id = %(owner)s AND t.starts_on <= %(on)s AND (t.ends_on IS NULL OR t.ends_on > %(on)s)
    AND NOT EXISTS (
        SELECT 1 FROM contacts_contact c
        WHERE c.id = t.contact_id AND c.owner_id = %(owner)s AND c.trashed_at IS NOT NULL)
"""
FIRST = """
SELECT h.* FROM unnest(%({roles})s::text[]) AS one, LATERAL (
    SELECT * FROM held WHERE role = one ORDER BY starts_on, id LIMIT {most}) h
"""
SITS = f"""
{FIRST.format(roles="seats", most=IN_SEAT)}
UNION SELECT * FROM held WHERE role = ANY(%(seats)s) AND contact_id IN (
    SELECT contact_id FROM held WHERE role = ANY(%(seats)s)
    GROUP BY contact_id HAVING count(*) >= {MANY})
"""  # noqa: S608  joined from constants
SEATED = f"held AS MATERIALIZED ({HELD}), sits AS MATERIALIZED ({SITS})"
# What those who sit are beside, the first of every other role, and who left each role last.
SHOWN = f"""
SELECT * FROM held WHERE contact_id IN (SELECT contact_id FROM sits)
UNION {FIRST.format(roles="beside", most=IN_ROLE)}
UNION SELECT l.* FROM unnest(%(seats)s::text[] || %(beside)s::text[]) AS one, LATERAL (
    SELECT t.id, t.role, t.starts_on, t.ends_on, t.contact_id FROM contacts_roleterm t
    WHERE t.owner_id = %(owner)s AND t.role = one AND t.ends_on <= %(on)s AND t.starts_on < t.ends_on
        AND NOT EXISTS (
            SELECT 1 FROM contacts_contact c
            WHERE c.id = t.contact_id AND c.owner_id = %(owner)s AND c.trashed_at IS NOT NULL)
    ORDER BY t.ends_on DESC, t.id DESC LIMIT 1) l
"""  # noqa: S608  joined from constants
