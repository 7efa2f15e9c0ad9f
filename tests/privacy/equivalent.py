"""Look-ups whose owner can be taken out without any difference, each with the reason why none can show.

POINTS: every foreign key leads from a row to a row of the same owner. The crawl counts the exceptions after
each request (`holders.strays`) and finds none, so a row that hangs on one of mine is mine.

`make seeded` prints these apart, and fails when one of them is caught after all, or is not there any more.
"""

from __future__ import annotations

OF_ONE_PERSON = """
dashboard/naming.py:_take_back: .owned_by(request.user)
dashboard/waiting.py:waits_with: .owned_by(user)
dashboard/waiting.py:waits_with: .owned_by(user) (2)
dashboard/waiting.py:waits_with: .owned_by(user) (3)
dashboard/waiting.py:waits_with: .owned_by(user) (4)
dashboard/waiting.py:waits_with: .owned_by(user) (5)
dashboard/story_undo.py:_advisors: .owned_by(user) (2)
dashboard/advice_lines.py:ADVICE: owner_id = %(owner)s
dashboard/beside.py:SEATED: c.owner_id = %(owner)s
dashboard/giving_facts.py:GOOD_TURNS: owner_id = %(owner)s
dashboard/giving_facts.py:TOLD_OF: owner_id = %(owner)s
dashboard/how_met_facts.py:DOWN: m.owner_id = %(owner)s
dashboard/how_met_facts.py:DOWN: n.owner_id = %(owner)s
dashboard/how_met_facts.py:UP: i.owner_id = %(owner)s
dashboard/how_met_facts.py:UP: n.owner_id = %(owner)s
dashboard/person_facts.py:LETTERS: owner_id = %(owner)s
dashboard/person_facts.py:TOUCHED: p.owner_id = %(owner)s
dashboard/roles.py:role_edit: .owned_by(request.user)
dashboard/sponsoring.py:SPONSORED: g.owner_id = %(owner)s
interactions/advising.py:agree: owner=held.owner_id,
interactions/advising.py:told: owner=contact.owner_id,
interactions/advising.py:unreported: owner=contact.owner_id,
interactions/closing_views.py:_named_by: .owned_by(one.owner)
interactions/desk.py:desk: .owned_by(request.user) (2)
interactions/ending.py:left: owner=contact.owner_id,
interactions/good_turn_views.py:good_turns: .owned_by(request.user) (2)
interactions/hopes.py:HOPED: t.owner_id = %(owner)s
interactions/letter_facts.py:ADVICE: owner_id = %(owner)s
interactions/letter_facts.py:INTRODUCER: n.owner_id = %(owner)s
interactions/letter_facts.py:MEETING: p.owner_id = %(owner)s
interactions/letter_facts.py:PROMISE: owner_id = %(owner)s
interactions/letter_facts.py:RECOMMENDED: t.owner_id = %(owner)s
interactions/letter_facts.py:TOUCHES: p.owner_id = %(owner)s
interactions/letter_facts.py:WAYS: owner_id = %(owner)s
interactions/news_facts.py:ADVICE: d.owner_id = %(owner)s
interactions/news_facts.py:ADVICE: f.owner_id = d.owner_id
interactions/news_facts.py:INTRODUCED_BY: n.owner_id = %(owner)s
interactions/news_facts.py:INTRODUCED_BY: p.owner_id = n.owner_id
interactions/news_facts.py:PROMISES: owner_id = %(owner)s
interactions/news_facts.py:RECOMMENDED: f.owner_id = t.owner_id
interactions/news_facts.py:RECOMMENDED: p.owner_id = t.owner_id
interactions/news_facts.py:RECOMMENDED: t.owner_id = %(owner)s
interactions/occasions.py:occasion_of: .owned_by(user) (2)
interactions/occasions.py:occasion_of: .owned_by(user) (3)
interactions/occasions.py:taken_back: .owned_by(user) (2)
interactions/occasions.py:taken_back: owner=user,
interactions/occasions.py:taken_back: owner=user, (2)
interactions/pairings.py:under_way: .owned_by(user)
interactions/pairings.py:unmake: owner_id=pairing.owner_id,
interactions/write_acts.py:unsent: .owned_by(request.user) (2)
"""

