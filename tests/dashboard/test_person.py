"""A person's page and its parts."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from contacts.models import Contact, Introduction, RoleTerm, Way
from followups.models import FollowUp
from followups.windows import Basis
from interactions import recording
from interactions.models import Advice
from tests.conftest import Clock
from tests.making import owed, person

Browser = Callable[[User], Client]


def note(contact: Contact, version: int, words: str) -> dict[str, Any]:
    return {"version": version, "note": words}


def test_the_page_shows_window_roles_and_what_happened(ama: User, client_for: Browser, clock: Clock) -> None:
    contact = person(ama, cadence="update")
    RoleTerm.objects.create(owner=ama, contact=contact, role="research", starts_on=clock.now().date())
    recording.record(
        ama,
        people=[contact],
        kind="coffee",
        at=clock.now() - timedelta(days=95),
        takeaway="Write early",
        now=clock.now(),
    )
    page = client_for(ama).get(f"/people/{contact.pk}/").content.decode()
    for words in ("Research mentor", "Write early", "last touch 13 Feb", "Draft an update"):
        assert words in page


def test_a_stranger_gets_the_same_404_as_for_nobody(ama: User, ben: User, client_for: Browser) -> None:
    contact, browser = person(ama), client_for(ben)
    paths = ["", "details/", "note/", "cadence/", "reach/", "roles/"]
    for path in paths:
        assert browser.get(f"/people/{contact.pk}/{path}").status_code == 404
        assert browser.post(f"/people/{contact.pk}/{path}", {}).status_code in (404, 405)
    for verb in ("trash", "restore"):
        assert browser.post(f"/people/{contact.pk}/{verb}").status_code == 404
    theirs, none = browser.get(f"/people/{contact.pk}/").content, browser.get("/people/999999/").content
    assert theirs.replace(f"/people/{contact.pk}/".encode(), b"") == none.replace(b"/people/999999/", b"")


def test_the_trash_says_what_waits_there_with_them(ama: User, client_for: Browser, clock: Clock) -> None:
    contact, other, browser = person(ama), person(ama, "Hana Mori"), client_for(ama)

    def trashed() -> str:
        page = browser.post(f"/people/{contact.pk}/trash", follow=True).content.decode()
        browser.post(f"/people/{contact.pk}/restore")
        return " ".join(page.split("is in the trash for 30 days.")[1].split("</p>")[0].split())

    assert "wait" not in trashed()
    on = clock.now().date()
    Introduction.objects.create(owner=ama, introducer=contact, introduced=other, on=on)
    assert "1 introduction waits with them." in trashed()
    for role in ("research", "sponsor"):
        RoleTerm.objects.create(owner=ama, contact=contact, role=role, starts_on=on)
    Advice.objects.create(owner=ama, contact=contact, what="Write early", given_on=on)
    owed(contact, "promise", clock.now())
    assert "2 roles, 1 introduction, 1 piece of advice and 1 follow-up wait with them." in trashed()


def test_a_part_is_edited_in_place_and_as_a_page(ama: User, client_for: Browser) -> None:
    contact, browser = person(ama), client_for(ama)
    in_place = {"HX-Request": "true", "HX-Target": "note"}
    form = browser.get(f"/people/{contact.pk}/note/", headers=in_place).content
    assert b"<html" not in form
    saved = browser.post(f"/people/{contact.pk}/note/", note(contact, 1, "Likes figures"), headers=in_place)
    assert b"Likes figures" in saved.content
    assert b"<html" not in saved.content
    assert browser.post(f"/people/{contact.pk}/note/", note(contact, 2, "x")).status_code == 302


def test_the_second_tab_is_told_and_nothing_is_overwritten(ama: User, client_for: Browser) -> None:
    contact, browser = person(ama), client_for(ama)
    browser.post(f"/people/{contact.pk}/note/", note(contact, 1, "from the first tab"))
    answer = browser.post(f"/people/{contact.pk}/note/", note(contact, 1, "from the second tab"))
    assert answer.status_code == 409
    assert b"from the second tab" in answer.content
    assert b"from the first tab" in answer.content
    contact.refresh_from_db()
    assert contact.note == "from the first tab"
    again = browser.post(f"/people/{contact.pk}/note/", note(contact, 2, "from the second tab"))
    assert again.status_code == 302


def test_choosing_a_rhythm_plans_a_window_at_once(ama: User, client_for: Browser) -> None:
    contact, browser = person(ama), client_for(ama)
    browser.post(f"/people/{contact.pk}/cadence/", {"version": 1, "cadence": "update"})
    window = FollowUp.objects.get(basis=Basis.UPDATE)
    assert window.opens_at.astimezone(ama.zone).date().isoformat() == "2026-08-19"
    browser.post(f"/people/{contact.pk}/cadence/", {"version": 2, "cadence": "none"})
    assert not FollowUp.objects.exists()


@pytest.mark.parametrize(
    ("opens", "due", "ok"),
    [("3", "4", True), ("4", "3", False), ("", "4", False), ("0", "4", False), ("3", "99", False)],
)
def test_a_window_of_my_own_is_checked(
    ama: User, client_for: Browser, opens: str, due: str, ok: bool
) -> None:
    contact = person(ama)
    data = {"version": 1, "cadence": "custom", "custom_opens_months": opens, "custom_due_months": due}
    answer = client_for(ama).post(f"/people/{contact.pk}/cadence/", data)
    assert answer.status_code == (302 if ok else 422)
    assert FollowUp.objects.exists() is ok


def test_p5_a_role_that_changed_keeps_its_history(ama: User, client_for: Browser, clock: Clock) -> None:
    """P5: the old term stays; the day it held still shows it."""
    contact, browser = person(ama), client_for(ama)
    browser.post(f"/people/{contact.pk}/roles/", {"role": "mentor", "starts_on": "2026-04-01"})
    term = RoleTerm.objects.get()
    browser.post(f"/people/{contact.pk}/roles/{term.pk}/end")
    term.refresh_from_db()
    assert term.ends_on == clock.now().date()
    april = clock.now().date().replace(month=4, day=15)
    assert Contact.objects.owned_by(ama).in_role("mentor", april).exists()
    assert not Contact.objects.owned_by(ama).in_role("mentor", clock.now().date()).exists()


def test_the_same_role_twice_is_a_field_error(ama: User, client_for: Browser) -> None:
    contact, browser = person(ama), client_for(ama)
    data = {"role": "mentor", "starts_on": "2026-04-01"}
    browser.post(f"/people/{contact.pk}/roles/", data)
    answer = browser.post(f"/people/{contact.pk}/roles/", data)
    assert answer.status_code == 422
    assert b"already" in answer.content


def test_ways_are_added_and_removed(ama: User, client_for: Browser) -> None:
    contact, browser = person(ama), client_for(ama)
    data = {
        "version": 1,
        "allowed_channels": ["email"],
        "ways-TOTAL_FORMS": 1,
        "ways-INITIAL_FORMS": 0,
        "ways-0-kind": "email",
        "ways-0-value": "g@tidewater.example",
    }
    assert browser.post(f"/people/{contact.pk}/reach/", data).status_code == 302
    assert Way.objects.get().owner == ama
    bad = browser.post(f"/people/{contact.pk}/reach/", {**data, "version": 2, "ways-0-value": "a@x,b@y"})
    assert bad.status_code == 422


def test_only_a_kept_address_can_be_removed(ama: User, client_for: Browser) -> None:
    contact, browser = person(ama), client_for(ama)
    Way.objects.create(owner=ama, contact=contact, value="g@tidewater.example")
    page = browser.get(f"/people/{contact.pk}/reach/").content.decode()
    assert "ways-1-value" in page
    assert [f"ways-{index}-DELETE" in page for index in (0, 1)] == [True, False]
    data = {"version": 1, "ways-TOTAL_FORMS": 2, "ways-INITIAL_FORMS": 1, "ways-0-id": contact.ways.get().pk}
    rows = {"ways-0-kind": "email", "ways-0-value": "g@tidewater.example", "ways-0-DELETE": "on"}
    assert (
        browser.post(f"/people/{contact.pk}/reach/", {**data, **rows, "ways-1-kind": "email"}).status_code
        == 302
    )
    assert not Way.objects.exists()


def test_somebody_elses_way_cannot_be_edited(ama: User, ben: User, client_for: Browser) -> None:
    way = Way.objects.create(owner=ama, contact=person(ama), value="a@x.example")
    mine = person(ben)
    data = {
        "version": 1,
        "ways-TOTAL_FORMS": 1,
        "ways-INITIAL_FORMS": 1,
        "ways-0-id": way.pk,
        "ways-0-kind": "email",
        "ways-0-value": "stolen@x.example",
    }
    client_for(ben).post(f"/people/{mine.pk}/reach/", data)
    assert list(Way.objects.values_list("owner", "value")) == [(ama.pk, "a@x.example")]


@pytest.mark.parametrize(
    "name", ["", "   ", "x" * 10_000, "a\nb", "a\x00b", "\u0007bell", "...", "Ana\u202egnal"]
)
def test_a_bad_name_gets_a_field_error(ama: User, client_for: Browser, name: str) -> None:
    answer = client_for(ama).post("/people/new/", {"name": name, "direction": "peer", "cadence": "none"})
    assert answer.status_code == 422
    assert b'class="error"' in answer.content
    assert not Contact.objects.exists()


@pytest.mark.parametrize(
    "name", ["😀 Smiley", "محمد علي", "Zoe\u0308 Nguye\u0302\u0303n", "王小明", "O'Neill-Ó Súilleabháin"]
)
def test_names_in_any_letters_are_kept(ama: User, client_for: Browser, name: str) -> None:
    data = {"name": name, "direction": "peer", "cadence": "none", "key": str(uuid.uuid4())}
    browser = client_for(ama)
    assert browser.post("/people/new/", data).status_code == 302
    assert browser.post("/people/new/", data).status_code == 302
    assert Contact.objects.count() == 1
    assert browser.get("/people/").status_code == 200


def test_the_trash_says_when_somebody_goes(ama: User, client_for: Browser) -> None:
    contact, browser = person(ama), client_for(ama)
    browser.post(f"/people/{contact.pk}/trash")
    assert b"18 June" in browser.get("/people/trash/").content
    assert browser.get(f"/people/{contact.pk}/").status_code == 404
