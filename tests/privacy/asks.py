"""What the crawl asks for: addresses with ids, pages’ own forms filled in, and forged ids."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from sys import modules
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.urls import Resolver404, resolve, reverse

from dashboard.access import RULES, Address, Rule
from tests.foreign_forms import CASES, PASSED_OVER
from tests.privacy.holders import ids_of
from tests.privacy.lively import COMMON_KEY, THEIR_KEY
from tests.privacy.sheets import Data, is_id, queries_of, sheets_of
from tests.privacy.world import Person, World

# What `pk` names, by the name of the address.
PK = {
    "contact": "role_edit sponsor_add person person_trash role_end person_edit remind"
    " person_naming how_met_new how_met_through",
    "trashed": "person_restore",
    "introduction": "how_met how_met_delete",
    "rotation": "rotation_edit rotation_delete rotation_tell",
    "followup": "follow_up done dismiss snooze undo draft write_unlater",
    "message": "mail operator_retry",
    "interaction": "interaction interaction_delete write_unsent",
    "gone": "interaction_restore",
    "meeting": "meeting_close",
    "planned": "meeting_held meeting_move",
    "event": "event event_plan event_day event_after event_yield event_edit event_delete event_again"
    " event_people event_people_undo event_capture event_held event_held_lines"
    " event_preset plan_undo event_hope goal_new goals_proposed goal_edit goal_count goal_delete"
    " target_new target_program target_edit target_delete target_ask target_agreed target_introduction"
    " session_new sessions_paste sessions_file session_edit session_delete"
    " event_met event_said event_asked event_choose event_recap event_recap_person",
    "achievement": "presentation presentation_edit achievement achievement_delete",
    "advice": "advice advice_delete",
    "affiliation": "affiliation affiliation_delete affiliation_people affiliation_end",
    "group": "group group_edit group_people group_skip group_delete",
    "goodturn": "good_turn_edit good_turn_thanked good_turn_delete",
    "opportunity": "opportunity_edit opportunity_status opportunity_delete",
    "reading": "reading reading_edit reading_share reading_delete",
    "pairing": "introduction introduction_edit introduction_consent introduction_write introduction_made"
    " introduction_delete",
    "authenticator": "mfa_remove_webauthn mfa_edit_webauthn",
}
KIND = {name: kind for kind, names in PK.items() for name in names.split()}
# More rows of the same kind that the pages of an address draw otherwise.
ALSO = {
    "person": ["grace"],
    **{name: ["today_event"] for name in PK["event"].split()},
    "event_again": ["today_event", "rounds"],
    "affiliation": ["committee"],
    "affiliation_people": ["committee"],
    "affiliation_end": ["committee"],
    "group": ["club"],
    "reading": ["read"],
    "presentation": ["poster"],
    "presentation_edit": ["poster"],
    "interaction": ["planned", "meeting", "touch"],
    "meeting_move": ["meeting"],
}
WORDS = {
    "today_section": {"name": ["promises", "hours", "windows", "own"]},
    "person_edit": {"part": ["details", "note", "cadence", "reach", "roles"]},
    "board_seat": {"seat": ["clinical", "research", "navigator", "near_peer"]},
}
# What hangs on the event of today.
THERE = {
    "target_id": "to_meet", "touch_id": "touch", "session_id": "talk", "goal_id": "aim", "heldline": "held",
    "contact_id": "grace",
}  # fmt: skip
NO_TOKEN = "x" * 43
PARTS = re.compile(r"parts=\[([^\]]*)\]")
Wanted = tuple[str, str, dict[str, str]]


@dataclass(frozen=True)
class Ask:
    """One request: as whom, what, and what may be expected of it."""

    role: str
    viewer: str
    method: str
    path: str
    data: Data = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    at: str = ""
    # The answer of the matrix, or of a forged id: "404" is demanded.
    verdict: str = ""
    # Their own page and nothing forged: it must be taken, and answered the same when nobody else is there.
    own: bool = False
    # Somebody else's id stands in it: answered as if there were no such row anywhere.
    forged: bool = False
    # Where it stands, for a form of which one is enough.
    place: str = ""
    # Whose link it is: what they keep may change, and nobody else's.
    link_of: str = ""

    @property
    def said(self) -> str:
        """For a person who reads a report."""
        fields = {name: value for name, value in self.data.items() if name != "csrfmiddlewaretoken"}
        part = self.headers.get("HX-Target", "")
        return " ".join(str(one) for one in (self.role, self.method, self.path, part, fields or "") if one)

    @property
    def same(self) -> str:
        """Equal for two requests that ask the same thing."""
        return repr((self.viewer, self.method, self.path, sorted(self.data.items()), self.headers, self.at))


def paths(one: Address, whose: Person) -> list[str]:
    """The address with the ids of what somebody keeps; one for each of its words."""
    names = list(dict.fromkeys(re.findall(r"<(?:\w+:)?(\w+)>", one.path)))
    ids: dict[str, Any] = {"contact_id": whose.ids.get("contact"), "term_id": whose.ids.get("roleterm")}
    ids |= {"target_id": whose.ids.get("target"), "touch_id": whose.ids.get("interaction")}
    ids |= {"session_id": whose.ids.get("session"), "goal_id": whose.ids.get("goal")}
    ids |= whose.ids | {"token": NO_TOKEN, "key": "x", "uidb36": "1", "day": "2026-05-18"}
    if "pk" in names:
        ids["pk"] = whose.ids.get(KIND[one.name], whose.ids.get("contact", 10**6))
    if one.name == "enrollment_invite":
        ids["enrollment_id"] = ids["waiting"]
    if one.name == "advisor_invite":
        ids["advisor_id"] = ids.get("spare_advisor", ids["advisor_id"])
    made = [ids]
    for kind in ALSO.get(one.name, []):
        if kind in whose.ids:
            there = {name: whose.ids[told] for name, told in THERE.items()} if kind == "today_event" else {}
            made.append(ids | there | {"pk": whose.ids[kind]})
    for word, values in WORDS.get(one.name, {}).items():
        made = [ids | {word: value} for value in values]
    return [reverse(one.name, kwargs={name: each[name] for name in names}) for each in made]


def parts_of(one: Address) -> list[str]:
    """The parts its module can draw."""
    view = one.pattern.callback
    source = Path(str(modules[view.__module__].__file__)).read_text("utf-8")
    found = re.findall(r'"([\w-]+)"', " ".join(PARTS.findall(source)))
    return sorted(set(found)) or ["main"]


def requests_for(one: Address, whose: Person, opens: bool) -> Iterator[Wanted]:
    """Method, path and headers, for every way of asking."""
    parts = parts_of(one) if opens else parts_of(one)[:1]
    for path in paths(one, whose):
        yield "get", path, {}
        if opens:
            yield "head", path, {}
        yield "post", path, {}
        for part in parts:
            headers = {"HX-Request": "true", "HX-Target": part}
            yield "get", path, headers
            if opens and part == parts[0]:
                yield "post", path, headers


class Swap:
    """Writes somebody else's id in the place of one's own, of the same kind."""

    def __init__(self, mine: list[dict[str, list[int]]], theirs: list[dict[str, list[int]]]) -> None:
        self.other: dict[str, str] = {}
        for own, foreign in zip(mine, theirs, strict=True):
            for table, ids in own.items():
                there = foreign.get(table) or []
                self.other |= {str(pk): str(there[n % len(there)]) for n, pk in enumerate(ids) if there}

    def path(self, path: str) -> Iterator[str]:
        """The path with each of its ids forged, one at a time."""
        for found in re.finditer(r"\d+", path):
            if found.group() in self.other:
                yield path[: found.start()] + self.other[found.group()] + path[found.end() :]

    def data(self, data: Data) -> Iterator[tuple[str, Data]]:
        """The form with each field that carries an id forged, one at a time; ids in field names too."""
        for name, values in data.items():
            if any(value in self.other for value in values):
                yield name, data | {name: [self.other.get(value, value) for value in values]}
            inside = re.search(r"\d{7,}", name)
            if inside and inside.group() in self.other:
                rest = {key: value for key, value in data.items() if key != name}
                yield name, rest | {name.replace(inside.group(), self.other[inside.group()]): values}
            if name == "key":
                yield from ((name, data | {name: [str(key)]}) for key in (THEIR_KEY, COMMON_KEY))


def swap_of(world: World, mine: str, theirs: str) -> Swap:
    """From one person, and their program, to another."""
    one, other = world.people[mine], world.people[theirs]
    programs = [world.programs[each[-1]].pk for each in (mine, theirs)]
    return Swap(
        [ids_of(one.user.pk, None), ids_of(None, programs[0])],
        [ids_of(other.user.pk, None), ids_of(None, programs[1])],
    )


def from_page(base: Ask, html: str) -> Iterator[Ask]:
    """Every form of a page sent as it stands, and every query it leads to."""
    same: Any = {"at": base.at, "own": True, "link_of": base.link_of}
    for sheet in sheets_of(html):
        for action, data in sheet.ways():
            to = urlsplit(action or base.path)
            if to.netloc or not _is_known(to.path):
                continue
            if sheet.method == "get":
                query = urlencode(data, doseq=True)
                yield Ask(base.role, base.viewer, "get", f"{to.path}?{query}", **same)
            else:
                yield Ask(base.role, base.viewer, "post", to.geturl(), data, **same)
    for address in queries_of(html):
        if _is_known(urlsplit(address).path) and _says_more(address):
            yield Ask(base.role, base.viewer, "get", address, **same)


def forged(ask: Ask, swap: Swap) -> Iterator[Ask]:
    """The same request with somebody else's id in each place in turn."""
    plain: Any = {
        "forged": True,
        "role": ask.role,
        "viewer": ask.viewer,
        "method": ask.method,
        "headers": ask.headers,
        "at": ask.at,
        "link_of": ask.link_of,
    }
    to = urlsplit(ask.path)
    for path in swap.path(to.path):
        verdict = "404" if RULES[resolve(path).url_name or ""] in (Rule.OWNER, Rule.STAFF) else ""
        there = next(n for n, pair in enumerate(zip(path, to.path, strict=False)) if pair[0] != pair[1])
        forged_path = to._replace(path=path).geturl()
        yield Ask(path=forged_path, data=ask.data, verdict=verdict, place=f"path {there}", **plain)
    for name, data in swap.data(_listed(parse_qsl(to.query, keep_blank_values=True))):
        if name != "key":
            query = urlencode(data, doseq=True)
            yield Ask(path=to._replace(query=query).geturl(), data=ask.data, place=f"query {name}", **plain)
    for name, data in swap.data(ask.data):
        key = data["key"][0] if name == "key" else ""
        yield Ask(path=ask.path, data=data, place=f"{digitless(name)} {key}", **plain)