OF_ONE_EVENT = """
interactions/plan_undo.py:_ask: owner=event.owner,
interactions/plan_undo.py:_read: owner=event.owner
interactions/plan_undo.py:_goals: owner=event.owner,
interactions/plan_undo.py:_listed: owner=event.owner,
dashboard/event_capture.py:event_held: .owned_by(request.user)
dashboard/event_capture.py:event_held: .owned_by(request.user) (2)
interactions/after_views.py:_owed: owner=event.owner_id,
interactions/day_goals.py:progress_of: owner=event.owner_id,
interactions/event_day.py:attended: owner=event.owner_id
interactions/event_day.py:attended: owner=event.owner_id,
interactions/event_day.py:owed_of: owner=event.owner_id,
interactions/goal_views.py:goals_proposed: owner=request.user,
interactions/goal_views.py:my_goal: .owned_by(request.user)
interactions/goals.py:met: owner=self.event.owner_id,
interactions/goals.py:programs: owner=self.event.owner_id,
interactions/goals.py:progress: owner=event.owner_id,
interactions/goals.py:promised: owner=self.event.owner_id,
interactions/goals.py:questions: owner=self.event.owner_id,
interactions/hoped.py:_there: owner=event.owner_id,
interactions/hoped.py:hoped: .owned_by(event.owner)
interactions/plan_forms.py:__init__: .owned_by(user)
interactions/plan_forms.py:clean_program: owner=self.user,
interactions/presentation_forms.py:__init__: .owned_by(event.owner)
interactions/presentation_forms.py:_place: .owned_by(event.owner)
interactions/programme.py:same_wall: owner=event.owner_id,
interactions/programme.py:sessions: owner=event.owner_id,
interactions/programme.py:take: owner=event.owner_id,
interactions/queue.py:queue: owner=event.owner_id,
interactions/recap.py:meet: .owned_by(owner)
interactions/recommended.py:met_by_mentor: owner=OuterRef("owner"),
interactions/session_views.py:my_session: .owned_by(request.user)
interactions/tap_views.py:event_asked: .owned_by(request.user)
interactions/tap_views.py:event_met: .owned_by(request.user)
interactions/tap_views.py:event_said: .owned_by(request.user)
interactions/target_views.py:my_target: .owned_by(request.user)
interactions/yields.py:ASKED: owner_id = %(owner)s
interactions/yields.py:NO_REPLY: t.owner_id = %(owner)s
interactions/yields.py:SPOKEN: i.owner_id = %(owner)s
interactions/yields.py:TALKED: owner_id = %(owner)s
interactions/yields.py:yield_of: owner=event.owner_id,
"""

OF_ONE_ROW = """
dashboard/story_undo.py:_seated: owner=user
dashboard/story_undo.py:_belong: contact__owner=user,
dashboard/story_undo.py:_belong: owner=user,
dashboard/terms.py:_keep_people: .owned_by(user)
dashboard/story_rows.py:achievement_delete: .owned_by(user) (2)
dashboard/story_rows.py:achievement_delete: owner=user,
dashboard/story_rows.py:change: owner=request.user,
dashboard/terms.py:_settle: owner=request.user
followups/reporting.py:told: owner=owner_id,
interactions/advising.py:reported: owner=follow_up.owner_id,
interactions/closing_views.py:_context: .owned_by(one.owner)
interactions/group_views.py:group_edit: owner=request.user,
interactions/presentation_views.py:presentation: .owned_by(request.user) (2)
interactions/presentation_views.py:presentation: owner=request.user,
"""

OF_THE_BOARD = """
dashboard/board_facts.py:FRESH: owner_id = %(owner)s
dashboard/board_facts.py:OWED: f.owner_id = %(owner)s
dashboard/board_facts.py:PEOPLE: c.owner_id = %(owner)s
dashboard/board_facts.py:MET: p.owner_id = %(owner)s
dashboard/board_terms.py:HELD: c.owner_id = %(owner)s
dashboard/board_terms.py:HELD: t.owner_id = %(owner)s
dashboard/board_terms.py:SHOWN: t.owner_id = %(owner)s
dashboard/board_terms.py:SHOWN: c.owner_id = %(owner)s
"""

