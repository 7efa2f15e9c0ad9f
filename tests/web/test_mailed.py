"""Pages opened by a link in a mail: which views take a POST without Django's CSRF cookie, and why."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.models import User
from followups.mail_links import Ticket, seal
from followups.models import FollowUp
from followups.windows import Basis
from tests.conftest import START
from tests.making import owed, person

# A mail program posts here by itself (RFC 8058): from anywhere, without a cookie.
FROM_ANYWHERE = {"unsubscribe"}
# Pressed by a person on our own page; refused when the browser says that the form stood elsewhere.
PRESSED = {
    "mail_done", "mail_snooze", "mail_dismiss", "mail_undo", "mail_log", "mail_unlog", "mail_pause_week",
    "mail_pause_month", "mail_resume", "mail_weekly", "mail_monthly", "mail_rhythm_undo",
}  # fmt: skip


def views(resolver: URLResolver) -> Iterator[tuple[str, Any]]:
    for one in resolver.url_patterns:
        if isinstance(one, URLPattern):
            yield str(one.name or one.pattern), one.callback
        else:
            yield from views(one)


def test_only_the_listed_views_are_csrf_exempt() -> None:
    exempt = {name: view for name, view in views(get_resolver()) if getattr(view, "csrf_exempt", False)}
    assert set(exempt) == FROM_ANYWHERE | PRESSED
    guarded = {name for name, view in exempt.items() if getattr(view, "pressed_on_our_page", False)}
    assert guarded == PRESSED
    assert len(list(views(get_resolver()))) > 60


ELSEWHERE = [
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"},
    {"Origin": "https://elsewhere.example"},
]
HERE: list[dict[str, str]] = [
    {"Sec-Fetch-Site": "same-origin", "Origin": "null"},
    {"Sec-Fetch-Site": "none"},
    {"Origin": "null"},
    {"Origin": "http://testserver"},
    {},
]


@pytest.mark.django_db
@pytest.mark.parametrize("headers", ELSEWHERE)
@pytest.mark.parametrize("name", sorted(PRESSED))
def test_a_form_on_another_site_is_refused(name: str, headers: dict[str, str]) -> None:
    answer = Client(enforce_csrf_checks=True).post(reverse(name, args=["any"]), headers=headers)
    assert answer.status_code == 403
    assert "Nothing was changed" in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("headers", HERE)
def test_a_press_on_our_page_needs_no_cookie(ama: User, headers: dict[str, str]) -> None:
    item = owed(person(ama), Basis.PROMISE, START)
    path = reverse("mail_done", args=[seal("done", Ticket(ama.pk, item.pk, START))])
    assert Client(enforce_csrf_checks=True).post(path, headers=headers).status_code == 200
    assert FollowUp.objects.get(pk=item.pk).outcome == "done"


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(PRESSED | FROM_ANYWHERE))
@pytest.mark.parametrize("method", ["get", "head", "post"])
def test_the_address_is_told_to_nobody_and_nothing_is_kept(name: str, method: str) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = getattr(client, method)(reverse(name, args=["any"]))
    assert answer.status_code == 410
    assert answer["Referrer-Policy"] == "no-referrer"
    assert answer["Cache-Control"] == "no-store"
    assert "noindex" in answer["X-Robots-Tag"]
    assert "script-src 'none'" in answer["Content-Security-Policy"]
    assert "<script" not in answer.content.decode()
    assert not client.cookies
