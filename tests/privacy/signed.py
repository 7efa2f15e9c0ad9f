"""Words that take something back, signed by the house, with somebody else's ids in them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core import signing
from django.db.models import Model
from django.urls import reverse

from contacts.models import Membership, RoleTerm
from dashboard import board, keeping, rotations
from interactions import one_go_views, plan_undo
from interactions.models import Advice, GoodTurn, GroupMember, Interaction, Reading, Target
from residents.models import Achievement, Affiliation
from tests.conftest import START
from tests.privacy.asks import Ask
from tests.privacy.lively import DAY, TODAY
from tests.privacy.world import World
from web.undoing import said

Ids = dict[str, Any]
# A row that is not there any more.
GONE = 999


def sealed(world: World, role: str, viewer: str, other: str) -> Iterator[Ask]:
    """Words that take something back, signed by the house."""
    mine, theirs = world.people[viewer], world.people[other]
    own, foreign = mine.ids, theirs.ids
    told: list[tuple[str, list[Any]]] = []
    for touch, new, promised in (
        (foreign["touch"], [], []), (own["touch"], [foreign["grace"]], []), (0, [], [foreign["owed"][3]]),
        (own["touch"], [], [foreign["owed"][3]]),
    ):  # fmt: skip
        told.append(("capture_undo", [signing.dumps([touch, new, promised], salt=keeping.UNDO_SALT)]))
    many = signing.dumps([foreign["touch"]], salt=one_go_views.UNDO_SALT, compress=True)
    told.append(("event_people_undo", [own["today_event"], many]))
    salt, day = rotations._salt(mine.user), "2027-02-01"
    was = {"name": "Ward", "starts_on": day, "ends_on": day, "intensity": "light", "nights": False}
    was |= {"tells_anyway": False}
    block = foreign["rotation"]
    for words in ({"pk": block}, {"added": START.isoformat()}, {"pk": block, "was": was, "version": 1}):
        told.append(("rotation_undo", [signing.dumps(words, salt=salt, compress=True)]))
    told += [("story_undo", [_signed(one, f"story:{mine.user.pk}")]) for one in _of_me(own, foreign)]
    told += [("giving_undo", [_signed(one, f"giving:{mine.user.pk}")]) for one in _of_giving(own, foreign)]
    event = own["today_event"]
    told += [
        ("plan_undo", [event, _signed(one, f"plan:{mine.user.pk}:{event}")])
        for one in _of_a_plan(own, foreign)
    ]
    seat = signing.dumps([mine.user.pk, foreign["roleterm"]], salt=board.SALT)
    told.append(("board_seat_undo", [seat]))
    for name, arguments in told:
        yield Ask(role, viewer, "post", reverse(name, args=arguments), forged=True)


def _signed(told: Any, salt: str) -> str:
    return signing.dumps(told, salt=salt, compress=True)


def _row(model: type[Model], pk: int, **more: Any) -> dict[str, Any]:
    return said(model._default_manager.get(pk=pk)) | more


def _of_me(own: Ids, foreign: Ids) -> Iterator[dict[str, Any]]:
    """What is undone on Me: rows added, changed and deleted, a turn skipped, a meeting, a graduation."""
    for what in ("achievement", "affiliation", "group"):
        yield {"do": "added", "what": what, "pk": foreign[what], "version": 1}
    theirs = _row(Affiliation, foreign["committee"])
    yield {"do": "changed", "what": "affiliation", "was": theirs, "version": 1}
    council = _row(Affiliation, own["committee"], id=GONE)
    yield {"do": "gone", "what": "affiliation", "was": council, "members": [foreign["grace"]]}
    poster = _row(Achievement, own["poster"], id=GONE)
    told: dict[str, Any] = {"do": "gone", "what": "achievement", "was": poster}
    yield told | {"touches": [foreign["touch"]], "sessions": []}
    yield told | {"touches": [], "sessions": [foreign["talk"]]}
    member = GroupMember.objects.get(pk=foreign["member"])
    led = (member.led_on or TODAY).isoformat()
    yield {"do": "skipped", "pk": member.pk, "is": led, "on": None}
    logged = {"do": "met", "version": 1, "next_on": None, "is": led}
    yield logged | {"pk": foreign["club"], "touch": 0}
    yield logged | {"pk": own["club"], "touch": foreign["touch"]}
    yield logged | {"pk": own["club"], "touch": 0, "led": {"pk": member.pk, "on": None}}
    held = Interaction.objects.get(pk=foreign["touch"])
    yield {"do": "held", "pk": held.pk, "version": held.version, "at": held.at.isoformat()}
    rows = [said(member)]
    yield {"do": "seated", "pk": foreign["club"], "is": [], "rows": rows}
    here = GroupMember.objects.filter(group=own["club"], contact__trashed_at__isnull=True)
    names = sorted(one or 0 for one in here.values_list("contact", flat=True))
    yield {"do": "seated", "pk": own["club"], "is": names, "rows": rows}
    turns = [_row(GroupMember, own["member"], led_at_id=foreign["touch"])]
    yield {"do": "seated", "pk": own["club"], "is": names, "rows": turns}
    yield {"do": "belong", "pk": foreign["committee"], "is": [], "was": [own["grace"]]}
    known = Membership.objects.filter(affiliation=own["committee"]).values_list("contact", flat=True)
    yield {"do": "belong", "pk": own["committee"], "is": sorted(known), "was": [foreign["grace"]]}
    yield {"do": "rhythms", "was": [[foreign["grace"], 1, "check_in", None, None, None]]}
    ended = RoleTerm.objects.filter(contact=foreign["seated"], ends_on__isnull=False)
    on = (TODAY - 2 * DAY).isoformat()
    yield {"do": "advisors", "terms": [term.pk for term in ended], "on": on}
    for term in RoleTerm.objects.filter(pk=foreign["roleterm"]):
        yield {"do": "role_added", "is": said(term), "back": "/"}
        yield {"do": "role_ended", "is": said(term), "back": "/"}


def _of_giving(own: Ids, foreign: Ids) -> Iterator[dict[str, Any]]:
    """What is undone of good turns, readings, openings and introductions."""
    for what, kind in (("turn", "goodturn"), ("opening", "opportunity"), ("met", "introduction")):
        yield {"do": "added", "what": what, "pk": foreign[kind], "back": "/"}
    changed = {"do": "changed", "what": "reading", "was": {"title": "Sleep"}, "is": {}, "back": "/"}
    yield changed | {"pk": foreign["reading"]}
    turn = _row(GoodTurn, foreign["goodturn"], id=GONE)
    yield {"do": "deleted", "what": "turn", "was": turn, "back": "/"}
    advice = _row(Advice, own["advice"], id=GONE)
    for column, theirs in (("contact_id", foreign["grace"]), ("interaction_id", foreign["touch"])):
        yield {"do": "deleted", "what": "advice", "was": advice | {column: theirs}, "back": "/"}
    reading = _row(Reading, own["read"], id=GONE)
    told = {"do": "deleted", "what": "reading", "was": reading, "back": "/"}
    yield told | {"offers": [[foreign["grace"], TODAY.isoformat()]]}


def _of_a_plan(own: Ids, foreign: Ids) -> Iterator[dict[str, Any]]:
    """What is undone on a plan: a target taken off, an ask with the meeting that came of it."""
    names = [name for name in plan_undo.TARGET if name not in ("contact_id", "recommended_by_id")]
    was = plan_undo.kept(Target.objects.get(pk=own["to_meet"]), names) | {"id": GONE, "session_id": None}
    yield {"do": "target", "was": was | {"contact_id": foreign["grace"], "recommended_by_id": None}}
    whom = own["contact"]
    yield {"do": "target", "was": was | {"contact_id": whom, "recommended_by_id": foreign["grace"]}}
    asked = {"do": "ask", "was": {"id": own["to_meet"], "ask": ""}, "is": "asked"}
    yield asked | {"meeting": foreign["meeting"]}
