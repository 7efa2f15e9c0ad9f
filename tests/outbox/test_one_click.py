"""RFC 8058 and RFC 2369, clause by clause."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from urllib.parse import unquote

import pytest
from django.conf import settings as project
from django.test import Client
from pytest_django import Settings

from accounts.models import Session, User
from outbox import unsubscribing
from outbox.delivery import deliver_ready
from outbox.models import Message
from tests.conftest import START
from tests.smtp_sink import Sink

FORM = "application/x-www-form-urlencoded"
ONE_CLICK = "List-Unsubscribe=One-Click"
PARTS = '--b\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--b--\r\n'
BODIES = {
    "form-encoded": (FORM, ONE_CLICK),
    "multipart": ('multipart/form-data; boundary="b"', PARTS),
    "multipart cut off": ('multipart/form-data; boundary="b"', PARTS[:40]),
    "multipart without boundary": ("multipart/form-data", PARTS),
    "no type": ("", ONE_CLICK),
    "empty": (FORM, ""),
}


@pytest.fixture(autouse=True)
def site(settings: Settings) -> Iterator[None]:
    settings.SITE_URL = "https://curbside.example"
    yield


@pytest.fixture
def mail_program() -> Client:
    """No cookie, no page seen before, CSRF checks on."""
    return Client(enforce_csrf_checks=True)


def uri_in(header: str) -> str:
    (found,) = re.findall(r"<(https://[^>]+)>", header)
    return str(found)


def path_for(user: User) -> str:
    return uri_in(unsubscribing.headers(user.pk)["List-Unsubscribe"]).removeprefix(project.SITE_URL)


def is_on(user: User) -> bool:
    return bool(User.objects.values_list("digest_on", flat=True).get(pk=user.pk))


def test_list_unsubscribe_holds_one_https_uri_and_nothing_else_by_default() -> None:
    header = unsubscribing.headers(7)["List-Unsubscribe"]
    assert re.fullmatch(r"<https://curbside\.example/mail/stop/[\w:-]+/>", header)


def test_a_mailto_uri_follows_only_when_a_mailbox_is_set(settings: Settings) -> None:
    settings.UNSUBSCRIBE_MAILTO = "stop@curbside.example"
    header = unsubscribing.headers(7)["List-Unsubscribe"]
    first, second = header.split(", ")
    assert first == f"<{uri_in(header)}>"
    assert second.startswith("<mailto:stop@curbside.example?subject=stop%20")
    token = unquote(second).removesuffix(">").rsplit(" ", 1)[1]
    assert unsubscribing.owner_of(token) == 7


def test_list_unsubscribe_post_is_exactly_one_click() -> None:
    assert unsubscribing.headers(7)["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


@pytest.mark.django_db(transaction=True)
def test_both_headers_leave_as_they_are_written(
    ama: User, sink: Sink, put: Callable[..., Message], settings: Settings
) -> None:
    settings.UNSUBSCRIBE_MAILTO = "stop@curbside.example"
    headers = unsubscribing.headers(ama.pk)
    put(ama, headers=headers)
    deliver_ready(START)
    (kept,) = sink.kept
    assert {name: kept.mail[name] for name in headers} == headers
    raw = kept.raw.decode("ascii")
    assert raw.count("\r\nList-Unsubscribe: <https://") == 1
    assert raw.count("\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n") == 1
    assert "=?utf-8?" not in raw.split("\r\n\r\n")[0].lower()


@pytest.mark.django_db
def test_the_uri_names_its_reader_and_cannot_be_guessed(ama: User, ben: User, mail_program: Client) -> None:
    mine, theirs = path_for(ama), path_for(ben)
    assert mine != theirs
    signature = mine.rstrip("/").rsplit(":", 1)[1]
    assert len(signature) >= 43
    forged = theirs.replace(theirs.rstrip("/").rsplit(":", 1)[1], signature)
    assert mail_program.post(forged).status_code == 410
    assert (is_on(ama), is_on(ben)) == (True, True)


@pytest.mark.django_db
@pytest.mark.parametrize("written", BODIES)
def test_a_post_takes_effect_at_once_however_its_body_is_written(
    ama: User, ben: User, mail_program: Client, written: str
) -> None:
    content_type, body = BODIES[written]
    answer = mail_program.generic("POST", path_for(ama), body, content_type, secure=True)
    assert answer.status_code == 200
    assert (is_on(ama), is_on(ben)) == (False, True)


@pytest.mark.django_db
def test_a_post_needs_no_cookie_and_sets_none(ama: User, mail_program: Client) -> None:
    answer = mail_program.generic("POST", path_for(ama), ONE_CLICK, FORM, secure=True)
    assert not is_on(ama)
    assert "Set-Cookie" not in answer.headers
    assert not mail_program.cookies
    assert not Session.objects.exists()


@pytest.mark.django_db
def test_a_post_needs_no_sign_in_referrer_or_origin_of_ours(ama: User, mail_program: Client) -> None:
    headers = {"Origin": "https://mail.example", "Sec-Fetch-Site": "cross-site"}
    mail_program.generic("POST", path_for(ama), ONE_CLICK, FORM, secure=True, headers=headers)
    assert not is_on(ama)


@pytest.mark.django_db
def test_a_post_is_answered_without_a_redirect(ama: User, mail_program: Client) -> None:
    answer = mail_program.generic("POST", path_for(ama), ONE_CLICK, FORM, secure=True)
    assert answer.status_code == 200
    assert "Location" not in answer.headers
    assert "Refresh" not in answer.headers


@pytest.mark.django_db
def test_a_post_asks_for_no_confirmation(ama: User, mail_program: Client) -> None:
    answer = mail_program.generic("POST", path_for(ama), ONE_CLICK, FORM, secure=True)
    assert "<form" not in answer.content.decode()
    assert "No more weekly email" in answer.content.decode()


@pytest.mark.django_db
def test_a_second_post_is_answered_like_the_first(ama: User, mail_program: Client) -> None:
    answers = [mail_program.post(path_for(ama), secure=True) for _ in range(2)]
    assert answers[0].content == answers[1].content
    assert not is_on(ama)


@pytest.mark.django_db
def test_the_same_uri_on_get_shows_preferences_and_stops_nothing(ama: User, mail_program: Client) -> None:
    for _ in range(50):
        page = mail_program.get(path_for(ama), secure=True).content.decode()
        mail_program.head(path_for(ama), secure=True)
    for said in ("every week, on Sunday at 17:00", "Yes, stop it", "Once a month instead", "Change the day"):
        assert said in page
    assert is_on(ama)
    assert not mail_program.cookies


@pytest.mark.django_db
def test_the_page_offers_a_month_and_never_more_mail(ama: User, mail_program: Client) -> None:
    answer = mail_program.post(f"{path_for(ama)}?every=month")
    assert "Once a month from now on" in answer.content.decode()
    ama.refresh_from_db()
    assert (ama.digest_on, ama.digest_every) == (True, "month")
    assert "Once a month instead" not in mail_program.get(path_for(ama)).content.decode()
    mail_program.post(path_for(ama))
    mail_program.post(f"{path_for(ama)}?every=month")
    assert not is_on(ama)
    assert "The weekly email is off" in mail_program.get(path_for(ama)).content.decode()


@pytest.mark.django_db
def test_a_closed_account_is_told_so(ama: User, mail_program: Client) -> None:
    path = path_for(ama)
    User.objects.filter(pk=ama.pk).update(is_active=False)
    assert "The account this link belonged to is closed." in mail_program.get(path).content.decode()
    assert mail_program.post(path).status_code == 200


@pytest.mark.django_db
def test_a_link_never_expires(ama: User, mail_program: Client, clock: object) -> None:
    path = path_for(ama)
    clock.advance(days=4000)  # type: ignore[attr-defined]
    mail_program.post(path)
    assert not is_on(ama)
