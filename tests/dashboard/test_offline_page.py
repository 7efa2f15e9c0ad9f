"""What is kept on a phone holds nothing of anybody: the page without a network, the worker, the token."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse

from accounts.models import User
from dashboard.offline import SCRIPTS, STYLES
from interactions.models import Event
from tests.conftest import START

pytestmark = pytest.mark.django_db
ClientFor = Callable[[User], Client]


def test_the_page_without_a_network_is_the_same_for_everybody(ama: User, client_for: ClientFor) -> None:
    mine, anybodys = client_for(ama).get("/offline/"), Client().get("/offline/")
    assert mine.content == anybodys.content
    assert not mine.cookies
    for private in (b"Ama", b"csrf", b"data-person"):
        assert private not in mine.content


def test_the_worker_covers_the_site_and_is_asked_for_each_time() -> None:
    answer = Client().get("/sw.js")
    assert answer["Content-Type"].startswith("text/javascript")
    assert (answer["Cache-Control"], answer["Service-Worker-Allowed"]) == ("no-cache", "/")
    assert "worker-src 'self'" in answer["Content-Security-Policy"]
    assert not answer.cookies


def test_the_worker_keeps_what_the_page_needs_and_nothing_else() -> None:
    (said,) = re.findall(r"= (\{.*\});", Client().get("/sw.js").content.decode())
    config = json.loads(said)
    page = Client().get(config["page"]).content.decode()
    asked = re.findall(r'(?:href|src)="(/static/[^"]+)"', page)
    assert len(asked) == len(STYLES) + len(SCRIPTS)
    assert set(asked) < set(config["files"])
    assert all(path.startswith("/static/") for path in config["files"])
    for path in config["files"]:
        assert finders.find(path.removeprefix("/static/")), path


def test_a_changed_page_changes_what_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    before = Client().get("/sw.js").content
    monkeypatch.setattr("dashboard.offline.STYLES", STYLES[:-1])
    assert Client().get("/sw.js").content != before


def test_who_is_signed_in_comes_with_a_token_that_is_good_now(ama: User) -> None:
    assert Client().get("/capture/who").json()["person"] is None
    event = Event.objects.create(
        owner=ama, name="APA", time_zone="UTC", starts_on=START.date(), ends_on=START.date()
    )
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(ama, backend="allauth.account.auth_backends.AuthenticationBackend")
    told = browser.get("/capture/who")
    assert (told.json()["person"], told["Cache-Control"]) == (ama.pk, "no-store")
    sent = {"line": "Hana Mori", "key": "7f6c1f0e-54a7-4d5b-9f0c-2b8a2f5f4a11"}
    where = reverse("event_capture", args=[event.pk])
    headers = {"Accept": "application/json"}
    assert browser.post(where, sent, headers=headers).status_code == 403
    headers["X-CSRFToken"] = told.json()["token"]
    assert browser.post(where, sent, headers=headers).status_code == 200


def test_only_the_day_brings_the_worker(ama: User, client_for: ClientFor) -> None:
    event = Event.objects.create(
        owner=ama, name="APA", time_zone="UTC", starts_on=START.date(), ends_on=START.date()
    )
    browser = client_for(ama)
    for name in ("event_day", "event"):
        assert b"js/waiting.js" in browser.get(reverse(name, args=[event.pk])).content
    for path in ("/me/", "/events/"):
        page = browser.get(path).content
        assert b"js/sending.js" in page
        assert b"js/waiting.js" not in page
