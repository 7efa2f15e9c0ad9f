"""Each guard of the sweep, the weekly moment and the clocks taken out; a scenario must see it."""

from __future__ import annotations

from tests.faults import broker_away, mid_chunk, ringing, skews, year_figures
from tests.faults.mutants import DROP, Mutant

SWEEP, WEEKS, WINDOWS, DIGEST = (
    "followups/sweep.py",
    "followups/weeks.py",
    "followups/windows.py",
    "followups/digest.py",
)
DUE = "    WHERE notice_at <= %(now)s\n"
NO_KEY = DROP.format("followups_reminder", "reminder_raised_once")
UNLOCKED = (
    (SWEEP, "    FOR UPDATE SKIP LOCKED\n", ""),
    (SWEEP, "    ON CONFLICT (follow_up_id, stage) DO NOTHING\n", ""),
)
QUICK = (("kills", 0), ("seconds", 6), ("patience", 3))
# The order of the peers: what is due is marked and committed, and only then raised.
MARK_THEN_RAISE = '''            cursor.execute(
                """UPDATE followups_followup f SET notice_at = NULL FROM (
                SELECT id FROM followups_followup WHERE notice_at <= %s LIMIT %s FOR UPDATE SKIP LOCKED
                ) due WHERE f.id = due.id RETURNING f.id""", [moment, CHUNK])
            ids = [pk for (pk,) in cursor.fetchall()]
            cursor.execute("BEGIN")
            cursor.execute(
                """INSERT INTO followups_reminder (owner_id, follow_up_id, stage, raised_at)
                SELECT owner_id, id, CASE WHEN late_at <= now() THEN 'late' WHEN due_at <= now() THEN 'due'
                ELSE 'opened' END, now() FROM followups_followup WHERE id = ANY(%s)
                ON CONFLICT (follow_up_id, stage) DO NOTHING""", [ids])
            cursor.execute("COMMIT")
'''
RINGS_ITSELF = """        kept = keep(user, form, now)
        __import__("followups.tasks", fromlist=["sweep"]).sweep.delay()
"""
# Chatham's clock skips 2:45 to 3:45, Lord Howe's half an hour; others repeat an hour.
SPRING, AUTUMN = ("2027-03-08", "2027-04-11"), ("2027-09-20", "2027-11-14")

MUTANTS = [
    Mutant("no SKIP LOCKED and no unique key", UNLOCKED, ringing.raced, (("before", NO_KEY), ("kills", 0))),
    Mutant("due at the very moment only", ((SWEEP, DUE, DUE.replace("<=", "=")),), ringing.raced, QUICK),
    Mutant(
        "a lower bound on due",
        ((SWEEP, DUE, DUE.replace("\n", " AND notice_at > %(now)s - interval '2 minutes'\n")),),
        ringing.raced,
        QUICK,
    ),
    Mutant(
        "marked in one transaction, raised in another",
        (
            (SWEEP, "transaction.atomic(), connection.cursor()", "connection.cursor()"),
            (SWEEP, '            cursor.execute(RAISE, {"now": moment, "chunk": CHUNK})\n', MARK_THEN_RAISE),
            (
                SWEEP,
                "            raised, moved = cursor.fetchone()\n",
                "            raised = moved = len(ids)\n",
            ),
        ),
        ringing.raced,
    ),
    Mutant(
        "a window is deleted without its lock",
        (("followups/planning.py", "stale.select_for_update().order_by", "stale.order_by"),),
        mid_chunk.pressed,
    ),
    Mutant(
        "a pause locks the key of its owner",
        (("followups/pauses.py", 'of=("self",), no_key=True', 'of=("self",), no_key=False'),),
        mid_chunk.pressed,
    ),
    Mutant(
        "the second of two same hours",
        ((WINDOWS, "wall.replace(tzinfo=zone, fold=0)", "wall.replace(tzinfo=zone, fold=1)"),),
        year_figures.lived,
        (("days", AUTUMN),),
    ),
    Mutant(
        "an hour that is skipped is taken as it stands",
        ((WINDOWS, "    return high.astimezone(wall.tzinfo)", "    return wall"),),
        year_figures.lived,
        (("days", AUTUMN),),
    ),
    Mutant(
        "the week by Greenwich",
        (
            (
                WEEKS,
                "year, week, _ = day.isocalendar()",
                "year, week, _ = local(day, hour, zone).isocalendar()",
            ),
        ),
        year_figures.lived,
        (("days", SPRING),),
    ),
    Mutant(
        "the first minutes of the hour only",
        ((DIGEST, "moment - catch_up()}", "moment - catch_up() / 960}"),),
        year_figures.lived,
        (("days", SPRING),),
    ),
    Mutant(
        "weeks before it was switched on",
        ((DIGEST, "    AND u.digest_since <= g.moment\n", ""),),
        year_figures.lived,
        (("days", AUTUMN), ("moving", True)),
    ),
    Mutant(
        "the sweep reads the host's clock",
        (("web/clock.py", "    return moment\n", "    return now()\n"),),
        skews.skewed,
    ),
    Mutant(
        "a page rings the bell itself",
        (("dashboard/capturing.py", "        kept = keep(user, form, now)\n", RINGS_ITSELF),),
        broker_away.aways,
    ),
]
