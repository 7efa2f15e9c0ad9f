"""Patient numbers are stopped in every form, and let through when the writer says that they are none."""

import importlib
import pkgutil
import re
from collections.abc import Callable
from typing import Any

import pytest
from django import forms
from django.test import Client
from django.urls import reverse

from accounts.models import User
from contacts.models import Contact
from followups.models import FollowUp
from interactions.models import Event, Interaction
from tests.conftest import Clock
from tests.making import person, welcomed
from web.guarded import PLAIN, Guarded

Browser = Callable[[User], Client]
APPS = ["accounts", "residents", "contacts", "followups", "interactions", "programs", "dashboard"]
# Passwords, codes and addresses that allauth reads.
OF_ALLAUTH = {"accounts.sign_in_forms", "accounts.second_step"}
NOTE = "Talked about the case, MRN 00482913, after rounds."


@pytest.fixture
def browser(ama: User, client_for: Browser) -> Client:
    welcomed(ama)
    return client_for(ama)


def test_every_form_of_ours_with_words_is_guarded() -> None:
    for app in APPS:
        package = importlib.import_module(app)
        for found in pkgutil.walk_packages(package.__path__, f"{app}."):
            if ".migrations" not in found.name:
                importlib.import_module(found.name)
    waiting: list[Any] = [forms.Form, forms.ModelForm]
    bare: set[str] = set()
    seen = 0
    while waiting:
        for one in waiting.pop().__subclasses__():
            waiting.append(one)
            ours = one.__module__.partition(".")[0] in APPS and one.__module__ not in OF_ALLAUTH
            words = [
                field
                for field in {**one.base_fields}.values()
                if isinstance(field, forms.CharField) and not isinstance(field, PLAIN)
            ]
            seen += ours
            if ours and words and not issubclass(one, Guarded):
                bare.add(f"{one.__module__}.{one.__name__}")
    assert bare == set() and seen > 40


def test_a_note_is_stopped_marked_and_kept_when_it_is_none(ama: User, browser: Client) -> None:
    grace = person(ama, "Grace Adeyemi")
    address = reverse("person_edit", args=[grace.pk, "note"])
    refused = browser.post(address, {"note": NOTE, "version": grace.version})
    text = refused.content.decode()
    assert refused.status_code == 422 and "<mark>00482913</mark>" in text
    assert "This looks like a patient number" in text and NOTE in text
    grace.refresh_from_db()
    assert grace.note == ""
    mark = re.search(r'name="not_patient" value="(\w+)"', text)
    assert mark
    told = {"note": NOTE, "version": grace.version, "not_patient": mark[1]}
    other = browser.post(address, {**told, "note": NOTE.replace("00482913", "00482914")})
    assert other.status_code == 422
    assert browser.post(address, told).status_code in (200, 302)
    grace.refresh_from_db()
    assert grace.note == NOTE


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("log", {"people": "{person}", "kind": "met", "note": NOTE}),
        ("log", {"people": "{person}", "kind": "met", "takeaway": NOTE}),
        ("plan_meeting", {"people": "{person}", "kind": "coffee", "at": "2026-06-02T10:00", "note": NOTE}),
        ("capture", {"line": f"Met Dr. Okafor. {NOTE}"}),
        ("event_new", {"name": NOTE, "kind": "webinar", "time_zone": "UTC", "starts_on": "2026-06-01"}),
        ("person_new", {"name": "Noor Kaplan", "direction": "peer", "cadence": "none", "note": NOTE}),
        ("event_people", {"lines": f"Noor Kaplan — {NOTE}", "kind": "met"}),
        ("remind", {"what": NOTE, "on": "2026-06-01"}),
    ],
)
def test_no_form_keeps_a_patient_number(
    ama: User, browser: Client, clock: Clock, name: str, told: dict[str, str]
) -> None:
    grace = person(ama, "Grace Adeyemi")
    event = Event.objects.create(
        owner=ama, name="Rounds", time_zone="UTC", starts_on=clock.now().date(), ends_on=clock.now().date()
    )
    given = {"event_people": [event.pk], "remind": [grace.pk]}.get(name, [])
    sent = {key: value.replace("{person}", str(grace.pk)) for key, value in told.items()}
    answer = browser.post(reverse(name, args=given), sent)
    assert answer.status_code == 422, answer.content
    text = answer.content.decode()
    assert "Not a patient number" in text and "<mark>00482913</mark>" in text
    assert (Interaction.objects.count(), Contact.objects.count(), Event.objects.count()) == (0, 1, 1)
    assert not FollowUp.objects.exists()
    # Nothing else stands in the way: with the writer's word it is kept.
    mark = re.search(r'name="not_patient" value="([\w,]+)"', text)
    assert mark
    kept = browser.post(reverse(name, args=given), {**sent, "not_patient": mark[1]})
    assert kept.status_code in (200, 302) and "patient number" not in kept.content.decode()


def test_words_of_a_case_only_hint_and_can_be_put_right_for_good(ama: User, browser: Client) -> None:
    grace = person(ama, "Grace Adeyemi", note="She liked how my patient’s family joined the round.")
    other = person(ama, "Noor Kaplan", note="Asked about my patient’s family too.")
    page = browser.get(grace.get_absolute_url()).content.decode()
    assert "“my patient’s family” reads like a case." in page
    mark = re.search(r'name="mark" value="(\w{16})"', page)
    assert mark
    assert browser.post(reverse("not_a_case"), {"mark": "my patient"}).status_code == 404
    back = browser.post(reverse("not_a_case"), {"mark": mark[1], "next": grace.get_absolute_url()})
    assert back["Location"] == grace.get_absolute_url()
    for one in (grace, other):
        assert "reads like a case" not in browser.get(one.get_absolute_url()).content.decode()
    ama.resident.refresh_from_db()
    assert ama.resident.not_cases == [mark[1]]


def test_what_was_let_through_once_is_not_asked_about_again(ama: User, browser: Client) -> None:
    grace = person(ama, "Grace Adeyemi", note=NOTE)
    address = reverse("person_edit", args=[grace.pk, "note"])
    assert browser.post(address, {"note": f"{NOTE} More.", "version": 1}).status_code in (200, 302)
    more = browser.post(address, {"note": f"{NOTE} And MRN 7711223.", "version": 2})
    assert more.status_code == 422
    assert "<mark>7711223</mark>" in more.content.decode()
    assert "<mark>00482913</mark>" not in more.content.decode()
