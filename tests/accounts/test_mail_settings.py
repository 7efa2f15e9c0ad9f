"""Day and hour of the weekly email are the resident's."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.conftest import START, Clock

pytestmark = pytest.mark.django_db
ClientFor = Callable[[User], Client]


def test_day_and_hour_are_kept(ama: User, ben: User, client_for: ClientFor) -> None:
    client = client_for(ama)
    assert client.get(reverse("mail_settings")).status_code == 200
    form = {"digest_on": "on", "digest_weekday": "5", "digest_hour": "8"}
    answer = client.post(reverse("mail_settings"), form, follow=True)
    assert "The weekly email leaves on Saturdays at 08:00." in answer.content.decode()
    ama.refresh_from_db()
    ben.refresh_from_db()
    assert (ama.digest_on, ama.digest_weekday, ama.digest_hour) == (True, 5, 8)
    assert (ben.digest_weekday, ben.digest_hour) == (6, 17)


def test_switching_it_on_counts_from_that_moment_and_a_new_day_does_not(
    ama: User, client_for: ClientFor, clock: Clock
) -> None:
    client, url = client_for(ama), reverse("mail_settings")
    for form, since in [
        ({"digest_on": "on", "digest_weekday": "5", "digest_hour": "17"}, START),
        ({"digest_weekday": "5", "digest_hour": "17"}, START + timedelta(days=2)),
        ({"digest_on": "on", "digest_weekday": "5", "digest_hour": "17"}, START + timedelta(days=3)),
    ]:
        clock.advance(days=1)
        client.post(url, form)
        ama.refresh_from_db()
        assert ama.digest_since == since
        assert ama.digest_on == ("digest_on" in form)


@pytest.mark.parametrize("bad", [{"digest_weekday": "7"}, {"digest_hour": "24"}, {"digest_hour": ""}])
def test_what_no_week_has_is_refused(ama: User, client_for: ClientFor, bad: dict[str, str]) -> None:
    form = {"digest_on": "on", "digest_weekday": "5", "digest_hour": "8", **bad}
    assert client_for(ama).post(reverse("mail_settings"), form).status_code == 422
    ama.refresh_from_db()
    assert ama.digest_weekday == 6


def test_it_needs_a_signed_in_person() -> None:
    assert Client().get(reverse("mail_settings")).status_code == 302
