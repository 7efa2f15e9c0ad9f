"""What every answer carries, errors included, and what an outage looks like."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client

from accounts.models import User
from accounts.sessions import SessionStore
from dashboard import today

Browser = Callable[[User], Client]


@pytest.mark.parametrize("path", ["/account/login/", "/nowhere/", "/people/?q=%00", "/healthz", "/"])
def test_every_answer_is_strict_and_kept_by_nobody(client: Client, db: None, path: str) -> None:
    answer = client.get(path)
    policy = answer["Content-Security-Policy"]
    for rule in ("default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'"):
        assert rule in policy
    assert "unsafe" not in policy
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert "no-store" in answer["Cache-Control"]
    assert {"Cookie", "HX-Target"} <= {part.strip() for part in answer["Vary"].split(",")}


def test_pages_carry_no_inline_script_or_style(client: Client, db: None) -> None:
    for path in ("/account/login/", "/account/signup/", "/privacy/", "/nowhere/"):
        page = client.get(path).content.decode()
        assert " style=" not in page
        assert "<style" not in page
        assert " onclick" not in page
        for script in page.split("<script")[1:]:
            assert "nonce=" in script.split(">")[0]


def test_signing_in_after_a_button_pressed_too_late_leads_to_today(ama: User, client_for: Browser) -> None:
    answer = client_for(ama).get("/follow-ups/1/done")
    assert (answer.status_code, answer["Location"]) == (302, "/")


def test_a_form_sent_to_a_page_without_one_gets_a_page(ama: User, client_for: Browser) -> None:
    answer = client_for(ama).post("/people/", {})
    assert (answer.status_code, answer["Allow"]) == (405, "GET")
    assert "This page takes no form" in answer.content.decode()


def test_an_unexpected_error_is_a_clear_page_without_its_values(
    ama: User, client_for: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> None:
        raise RuntimeError("canary-in-a-local")

    monkeypatch.setattr(today, "resident_of", broken)
    browser = client_for(ama)
    browser.raise_request_exception = False
    answer = browser.get("/")
    assert answer.status_code == 500
    assert b"canary" not in answer.content
    assert "Content-Security-Policy" in answer


def test_a_database_that_is_away_is_a_503_that_says_nothing_is_lost(
    ama: User, client_for: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: Any) -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(today, "resident_of", away)
    answer = client_for(ama).get("/")
    assert answer.status_code == 503
    assert answer["Retry-After"] == "30"
    assert "Content-Security-Policy" in answer


def test_a_database_away_before_any_view_is_the_same_503(
    ama: User, client_for: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The session is read by a middleware, so a real outage is met there first."""
    browser = client_for(ama)

    def away(*_: Any) -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(SessionStore, "load", away)
    browser.raise_request_exception = False
    answer = browser.get("/")
    assert answer.status_code == 503
    assert answer["Retry-After"] == "30"


def test_an_address_with_nul_is_a_400(client: Client, db: None) -> None:
    assert client.get("/people/?q=%00").status_code == 400
    assert client.get("/people/%00/").status_code in (400, 404)


@pytest.mark.parametrize("field", ["login", "password"])
def test_nul_in_a_form_is_a_field_error(client: Client, db: None, field: str) -> None:
    data = {"login": "ama@example.org", "password": "x" * 12, field: "a\x00b"}
    assert client.post("/account/login/", data).status_code == 200


def test_healthz_answers_without_a_database(client: Client) -> None:
    assert client.get("/healthz").content == b"ok\n"


def test_readyz_tells_database_broker_and_sweep(client: Client, db: None) -> None:
    told = client.get("/readyz").json()
    assert set(told) == {"database", "broker", "sweep_age_seconds", "held"}
    assert told["database"] is True
    assert told["broker"] is True
    assert told["sweep_age_seconds"] is None


def test_readyz_says_when_redis_is_away_and_stays_ready(client: Client, db: None, settings: Any) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json()["broker"] is False


def test_saving_asks_nothing_of_redis(ama: User, client_for: Browser, settings: Any) -> None:
    settings.CELERY_BROKER_URL = settings.REDIS_URL = "redis://127.0.0.1:1/0"
    assert client_for(ama).post("/capture/", {"line": "Dr. Okafor"}).status_code == 302
