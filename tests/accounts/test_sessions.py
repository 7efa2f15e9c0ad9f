"""A session brings its user along, and ends whenever Django's own would."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Session, User
from dashboard.tidying import tidy
from residents.models import Resident
from tests.making import welcomed

Browser = Callable[[User], Client]
HOME = "/privacy/"


def signed_in(browser: Client) -> bool:
    """Whether the page greets somebody."""
    answer = browser.get("/people/")
    assert answer.status_code in (200, 302)
    return answer.status_code == 200


def test_session_user_and_resident_are_one_statement(ama: User, client_for: Browser) -> None:
    welcomed(ama)
    browser = client_for(ama)
    with CaptureQueriesContext(connection) as seen:
        answer = browser.get("/me/")
    asked = [query["sql"] for query in seen if "accounts_session" in query["sql"]]
    assert len(asked) == 1
    assert not any('FROM "accounts_user"' in query["sql"] for query in seen)
    assert not any('FROM "residents_resident"' in query["sql"] for query in seen)
    user = answer.context["request"].user
    assert (user.pk, user.email, user.time_zone, user.digest_since) == (
        ama.pk, ama.email, ama.time_zone, ama.digest_since,
    )  # fmt: skip
    assert user.resident == Resident.objects.get(user=ama)


def test_a_person_without_a_resident_row_is_still_known(ama: User, client_for: Browser) -> None:
    Resident.objects.filter(user=ama).delete()
    assert signed_in(client_for(ama))


def _inactive(user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)


def _other_password(user: User) -> None:
    user.set_password("nine slow otters drift")
    user.save()


def _deleted(user: User) -> None:
    user.delete()


@pytest.mark.parametrize("change", [_inactive, _other_password, _deleted])
def test_what_ends_an_account_ends_its_sessions(
    ama: User, client_for: Browser, change: Callable[[User], None]
) -> None:
    browser = client_for(ama)
    assert signed_in(browser)
    change(ama)
    assert not signed_in(browser)


def test_deleting_a_user_deletes_the_sessions(ama: User, ben: User, client_for: Browser) -> None:
    client_for(ama), client_for(ben)
    ama.delete()
    assert list(Session.objects.values_list("user_id", flat=True)) == [ben.pk]


def test_a_backend_no_longer_in_use_ends_the_session(ama: User, client_for: Browser, settings: Any) -> None:
    browser = client_for(ama)
    settings.AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
    assert not signed_in(browser)


def test_a_session_lasts_to_its_end_and_is_then_cleared_away(
    ama: User, client_for: Browser, clock: Any
) -> None:
    browser = client_for(ama)
    end = Session.objects.get().expire_date
    clock.set(end - timedelta(seconds=1))
    assert signed_in(browser)
    tidy()
    assert Session.objects.count() == 1
    clock.set(end + timedelta(seconds=1))
    assert not signed_in(browser)
    tidy()
    assert Session.objects.count() == 0


@pytest.mark.parametrize("key", ["", "short", "x" * 400, "a\x00b" * 10, "' OR true --", "é" * 32])
def test_a_made_up_key_is_nobody(client: Client, db: None, key: str) -> None:
    client.cookies[settings.SESSION_COOKIE_NAME] = key
    assert not signed_in(client)


def test_a_user_swapped_into_the_row_is_not_believed(ama: User, ben: User, client_for: Browser) -> None:
    browser = client_for(ama)
    User.objects.filter(pk=ben.pk).update(password=ama.password)
    Session.objects.update(user=ben)
    answer = browser.get("/me/")
    assert answer.context["request"].user == ama
