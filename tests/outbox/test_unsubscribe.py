"""The unsubscribe link: GET asks, POST does, nothing opens a session (RFC 8058)."""

from collections.abc import Callable

import pytest
from django.conf import settings
from django.core import signing
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from outbox import unsubscribing
from outbox.models import Message, State

pytestmark = pytest.mark.django_db
FORM = "application/x-www-form-urlencoded"
MULTIPART = 'multipart/form-data; boundary="b"'
PART = '--b\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--b--\r\n'


def path_of(user: User) -> str:
    return unsubscribing.link(user.pk).removeprefix(settings.SITE_URL)


def is_on(user: User) -> bool:
    return bool(User.objects.values_list("digest_on", flat=True).get(pk=user.pk))


@pytest.fixture
def stranger() -> Client:
    """A mail program: no cookie, CSRF checks on."""
    return Client(enforce_csrf_checks=True)


def test_get_asks_fifty_times_and_changes_nothing(ama: User, stranger: Client) -> None:
    for _ in range(50):
        answer = stranger.get(path_of(ama))
        assert answer.status_code == 200
    assert "Nothing changes until you press the button." in answer.content.decode()
    assert stranger.head(path_of(ama)).status_code == 200
    assert is_on(ama)


@pytest.mark.parametrize(
    ("content_type", "body"), [(FORM, "List-Unsubscribe=One-Click"), (MULTIPART, PART), (FORM, "")]
)
def test_post_stops_it_at_once_without_cookie_or_redirect(
    ama: User, ben: User, stranger: Client, content_type: str, body: str
) -> None:
    answer = stranger.generic("POST", path_of(ama), body, content_type)
    assert answer.status_code == 200
    assert "No more weekly email" in answer.content.decode()
    assert (is_on(ama), is_on(ben)) == (False, True)
    assert "session" not in " ".join(stranger.cookies)
    assert stranger.post(path_of(ama)).status_code == 200


def test_what_waits_does_not_leave_any_more(ama: User, stranger: Client, put: Callable[..., Message]) -> None:
    states = {state: put(ama, state.value, state=state) for state in State}
    stranger.post(path_of(ama))
    for before, message in states.items():
        message.refresh_from_db()
        gone = before in (State.PENDING, State.CLAIMED, State.RETRY, State.SUPPRESSED)
        assert message.state == (State.SUPPRESSED if gone else before)


@pytest.mark.parametrize(
    "token",
    [
        "nonsense",
        signing.dumps(1),
        signing.dumps({"user": 1}, salt="outbox.unsubscribe"),
        signing.dumps("1", salt="x"),
    ],
    # A token holds the second it was made in, and two workers collect in two.
    ids=["nonsense", "unsalted", "an object", "another salt"],
)
def test_a_token_not_made_here_is_gone(ama: User, stranger: Client, token: str) -> None:
    for method in (stranger.get, stranger.post):
        assert method(reverse("unsubscribe", args=[token])).status_code == 410
    assert is_on(ama)


def test_a_token_of_an_account_that_is_gone_is_answered_politely(ama: User, stranger: Client) -> None:
    path = path_of(ama)
    ama.delete()
    assert stranger.post(path).status_code == 200


def test_the_page_names_nobody(ama: User, stranger: Client) -> None:
    page = stranger.get(path_of(ama)).content.decode()
    assert ama.email not in page
    assert ama.name not in page.replace("name", "")


def test_asking_costs_one_statement_and_a_forgery_none(
    ama: User, stranger: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        stranger.get(path_of(ama))
    with django_assert_num_queries(0):
        stranger.post(path_of(ama)[:-3])
