"""What a page does not offer by itself: words typed, links of mails, and signed words with forged ids.

Only this house can sign; that one of its links names somebody else's row would be its own mistake.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.urls import reverse

from followups.mail_links import Ticket, seal
from outbox import unsubscribing
from tests.conftest import START
from tests.privacy.asks import Ask
from tests.privacy.crawl import ASKED_AGAIN, TAKEN
from tests.privacy.lively import ADDRESS, ADVISOR, COMMON_KEY, DAY, HOUR, JULY, THEIR_KEY
from tests.privacy.signed import sealed
from tests.privacy.world import Person, World
from web.playbook import templates

LATER = JULY.isoformat()
ROWS = f"Ida Vale, {ADDRESS}, 2, Categorical, {ADVISOR}\nIvo Vale, ivo@example.org, 2, Categorical,"
BLOCKS = "Clinic, 20 Jul - 24 Jul 2026, light\nWard, 1 Mar - 9 Mar 2027, heavy"


def typed(world: World, role: str, viewer: str, other: str) -> Iterator[Ask]:
    """Everything of this role."""
    if role == "anonymous":
        yield from _links(world, role, viewer)
    elif role in ("resident", "stranger"):
        yield from _spoken(world, role, viewer, other)
        yield from sealed(world, role, viewer, other)
    elif role == "coordinator":
        yield from _at_desk(world, role, viewer)
    yield from _joins(world, role, viewer)
    if viewer in world.people and role != "operator":
        email = world.people[viewer].user.email
        # A form as it stands keeps the zone; what is owed moves with another.
        moved = {"name": ["Ama"], "time_zone": ["Asia/Tokyo"]}
        yield Ask(role, viewer, "post", reverse("account"), moved, own=True)
        # The last who keeps a roster hands it over first; the former one's own has nobody in it.
        yield Ask(role, viewer, "post", "/me/delete/", {"email": [email]}, own=True, verdict=TAKEN)
    if role == "advisor":
        yield Ask(role, "both", "get", f"/program/{world.programs['a'].pk}/", verdict=ASKED_AGAIN)


def _joins(world: World, role: str, viewer: str) -> Iterator[Ask]:
    """Links of a program, opened by somebody who has such a place elsewhere."""
    wanted = {
        "anonymous": ("a", "join", ""), "stranger": ("a", "join", TAKEN),
        "former staff": ("a", "staff_link", TAKEN), "advisor": ("b", "advisor_link", TAKEN),
    }  # fmt: skip
    if role not in wanted:
        return
    letter, link, verdict = wanted[role]
    path = f"/program/join/{world.of_program[letter][link]}/"
    of = f"coordinator_{letter}"
    yield Ask(role, viewer, "get", path, link_of=of, verdict=verdict)
    if verdict:
        data = {"account": [str(world.people[viewer].user.pk)], "it_is_me": ["on"]}
        yield Ask(role, viewer, "post", path, data, link_of=of, verdict=verdict)


def _links(world: World, role: str, viewer: str) -> Iterator[Ask]:
    """Links of mails to `named_a`: as they were sent, and as if one named somebody else's row."""
    mine, theirs = world.people["named_a"], world.people["named_b"]
    for one in (mine, theirs):
        for act, ticket in _tickets(mine, one):
            path = reverse(f"mail_{act}", args=[seal(act, ticket)])
            same: Any = {"link_of": "named_a", "own": one is mine, "forged": one is not mine}
            yield Ask(role, viewer, "get", path, **same)
            for key in ([], [str(THEIR_KEY)]) if act == "log" else ([],):
                data = {"kind": ["email"], "takeaway": ["Spoke briefly"], "key": key}
                yield Ask(role, viewer, "post", path, data, **same)
    stop = urlsplit(unsubscribing.link(mine.user.pk)).path
    for method in ("get", "post"):
        yield Ask(role, viewer, method, stop, link_of="named_a", own=True)
        yield Ask(role, viewer, method, f"{stop}?every=month", link_of="named_a", own=True)


def _tickets(owner: Person, whose: Person) -> Iterator[tuple[str, Ticket]]:
    """Every act of a mail, for rows of `whose`."""
    window, _, snoozed, promised, manual, late, closed = whose.ids["owed"]
    for act in ("done", "snooze", "dismiss", "log"):
        for item in (window, promised, closed):
            yield act, Ticket(owner.user.pk, item, START)
    yield "done", Ticket(owner.user.pk, manual, START)
    yield "log", Ticket(owner.user.pk, late, START)
    ended, comes_back = int((START - HOUR).timestamp()), int((START + (2 + whose.ids["n"]) * DAY).timestamp())
    yield "undo", Ticket(owner.user.pk, closed, START, ended)
    yield "undo", Ticket(owner.user.pk, snoozed, START, comes_back)
    yield "unlog", Ticket(owner.user.pk, whose.ids["touch"], START, 1)
    yield "resume", Ticket(owner.user.pk, whose.ids.get("running", 0), START)
    for act in ("pause_week", "pause_month", "weekly", "monthly"):
        yield act, Ticket(owner.user.pk, 0, START)
    yield "rhythm_undo", Ticket(owner.user.pk, 1, START, 2)


