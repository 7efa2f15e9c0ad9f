"""Forms of the resident side with ids in their fields: where, what is sent, which field, what kind of id."""

from __future__ import annotations

TOUCH = {"kind": "met", "people": "{contact}", "at": "2026-05-18T10:00", "zone": "America/Denver"}
EDIT = TOUCH | {"version": "1", "promise-0-id": "{promise}", "promise-0-what": "slides"}
CLOSE = {"version": "1", "promise-0-id": "{promise}", "promise-0-what": "slides"}
PLAN = TOUCH | {"kind": "meeting", "at": "2026-06-02T10:00"}
LINE = {"line": "Met Ida Vale", "show": "1", "kind": "met", "name_0": "Ida Vale", "is_0": "new"}
GO = {"kind": "met", "lines": "Grace", "name-0": "Grace", "who-0": "{contact}"}
CHOSEN = {"who": "{participant}", "what": "write", "by": "2026-05-22"}
POSTER = {"kind": "poster", "title": "Sleep", "on": "2026-05-19", "event": "{event}", "session": "{session}"}
WAYS = {
    "version": "1",
    "ways-TOTAL_FORMS": "1",
    "ways-INITIAL_FORMS": "1",
    "ways-0-id": "{way}",
    "ways-0-contact": "{contact}",
    "ways-0-kind": "email",
    "ways-0-value": "new@example.org",
}
AIM = {"people": "{contact}", "session": "{session}", "program": "Northfield"}
ASKED = {"people": "{helper}", "asked": "1"}
TALK = {"title": "Sleep", "starts_at": "2026-05-19T10:00", "presentation": "{achievement}"}
SEATED = {"act": "hand", "left_on": "2026-05-19", "version": "1"}
CLUB = {"on": "2026-05-19", "led": "{member}", "there": "{member}"}
OPENING = {"kind": "chief", "title": "Chief", "status": "heard", "heard_on": "2026-05-18"}
TWO = {"one": "Dr. Grace Adeyemi", "other": "Dr. Ed Adeyemi", "why": "Both study sleep."}
CASES = [
    ("/me/belongs/{affiliation}/people/", {}, "people", "contact"),
    ("/me/belongs/{affiliation}/end/", SEATED, "people", "contact"),
    ("/me/groups/{group}/people/", {}, "people", "contact"),
    ("/me/groups/{group}/", CLUB, "led", "member"),
    ("/me/groups/{group}/", CLUB, "there", "member"),
    ("/me/groups/{group}/", CLUB, "people", "contact"),
    ("/log/", TOUCH, "people", "contact"),
    ("/log/", TOUCH, "event", "event"),
    ("/log/", TOUCH, "closes", "follow_up"),
    ("/log/{touch}/", EDIT, "people", "contact"),
    ("/log/{touch}/", EDIT, "event", "event"),
    ("/log/{touch}/", EDIT, "closes", "follow_up"),
    ("/log/{touch}/", EDIT, "promise-0-id", "promise"),
    ("/log/{touch}/closing/", CLOSE, "promise-0-id", "promise"),
    ("/meetings/new/", PLAN, "people", "contact"),
    ("/meetings/new/", PLAN, "event", "event"),
    ("/capture/", LINE, "is_0", "contact"),
    ("/capture/", LINE, "event", "event"),
    ("/events/{event}/people", GO, "who-0", "contact"),
    ("/events/{event}/targets/new/", AIM, "people", "contact"),
    ("/events/{event}/targets/new/", AIM, "session", "session"),
    ("/events/{event}/targets/program/", AIM, "session", "session"),
    ("/events/{event}/targets/{target}/introduction/", ASKED, "people", "helper"),
    ("/events/{event}/sessions/new/", TALK, "presentation", "achievement"),
    ("/events/{event}/choose/", CHOSEN, "who", "participant"),
    ("/presentations/new/", POSTER, "event", "event"),
    ("/presentations/new/", POSTER, "session", "session"),
    ("/people/{contact}/reach/", WAYS, "ways-0-contact", "contact"),
    ("/people/{contact}/reach/", WAYS, "ways-0-id", "way"),
    ("/opportunities/new", OPENING, "person", "contact"),
    ("/introductions/new", TWO, "person", "contact"),
    ("/introductions/new", TWO, "second", "helper"),
    ("/board/clinical/", {"person": "{contact}", "starts_on": "2026-05-19"}, "person", "contact"),
]
# Fields whose strange ids are passed over: somebody unticked is no longer whom a promise names.
PASSED_OVER = [
    ("/log/", TOUCH | {"promise-0-what": "slides"}, "promise-0-whom", "contact"),
    ("/log/{touch}/", EDIT, "promise-0-whom", "contact"),
    ("/people/new/", {"name": "Ida Vale", "direction": "senior", "cadence": "none"}, "owner", "owner"),
]
