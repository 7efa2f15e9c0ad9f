"""What points to somebody in the trash, or deleted since, says so and loses nothing of what was written."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from contacts.models import Contact
from dashboard import tidying
from followups.models import FollowUp
from interactions.models import Advice, Offer, Opportunity, Pairing, Reading
from tests.conftest import START
from tests.making import person, welcomed

pytestmark = pytest.mark.django_db
TODAY = START.date()
DELETED = "somebody you have since deleted"


@pytest.fixture
def browser(ama, client_for):
    return client_for(welcomed(ama))


@pytest.fixture
def pair(ama, grace, jonah):
    return Pairing.objects.create(
        owner=ama, one=grace, other=jonah, why="Both study sleep.", one_agreed_on=TODAY, other_agreed_on=TODAY
    )


def text(browser, name: str, *args: object) -> str:
    page = browser.get(reverse(name, args=args)).content.decode()
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", page)).split())


def for_good(contact, clock) -> None:
    """Into the trash, and out of it a month later."""
    contact.trash(clock.now())
    clock.advance(days=31)
    tidying.tidy()


# ------------------------------------------------------------------ introducing two (P62)
def test_p62_with_somebody_in_the_trash_the_introduction_waits_and_says_so(
    browser, clock, pair, jonah
) -> None:
    jonah.trash(clock.now())
    page = text(browser, "introduction", pair.pk)
    assert "Dr. Grace Adeyemi and somebody in your trash" in page and "Both study sleep." in page
    assert "goes on when they are back" in page and "Feld" not in page
    assert "Dr. Grace Adeyemi and somebody in your trash" in text(browser, "introductions")
    for name in ("edit", "consent", "write", "made"):
        answer = browser.post(reverse(f"introduction_{name}", args=[pair.pk]), {"side": "one", "to": "none"})
        assert answer.status_code == 409 and "goes on when they are back" in answer.content.decode()
    pair.refresh_from_db()
    assert pair.both_agreed and pair.made_at is None
    jonah.restore()
    assert "Dr. Jonah Feld" in text(browser, "introduction", pair.pk)
    assert "Not now" not in text(browser, "introductions")


def test_p62_with_somebody_deleted_what_was_written_stays_until_taken_off(
    browser, clock, pair, jonah
) -> None:
    for_good(jonah, clock)
    assert f"Dr. Grace Adeyemi and {DELETED}" in text(browser, "introduction", pair.pk)
    assert "Both study sleep." in text(browser, "introductions")
    answer = browser.post(reverse("introduction_delete", args=[pair.pk]))
    assert answer.status_code == 302 and not Pairing.objects.exists()
    (message,) = get_messages(answer.wsgi_request)
    browser.post(message.extra_tags.removeprefix("undo:"))
    assert Pairing.objects.get().why == "Both study sleep."


def test_p62_when_neither_is_left_nothing_is_kept(browser, clock, pair, grace, jonah) -> None:
    grace.trash(clock.now())
    assert text(browser, "introduction", pair.pk).count("Dr. Jonah Feld and somebody in your trash") == 2
    jonah.trash(clock.now())
    assert "Two people in your trash" in text(browser, "introduction", pair.pk)
    for_good(jonah, clock)
    assert not Pairing.objects.exists()


def test_p62_nobody_elses_introduction_also_when_it_waits(client_for, ben, clock, pair, jonah) -> None:
    jonah.trash(clock.now())
    other = client_for(welcomed(ben))
    assert other.get(reverse("introduction", args=[pair.pk])).status_code == 404
    assert other.post(reverse("introduction_delete", args=[pair.pk])).status_code == 404
    assert "sleep" not in text(other, "introductions")
    assert Pairing.objects.exists()


# ------------------------------------------------------------------ openings (P1), readings (P63)
def test_p1_whoever_told_of_an_opening_is_deleted_and_the_list_says_so(browser, ama, clock, grace) -> None:
    told = {"owner": ama, "heard_on": TODAY, "note": "Ask in March."}
    one = Opportunity.objects.create(title="A chief year", heard_from=grace, **told)
    Opportunity.objects.create(title="Heard in the corridor", **told)
    for_good(grace, clock)
    page = text(browser, "opportunities")
    assert page.count(f"from {DELETED}") == 1 and page.count("Ask in March.") == 2
    ida = person(ama, "Dr. Ida Vale")
    fields = {"kind": "chief", "title": one.title, "heard_from": ida.full_name, "heard_on": "2026-05-18"}
    browser.post(reverse("opportunity_edit", args=[one.pk]), {**fields, "status": "heard", "version": 1})
    assert DELETED not in text(browser, "opportunities")


def test_p63_that_a_reading_was_shared_stays_when_they_are_deleted(browser, ama, clock, grace, jonah) -> None:
    one = Reading.objects.create(owner=ama, title="Sleep on the ward", tags=["sleep"], read_on=TODAY)
    for contact in (grace, jonah):
        Offer.objects.create(owner=ama, reading=one, contact=contact, on=TODAY - timedelta(days=3))
    grace.trash(clock.now())
    assert "Somebody in your trash 16 May 2026" in text(browser, "reading", one.pk)
    for_good(grace, clock)
    page = text(browser, "reading", one.pk)
    assert "Somebody you have since deleted 16 May 2026" in page and "Dr. Jonah Feld" in page
    assert DELETED in text(browser, "readings")
    ida = person(ama, "Dr. Ida Vale", tags=["sleep"])
    assert ida.full_name in text(browser, "reading", one.pk)  # an offer to nobody hides nobody


# ------------------------------------------------------------------ advice of any length (P55)
def test_p55_ten_thousand_characters_of_advice_are_answered_beside_the_field_and_not_cut(
    browser, grace
) -> None:
    what = ("Keep the cohort small and say the limits first. " * 209)[:9_999] + "."
    blank = browser.get(reverse("advice_new", args=[grace.pk])).content.decode()
    assert "maxlength" not in re.findall(r"<textarea[^>]*name=.what.[^>]*>", blank)[0]  # a paste is not cut
    fields = {"what": what, "given_on": "2026-05-18", "status": "considering"}
    answer = browser.post(reverse("advice_new", args=[grace.pk]), fields)
    form = answer.context["form"]
    assert (answer.status_code, list(form.errors)) == (422, ["what"])
    assert "Keep this to 2000 characters; it has 10000." in form.errors["what"]
    assert what.strip() in unescape(answer.content.decode()) and not Advice.objects.exists()
    kept = browser.post(reverse("advice_new", args=[grace.pk]), {**fields, "what": what[:2000]})
    assert kept.status_code == 302
    assert what[:2000].strip() in unescape(browser.get(grace.get_absolute_url()).content.decode())


# ------------------------------------------------------------------ introduced by somebody in the trash (P2)
def test_p2_a_form_that_names_somebody_in_the_trash_says_so_and_keeps_what_was_typed(
    browser, clock, grace, jonah
):
    jonah.trash(clock.now())
    told = {"people": grace.pk, "kind": "met", "at": "2026-05-19T10:00", "zone": "America/Denver"}
    answer = browser.post(reverse("log"), {**told, "introduced_by": "Jonah Feld", "takeaway": "Sleep first."})
    assert answer.status_code == 422
    assert answer.context["form"].errors["introduced_by"] == [
        "Dr. Jonah Feld is in your trash. Bring them back first."
    ]
    assert "Sleep first." in answer.content.decode() and Contact.objects.count() == 2


def test_p2_a_captured_line_that_names_somebody_in_the_trash_makes_no_second_one(browser, ama, clock, jonah):
    jonah.trash(clock.now())
    browser.post(reverse("capture"), {"line": "Met Dr. Quill Vane, introduced by Dr. Jonah Feld"})
    quill = Contact.objects.get(family_name="Vane")
    assert Contact.objects.filter(family_name="Feld").count() == 1
    assert "Somebody in your trash" in browser.get(quill.get_absolute_url()).content.decode()
    assert not FollowUp.objects.filter(contact=jonah, closed_at=None).exists()
    jonah.restore()
    assert "Somebody in your trash" not in browser.get(quill.get_absolute_url()).content.decode()
