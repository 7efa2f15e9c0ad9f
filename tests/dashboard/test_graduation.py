"""What comes next: rhythms in one list, assigned advisors, the program's view; suggestions by stage (P20)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from contacts.models import Cadence, Contact, Origin, RoleTerm
from followups import planning
from followups.models import FollowUp
from followups.rhythms import KEEP, LET_GO, SLOWER, Rhythm, after
from residents.models import Stage, resident_of
from tests.making import person, welcomed
from web import playbook
from web.playbook_stages import PAGES, TRAINING, UNSAID

pytestmark = pytest.mark.django_db
ClientFor = Callable[[User], Client]
PAGE = "/me/graduation/"
SINCE = date(2026, 1, 5)


@pytest.fixture
def browser(ama: User, client_for: ClientFor) -> Client:
    return client_for(welcomed(ama))


def text(answer: Any) -> str:
    page = answer.content.decode().split("<main", 1)[1].split("</main", 1)[0]
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", page)).split())


def keeps(owner: User, name: str, cadence: str = Cadence.UPDATE, **fields: Any) -> Contact:
    contact = person(owner, name, cadence=cadence, cadence_set_on=SINCE, **fields)
    planning.plan_window(contact)
    return contact


def sent(browser: Client, **choices: str) -> Any:
    people = Contact.objects.in_bulk([int(name[1:]) for name in choices])
    data = {f"do-{pk}": choices[f"p{pk}"] for pk in people}
    return browser.post(PAGE, data | {f"of-{pk}": one.version for pk, one in people.items()}, follow=True)


def cadence(contact: Contact) -> str:
    contact.refresh_from_db()
    return contact.cadence


# ------------------------------------------------------------------ rhythms in one list
@pytest.mark.parametrize(
    ("now", "slower"),
    [
        (Rhythm("update"), Rhythm("check_in")),
        (Rhythm("check_in"), Rhythm("custom", 12, 14)),
        (Rhythm("custom", 5, 7), Rhythm("custom", 10, 14)),
        (Rhythm("custom", 30, 40), Rhythm("custom", 36, 48)),
        (Rhythm("none"), Rhythm("none")),
    ],
)
def test_p20_slower_is_one_step_and_never_beyond_what_may_be(now: Rhythm, slower: Rhythm) -> None:
    assert after(now, SLOWER) == slower
    assert after(now, KEEP) == now
    assert after(now, LET_GO) == Rhythm("none")


def test_p20_rhythms_are_reviewed_in_one_list_and_undone_in_one(ama: User, browser: Client) -> None:
    one, two, three = (keeps(ama, f"Dr. {name}") for name in ("Ab", "Bc", "Cd"))
    page = sent(browser, **{f"p{one.pk}": KEEP, f"p{two.pk}": SLOWER, f"p{three.pk}": LET_GO})
    assert [cadence(each) for each in (one, two, three)] == ["update", "check_in", "none"]
    bases = dict(FollowUp.objects.filter(closed_at=None).values_list("contact_id", "basis"))
    assert bases == {one.pk: "update", two.pk: "check_in"}
    assert "2 rhythms changed" in page.content.decode()
    undo = re.search(r'action="(/me/undo/[^"]+)"', page.content.decode())
    assert undo
    again = browser.post(undo[1], follow=True)
    assert [cadence(each) for each in (one, two, three)] == ["update"] * 3
    assert {one.cadence_set_on, two.cadence_set_on, three.cadence_set_on} == {SINCE}
    assert again.redirect_chain[-1][0] == PAGE


def test_somebody_changed_in_another_tab_is_left_alone(ama: User, browser: Client) -> None:
    one = keeps(ama, "Dr. Ab")
    data = {f"do-{one.pk}": LET_GO, f"of-{one.pk}": "7"}
    assert "left alone: 1 rhythm" in browser.post(PAGE, data, follow=True).content.decode()
    assert cadence(one) == "update"


def test_another_residents_people_are_not_touched(ama: User, ben: User, browser: Client) -> None:
    theirs = keeps(ben, "Dr. Quill Feather")
    assert "Feather" not in sent(browser, **{f"p{theirs.pk}": LET_GO}).content.decode()
    assert cadence(theirs) == "update"
    assert "Feather" not in browser.get(PAGE).content.decode()


def test_three_hundred_are_paged_in_the_same_few_statements(
    ama: User, ben: User, client_for: ClientFor
) -> None:
    def asked(owner: User, number: int) -> int:
        browser = client_for(welcomed(owner))
        people = [Contact(owner=owner, family_name=f"P{n:03}", cadence="update") for n in range(number)]
        Contact.objects.bulk_create(one.prepare() for one in people)
        browser.get(PAGE)
        with CaptureQueriesContext(connection) as seen:
            page = browser.get(PAGE)
        assert page.content.decode().count("<fieldset") == min(number, 50)
        return len(seen)

    assert asked(ama, 3) == asked(ben, 300) <= 10
    assert "1–50 of 300" in client_for(ben).get(PAGE).content.decode()


# ------------------------------------------------------------------ the rest of a hand-over
def test_p20_roles_of_an_assigned_advisor_end_and_can_go_on(ama: User, browser: Client) -> None:
    chao = person(ama, "Dr. Chao", origin=Origin.ASSIGNED)
    mine = person(ama, "Dr. Halloran")
    for contact in (chao, mine):
        RoleTerm.objects.create(owner=ama, contact=contact, role="clinical", starts_on=SINCE)
    assert "Dr. Chao Clinical mentor since January 2026" in text(browser.get(PAGE))
    RoleTerm.objects.create(owner=ama, contact=chao, role="mentor", starts_on=SINCE)
    nothing = browser.post(f"{PAGE}advisors", follow=True).content.decode()
    assert "Nothing ended: tick the roles that end." in nothing
    assert not RoleTerm.objects.filter(ends_on__isnull=False).exists()
    ticked = RoleTerm.objects.filter(role="clinical").values_list("pk", flat=True)
    page = browser.post(f"{PAGE}advisors", {"term": ticked}, follow=True)
    assert RoleTerm.objects.get(contact=chao, role="clinical").ends_on == date(2026, 5, 19)
    assert RoleTerm.objects.get(contact=chao, role="mentor").ends_on is None
    assert RoleTerm.objects.get(contact=mine).ends_on is None
    undo = re.search(r'action="(/me/undo/[^"]+)"', page.content.decode())
    assert undo
    browser.post(undo[1])
    assert not RoleTerm.objects.filter(ends_on__isnull=False).exists()


def test_p20_becoming_a_fellow_leads_to_the_hand_over(ama: User, browser: Client) -> None:
    said = {"training_stage": "fellow", "specialty": "", "institution": "", "credentials": ""}
    page = browser.post("/me/training/", said, follow=True)
    assert page.redirect_chain[-1][0] == PAGE
    assert "your residency is over" in text(page)
    assert "No program sees anything of you" in text(page)
    assert 'href="/me/export/"' in page.content.decode()
    assert (
        browser.post("/me/training/", said | {"training_stage": "PGY-2"}, follow=True).redirect_chain[-1][0]
        != PAGE
    )


# ------------------------------------------------------------------ stages drive suggestions
def test_p20_every_training_stage_has_its_suggestions() -> None:
    assert set(TRAINING) == {*Stage.values, UNSAID}
    assert all(playbook.stage(stage).tasks for stage in [*Stage.values, ""])


@pytest.mark.parametrize("page", PAGES)
def test_p20_every_suggestion_leads_to_a_page(ama: User, browser: Client, page: str) -> None:
    assert browser.get(reverse(page)).status_code == 200


def suggested(browser: Client, ama: User, training: str, clock: Any) -> set[str]:
    """Every task of a year, one a week."""
    resident = resident_of(ama)
    resident.training_stage = training
    resident.save()
    found = set()
    for _ in range(6):
        found |= set(re.findall(r'data-task="(\w+)"', browser.get("/board/").content.decode()))
        clock.advance(days=7)
    return found


def test_p20_a_first_year_is_not_sent_to_fellowship_interviews(
    ama: User, browser: Client, clock: Any
) -> None:
    """P20: in PGY-1 no fellowship interview is suggested."""
    assert "fellowship_interview" not in suggested(browser, ama, "PGY-1", clock)
    assert "fellowship_interview" in suggested(browser, ama, "PGY-3", clock)


def test_p20_a_student_hears_that_starting_now_is_worthwhile(ama: User, browser: Client, clock: Any) -> None:
    for role in ("clinical", "research", "near_peer"):
        RoleTerm.objects.create(owner=ama, contact=person(ama), role=role, starts_on=SINCE)
    suggested(browser, ama, "MS3", clock)
    page = browser.get("/board/")
    assert "Starting now is worthwhile" in text(page)
    assert "career navigator seat is open" not in text(page)
    suggested(browser, ama, "PGY-2", clock)
    assert "career navigator seat is open" in text(browser.get("/board/"))


def test_p20_after_residency_no_open_seat_is_a_gap(ama: User, browser: Client, clock: Any) -> None:
    assert "hand_over" in suggested(browser, ama, "attending", clock)
    assert 'data-card="open"' not in browser.get("/board/").content.decode()