SIGNED = """
dashboard/keeping.py:take_back: .owned_by(user) (3)
dashboard/story_undo.py:_gone: owner=user (2)
dashboard/story_undo.py:_gone: owner=user,
dashboard/story_undo.py:_looked: user=user,
followups/mail_rhythm_views.py:_former: .owned_by(user)
"""

CHOSEN_AGAIN = """
dashboard/graduation.py:graduation_advisors: .owned_by(user)
interactions/closing_forms.py:_contact: .owned_by(self.user)
interactions/one_of_mine.py:one_of_mine: .owned_by(user)
interactions/plan_forms.py:_recommender: .owned_by(self.user)
interactions/recap.py:choose: .owned_by(owner)
"""

FACTS = "dashboard/person_facts.py:"
TAKING = "dashboard/taking_tables.py:"
PINNED = "POINTS: the same statement asks for rows of one contact, which the view has looked up by its owner."
KEYED = "POINTS: the rows are put into a dict by {}, and only those of the owner's own are read from it."
CHOSEN = "Reached only with an id from a look-up of the same form that is limited to the owner itself."

ALONE: dict[str, str] = {
    f"{FACTS}ROLES: owner_id = %(owner)s": PINNED,
    f"{FACTS}WAYS: owner_id = %(owner)s": PINNED,
    f"{FACTS}MEETINGS: p.owner_id = %(owner)s": PINNED,
    f"{FACTS}OWED: owner_id = %(owner)s": PINNED,
    "dashboard/timeline.py:TOUCHES: p.owner_id = %(owner)s": PINNED,
    "dashboard/roles.py:role_end: .owned_by(request.user)": PINNED,
    "interactions/forms.py:may_close: .owned_by(self.user)": (
        "POINTS: every branch asks for what is owed to the people chosen, found by `PeopleField` among mine."
    ),
    "interactions/taking_part.py:forget_people: .owned_by(interaction.owner)": (
        "POINTS: asks for the introductions made by the people of my own touch."
    ),
    "interactions/taking_part.py:forget_people: .owned_by(interaction.owner) (2)": (
        "POINTS: asks for the people of my own touch, and for those they and my touch name."
    ),
    "interactions/taking_part.py:forget: .owned_by(contact.owner)": (
        "POINTS: asks for the touches of a contact that each caller has found among mine."
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
    "dashboard/picture_facts.py:THROUGH: owner_id = %(owner)s": KEYED.format("person"),
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
    "programs/new_year.py:undo: program=program,": (
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
TURNS = "Everybody's turn comes; this leaves to another worker whoever it holds at that moment."
ALONE |= {
    "interactions/blocks.py:_close: owner__in=owners": TURNS,
    "interactions/ending.py:close_over: owner__in=held": TURNS,
    "dashboard/how_met.py:_came_through: owner_id=one.owner_id,": KEYED.format("person"),
    'interactions/blocks.py:_owners: owner=OuterRef("pk")': (
        "Says whose turn it is; what is then closed is asked for by owner again, in `_close`."
    ),
    "interactions/occasions.py:taken_back: .owned_by(user)": (
        "What is deleted for a reading names the user and the people of my own touch besides."
    ),
    "interactions/occasions.py:taken_back: .owned_by(user) (3)": (
        "Only what was made in the very moment of my own touch is unmade."
    ),
    'interactions/ending.py:_owners: owner=OuterRef("pk"),': (
        "Says whose turn it is; what is then closed is asked for by owner again, in `close_over`."
    ),
}
MANY = {
    "POINTS: asks for rows of one person, whom the view has looked up by their owner.": OF_ONE_PERSON,
    "POINTS: asks for rows of one event, which the view has looked up by its owner.": OF_ONE_EVENT,
    "POINTS: asks for rows of one row, which the view has looked up by its owner.": OF_ONE_ROW,
    "POINTS: the statement limits people to the owner's outside and inside; the rest is read by them.": (
        OF_THE_BOARD
    ),
    "The words are signed for this one user, and name rows that were found among theirs.": SIGNED,
    CHOSEN: CHOSEN_AGAIN,
}
EQUIVALENT = ALONE | {name: why for why, names in MANY.items() for name in names.strip().splitlines()}
