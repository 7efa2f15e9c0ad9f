"""“Sent mail”: a resident sees every mail to them, and nobody else's."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings

from accounts.models import User
from followups.models import Digest
from outbox.models import Kind, Message, State

SUNDAY = datetime(2026, 5, 24, 23, 0, tzinfo=UTC)
ClientFor = Callable[[User], Client]
pytestmark = pytest.mark.django_db


def message(user: User, key: str = "a", **fields: Any) -> Message:
    values = {"kind": Kind.WEEKLY, "to": user.email, "subject": f"Subject {key}", "text": f"Text of {key}."}
    return Message.objects.create(owner=user, key=key, **{**values, "created_at": SUNDAY, **fields})


def week(user: User, outcome: str, number: int = 21) -> Digest:
    at = SUNDAY + timedelta(days=7 * (number - 21))
    return Digest.objects.create(owner=user, iso_year=2026, iso_week=number, send_at=at, outcome=outcome)


@pytest.fixture(autouse=True)
def has_mail_server(settings: Settings) -> None:
    settings.HAS_MAIL_SERVER = True


@pytest.mark.parametrize(
    ("state", "reason", "word", "sentence"),
    [
        (State.PENDING, "", "on its way", "It leaves within a minute or two."),
        (State.CLAIMED, "", "on its way", "It leaves within a minute or two."),
        (State.SENDING, "", "on its way", "It leaves within a minute or two."),
        (State.RETRY, "451 Come back later.", "waiting", "451 Come back later. It will be tried again,"),
        (State.SENT, "", "sent", "Taken by the mail server at 17:00:03."),
        (State.DEAD, "550 No such mailbox", "refused", "550 No such mailbox. Its items stay on Today."),
        (State.UNKNOWN, "", "unknown", "It may have reached you. It is never sent twice"),
        (State.SUPPRESSED, "The account is closed.", "not sent", "The account is closed."),
    ],
)
def test_each_state_in_words(
    ama: User, client_for: ClientFor, state: State, reason: str, word: str, sentence: str
) -> None:
    message(ama, state=state, reason=reason, finished_at=SUNDAY + timedelta(seconds=3))
    page = client_for(ama).get(reverse("sent_mail")).content.decode()
    assert f"</svg>{word}</p>" in page
    assert sentence in page
    assert "Sun 24 May" in page
    assert "17:00" in page


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        ("empty", "Nothing was due, so nothing was mailed."),
        ("paused", "You had paused."),
        ("missed", "It could not be written within two days"),
        ("deferred", "It waits until your quiet hours and nights are over."),
        ("skipped", "Your quiet hours and nights left no hour of that week."),
        ("resting", "Your list comes once a month."),
    ],
)
def test_weeks_without_a_mail_are_listed_with_their_reason(
    ama: User, client_for: ClientFor, outcome: str, words: str
) -> None:
    week(ama, outcome)
    page = client_for(ama).get(reverse("sent_mail")).content.decode()
    assert words in page
    assert ("No weekly email" in page) == (outcome != "deferred")


def test_a_queued_week_is_listed_once_as_its_mail(ama: User, client_for: ClientFor) -> None:
    Digest.objects.filter(pk=week(ama, "queued").pk).update(message=message(ama))
    page = client_for(ama).get(reverse("sent_mail")).content.decode()
    assert page.count('class="row"') == 1


def test_without_a_mail_server_the_page_says_that_mail_is_kept(
    ama: User, client_for: ClientFor, settings: Settings
) -> None:
    settings.HAS_MAIL_SERVER = False
    message(ama)
    page = client_for(ama).get(reverse("sent_mail")).content.decode()
    assert "No mail server is set up here." in page
    assert "kept here" in page


def test_newest_first_and_paged_with_few_queries(
    ama: User, client_for: ClientFor, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(1, 51):
        if number % 2:
            week(ama, "empty", number)
        else:
            message(ama, f"W{number:02d}", created_at=SUNDAY + timedelta(days=7 * (number - 21)))
    client = client_for(ama)
    with django_assert_max_num_queries(10):
        first = client.get(reverse("sent_mail")).content.decode()
    second = client.get(reverse("sent_mail"), {"page": 2}).content.decode()
    assert first.count('class="row"') == second.count('class="row"') == 25
    assert first.index("Subject W50") < first.index("Subject W48")
    assert "Subject W26" in first
    assert "Subject W24" in second


def test_the_text_of_a_mail_is_its_owners_alone(ama: User, ben: User, client_for: ClientFor) -> None:
    mine = message(ama, text="<b>A private line</b>")
    page = client_for(ama).get(mine.get_absolute_url())
    assert "&lt;b&gt;A private line" in page.content.decode()
    assert client_for(ben).get(mine.get_absolute_url()).status_code == 404
    assert "Subject" not in client_for(ben).get(reverse("sent_mail")).content.decode()
    for address in (mine.get_absolute_url(), reverse("sent_mail")):
        assert Client().get(address).status_code == 302


def test_mail_to_others_on_my_behalf_is_not_mail_to_me(ama: User, client_for: ClientFor) -> None:
    sent = message(ama, kind=Kind.INVITATION, to="owen@example.org")
    client = client_for(ama)
    assert "Subject" not in client.get(reverse("sent_mail")).content.decode()
    assert client.get(sent.get_absolute_url()).status_code == 404


def test_the_page_says_when_the_next_one_leaves_or_that_it_is_off(ama: User, client_for: ClientFor) -> None:
    client = client_for(ama)
    assert "Sunday 24 May, 17:00" in client.get(reverse("sent_mail")).content.decode()
    User.objects.filter(pk=ama.pk).update(digest_on=False)
    assert "It is off." in client.get(reverse("sent_mail")).content.decode()