def written_out(world: World, mine: str, theirs: str, role: str) -> Iterator[Ask]:
    """The forms of `tests/foreign_forms.py`: in order, and with a stranger's id."""
    own, foreign = _belongings(world, mine), _belongings(world, theirs)
    for path, form, name, kind in (*CASES, *PASSED_OVER):
        data = {key: [value.format(**own)] for key, value in form.items()}
        to = path.format(**own)
        if (path, form, name, kind) in CASES:
            yield Ask(role, mine, "post", to, data | {name: [own[kind]]}, own=True)
        yield Ask(role, mine, "post", to, data | {name: [foreign[kind]]}, forged=True)


def _belongings(world: World, label: str) -> dict[str, str]:
    ids = world.people[label].ids
    known = {
        "contact": ids["grace"], "event": ids["today_event"], "touch": ids["touch"],
        "follow_up": ids["owed"][4], "promise": ids["promised"], "way": ids["way"],
        "owner": world.people[label].user.pk, "participant": ids["participant"], "session": ids["talk"],
        "target": ids["to_meet"], "helper": ids["helper"], "achievement": ids["poster"],
        "affiliation": ids["committee"], "group": ids["club"], "member": ids["member"],
    }  # fmt: skip
    return {kind: str(pk) for kind, pk in known.items()}


def digitless(name: str) -> str:
    """The name of a field without the number of its row."""
    return re.sub(r"\d+", "", name)


def _listed(pairs: list[tuple[str, str]]) -> Data:
    found: Data = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return found


def _says_more(address: str) -> bool:
    """One of the filters and orders of a list is enough; an id is always asked for."""
    to = urlsplit(address)
    pairs = dict(parse_qsl(to.query))
    return any(is_id(value) for value in pairs.values()) or (len(pairs) == 1 and "page" not in pairs)


def _is_known(path: str) -> bool:
    try:
        return resolve(path).url_name not in ("account_logout", None)
    except Resolver404:
        return False
