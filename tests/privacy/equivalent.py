"""Look-ups whose owner can be taken out without any difference, each with the reason why none can show.

POINTS: every foreign key leads from a row to a row of the same owner. The crawl counts the exceptions after
each request (`holders.strays`) and finds none, so a row that hangs on one of mine is mine.

`make seeded` prints these apart, and fails when one of them is caught after all, or is not there any more.
"""

from __future__ import annotations

FACTS = "dashboard/person_facts.py:"
TAKING = "dashboard/taking_tables.py:"
PINNED = "POINTS: the same statement asks for rows of one contact, which the view has looked up by its owner."
KEYED = "POINTS: the rows are put into a dict by {}, and only those of the owner's own are read from it."
CHOSEN = "Reached only with an id from a look-up of the same form that is limited to the owner itself."

EQUIVALENT: dict[str, str] = {
    f"{FACTS}ROLES: owner_id = %(owner)s": PINNED,
    f"{FACTS}WAYS: owner_id = %(owner)s": PINNED,
    f"{FACTS}INTRODUCTION: n.owner_id = %(owner)s": PINNED,
    f"{FACTS}MEETINGS: p.owner_id = %(owner)s": PINNED,
    f"{FACTS}OWED: owner_id = %(owner)s": PINNED,
    "dashboard/person.py:person_context: .owned_by(user)": PINNED,
    "dashboard/person.py:role_end: .owned_by(request.user)": PINNED,
    "interactions/forms.py:may_close: .owned_by(self.user)": (
        "POINTS: every branch asks for what is owed to the people chosen, found by `PeopleField` among mine."
    ),
    "interactions/event_day.py:rows: owner=event.owner_id,": (
        "POINTS: asks for follow-ups with the people of my event's own touches."
    ),
    "interactions/recording.py:forget_people: .owned_by(interaction.owner)": (
        "POINTS: asks for the touches of a contact of my own touch."
    ),
    "dashboard/today.py:today_section: .owned_by(request.user)": (
        "POINTS: asks for the reminders of the rows shown, which `in_order` has found among mine."
    ),
    "dashboard/capture_form.py:_clean_person: .owned_by(self.user)": CHOSEN,
    "interactions/event_forms.py:person: .owned_by(self.user)": CHOSEN,
    "interactions/forms.py:person: .owned_by(self.user)": CHOSEN,
    "dashboard/keeping.py:_introducer: .owned_by(user)": CHOSEN,
    "dashboard/people.py:_list: .owned_by(user)": "Asks for ids that `near_misses` found among my people.",
    "dashboard/welcome.py:_kept: .owned_by(request.user)": (
        "The id stands in my session, on the server; only `_save_met` puts it there, of a touch made for me."
    ),
    f"{TAKING}_interactions: owner=user": KEYED.format("touch"),
    f"{TAKING}_interactions: owner=user (2)": KEYED.format("event"),
    f"{TAKING}_ways: owner=user": KEYED.format("contact"),
    f"{TAKING}_roles: owner=user": KEYED.format("contact"),
    f"{TAKING}_promises: owner=user": KEYED.format("touch"),
    "followups/resting.py:blocks_of: owner__in=ids": KEYED.format("owner"),
    "followups/backoff.py:UNANSWERED: d.owner_id = ANY(%s)": KEYED.format("owner"),
    "followups/digest.py:UNASKED: r.user_id = u.id": (
        "A week has a row only where UNSETTLED found a resident, whose row goes with the account alone."
    ),
    "programs/new_year.py:undo: program=program, (2)": (
        "Asks for the keys in this program's own `RollOver.before`, where `roll_over` put its rows alone."
    ),
    "followups/sent_mail.py:_lines: .owned_by(user)": "Read by ids that `_everything` found among mine.",
    "followups/sent_mail.py:_lines: .owned_by(user) (2)": "Read by ids that `_everything` found among mine.",
    "followups/today.py:in_order: .owned_by(user)": "Read by ids that `ranked` has found among mine.",
    "followups/today.py:RANKED: owner_id = %(owner)s": (
        "POINTS: a list of contacts in the trash, which my follow-ups must not be with; theirs never are."
    ),
    "followups/resting.py:SETTLE: owner_id = %s": (
        "Only locks the contacts in their order; nothing is read from them or written to them."
    ),
    "followups/rotating.py:remove: .owned_by(owner)": (
        "Both callers hand over ids they have found among mine: `_mine` and `_take_back`."
    ),
    "programs/enrolling.py:change: .of(resident.program)": (
        "Asks for the key of a row that the view has looked up in this very program."
    ),
    "programs/enrolling.py:leave: .of(resident.program)": (
        "Asks for the key of a row, in the program that this row names itself."
    ),
    "programs/exports.py:_held: enrollment__program=program,": KEYED.format("enrollment"),
    "programs/sharing.py:_locked: .active_for(row.user)": (
        "Asks for the key of a row, with the user whom this row names itself."
    ),
    "programs/meetings.py:countable: .active_for(user)": (
        "`projection.met` then asks for a touch of the row's own user: rows of the touch's owner are left."
    ),
    "programs/roster.py:ROWS: program_id = %(program)s (2)": (
        "POINTS: joined by enrollment to the rows of this program."
    ),
    "programs/roster.py:ADVISORS: program_id = %(program)s": (
        "POINTS: asks for what is muted of one advisor of this program."
    ),
    "programs/projection.py:SEATED: t.owner_id = h.user_id": (
        "POINTS: the next line joins the role's contact and says `c.owner_id = h.user_id`."
    ),
    "programs/projection.py:SEATED: c.owner_id = h.user_id": (
        "POINTS: the role was joined by `t.owner_id = h.user_id`, and this is its contact."
    ),
    "programs/projection.py:DRAWN: a.owner_id = h.user_id": (
        "POINTS: asks for parts in meetings of the contacts that SEATED has found for this resident."
    ),
    "programs/projection.py:RELATIONSHIPS: t.owner_id = e.user_id": (
        "POINTS: asks for the roles of a contact that was joined by `c.owner_id = e.user_id`."
    ),
    "programs/projection.py:PRESENT: a.owner_id = i.owner_id": "POINTS: joins the people of one touch.",
    "programs/views/alerts.py:_muted: program=program,": (
        "Only what is found under its kind and row among this program's own alerts is shown."
    ),
    "programs/views/invitations.py:invitation_links: program.invitations": (
        "Asks for keys from my session, on the server, where only links I just made for this program stand."
    ),
}  # fmt: skip