def _spoken(world: World, role: str, viewer: str, other: str) -> Iterator[Ask]:
    """Names and tags that others have too, and those that only others have."""
    words = {word: p.where for word, p in world.ledger.words.items() if p.viewers == {other}}
    names = [word for word, where in words.items() if where == "Contact.family_name"]
    alone = frozenset({viewer})
    mine = [word for word, p in world.ledger.words.items() if p == ("Contact.family_name", alone)]
    for name in ("Grace", names[0][:6], *(f"{word[:4]}w{word[5:]}" for word in mine[:1])):
        for path in ("/people/", "/log/"):
            yield Ask(role, viewer, "get", f"{path}?{urlencode({'q': name})}", own=True)
        yield Ask(role, viewer, "get", f"/capture/?{urlencode({'line': f'Met Dr. {name}'})}", own=True)
    event = world.people[viewer].ids["today_event"]
    for line in ("Met Grace", "Met Ida Vale, introduced by Grace", "Promised Grace the slides"):
        yield Ask(role, viewer, "post", "/capture/", {"line": [line]}, own=True)
        yield Ask(role, viewer, "post", "/capture/", {"line": [line], "show": ["1"]}, own=True)
    for lines in ("Grace", "Dr. Grace — spoke of a poster", "Ida Vale"):
        data = {"kind": ["met"], "lines": [lines]}
        yield Ask(role, viewer, "post", f"/events/{event}/people", data, own=True)
    for key in ([], [str(COMMON_KEY)]):
        data = {"name": ["Ida Vale"], "direction": ["senior"], "cadence": ["none"], "key": key}
        yield Ask(role, viewer, "post", "/people/new/", data, own=True)
    yield from _on_the_day(world, role, viewer)
    yield Ask(role, viewer, "post", "/me/rotations/paste/", {"lines": [BLOCKS]}, own=True)
    yield Ask(role, viewer, "post", "/me/pause/", {"resume": ["1"]}, own=True)


def _on_the_day(world: World, role: str, viewer: str) -> Iterator[Ask]:
    """Forms that a page shows after a tap only, or when something was left out."""
    ids = world.people[viewer].ids
    here = f"/events/{ids['today_event']}"
    said = {"takeaway": ["Spoke of sleep"], "version": ["1"], "meaningful": ["on"]}
    yield Ask(role, viewer, "post", f"{here}/said/{ids['touch']}", said, own=True)
    added = {"title": "Fellow", "takeaway": "Spoke of sleep", "version": "1", "touch_version": "1"}
    whom = ids["grace"]
    told = {f"add-{whom}-{name}": [value] for name, value in added.items()}
    yield Ask(role, viewer, "post", f"{here}/recap/{whom}", told, own=True)
    words = [p for p in world.ledger.words.items() if p[1] == ("Contact.family_name", frozenset({viewer}))]
    for name in (words[0][0], "Grace"):
        yield Ask(role, viewer, "post", f"/readings/{ids['read']}/share", {"who": [name]}, own=True)
    target, helper = f"target={ids['to_meet']}", ids["helper"]
    for path in (
        f"{here}/targets/new/?person={helper}", f"/write/{helper}/?template=introduce_me&{target}",
        f"/write/{ids['second'].pk}/?{target}", f"/write/{whom}/?reading={ids['read']}&template=article",
        *(f"/write/{whom}/?template={one.slug}" for one in templates()),
    ):  # fmt: skip
        yield Ask(role, viewer, "get", path, own=True)


def _at_desk(world: World, role: str, viewer: str) -> Iterator[Ask]:
    """Names and addresses that another program has too; the roles and the year of this one."""
    here, of = f"/program/{world.programs['a'].pk}/", world.of_program["a"]
    person = {"name": ["Ida Vale"], "pgy_level": ["1"], "academic_year": ["2025"]}
    for more in ({"new_advisor": [ADVISOR]}, {"email": [ADDRESS]}):
        yield Ask(role, viewer, "post", f"{here}people/new/", person | more, own=True, verdict=TAKEN)
    advisor = {"name": [ADVISOR], "version": ["1"]}
    yield Ask(
        role, viewer, "post", f"{here}advisors/{of['spare_advisor']}/", advisor, own=True, verdict=TAKEN
    )
    for add in ([], ["rowan common"], ["common"], [ADVISOR.lower()]):
        data = {"rows": [ROWS], "academic_year": ["2025"], "add": add}
        yield Ask(role, viewer, "post", f"{here}people/paste/", data, own=True)
    yield Ask(role, viewer, "post", f"{here}staff/{of['role_of_both']}/end/", own=True, verdict=TAKEN)
    enrolled = world.people["named_a"].ids["enrollment_id"]
    for kind, about in (("load", of["spare_advisor"]), ("seats", enrolled), ("contact-90", enrolled)):
        data = {"kind": [kind], "about": [str(about)], "until": ["2026-06-09"]}
        yield Ask(role, viewer, "post", f"{here}alerts/mute/", data, own=True)
    yield Ask(role, viewer, "post", f"{here}new-year/undo/", own=True, at=LATER)
    yield Ask(role, viewer, "post", f"{here}invitations/everyone/", own=True)
