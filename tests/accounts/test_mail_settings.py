"""When the weekly email leaves, how often, and what it may say, are the resident's."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.work_mail import note_staff
from followups.models import Digest
from outbox.models import Kind, Message
from tests.conftest import START, Clock

pytestmark = pytest.mark.django_db
ClientFor = Callable[[User], Client]
FORM = {
    "digest_on": "on",
    "digest_every": "week",
    "digest_weekday": "5",
    "digest_hour": "8",
    "quiet_from": "22",
    "quiet_to": "6",
    "digest_discreet": "",
}


def test_everything_chosen_is_kept(ama: User, ben: User, client_for: ClientFor) -> None:
    client = client_for(ama)
    assert client.get(reverse("mail_settings")).status_code == 200
    answer = client.post(reverse("mail_settings"), FORM, follow=True)
    assert "The weekly email leaves on Saturdays at 08:00." in answer.content.decode()
    ama.refresh_from_db()
    ben.refresh_from_db()
    assert (ama.digest_on, ama.digest_weekday, ama.digest_hour) == (True, 5, 8)
    assert (ama.quiet_from, ama.quiet_to, ama.digest_every, ama.digest_discreet) == (22, 6, "week", None)
    assert (ben.digest_weekday, ben.digest_hour, ben.quiet_from) == (6, 17, 21)


@pytest.mark.parametrize(("sent", "kept"), [("True", True), ("False", False), ("", None)])
def test_names_left_out_always_never_or_at_work(
    ama: User, client_for: ClientFor, sent: str, kept: bool | None
) -> None:
    User.objects.filter(pk=ama.pk).update(digest_discreet=not kept)
    client_for(ama).post(reverse("mail_settings"), {**FORM, "digest_discreet": sent})
    ama.refresh_from_db()
    assert ama.digest_discreet is kept
    page = client_for(ama).get(reverse("mail_settings")).content.decode()
    assert f'<option value="{sent}" selected>' in page


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"digest_every": "month"}, "The email leaves once a month, on the first Saturday at 08:00."),
        ({"digest_hour": "23"}, "at 23:00. That is in your quiet hours, so it waits until 06:00."),
        ({"digest_hour": "5"}, "so it waits until 06:00."),
        ({"digest_hour": "9", "quiet_from": "8", "quiet_to": "12"}, "so it waits until 12:00."),
        ({"digest_hour": "6"}, "The weekly email leaves on Saturdays at 06:00.</"),
        ({"digest_hour": "9", "quiet_from": "9", "quiet_to": "9"}, "leaves on Saturdays at 09:00.</"),
        ({"digest_on": ""}, "No weekly email."),
    ],
)  # fmt: skip
def test_what_was_kept_is_said(ama: User, client_for: ClientFor, changes: dict[str, str], said: str) -> None:
    sent = {name: value for name, value in {**FORM, **changes}.items() if value or name != "digest_on"}
    page = client_for(ama).post(reverse("mail_settings"), sent, follow=True).content.decode()
    assert said in page


def test_switching_it_on_counts_from_that_moment_and_a_new_day_does_not(
    ama: User, client_for: ClientFor, clock: Clock
) -> None:
    client, url = client_for(ama), reverse("mail_settings")
    off = {name: value for name, value in FORM.items() if name != "digest_on"}
    for form, since in [
        (FORM, START),
        (off, START + timedelta(days=2)),
        (FORM, START + timedelta(days=3)),
    ]:
        clock.advance(days=1)
        client.post(url, form)
        ama.refresh_from_db()
        assert ama.digest_since == since
        assert ama.digest_on == ("digest_on" in form)


@pytest.mark.parametrize(
    "bad",
    [
        {"digest_weekday": "7"},
        {"digest_hour": "24"},
        {"digest_hour": ""},
        {"quiet_from": "24"},
        {"quiet_to": "-1"},
        {"quiet_to": ""},
        {"digest_every": "day"},
        {"digest_discreet": "maybe"},
        # Until Monday, which is another week.
        {"digest_weekday": "6", "digest_hour": "22"},
        {"digest_weekday": "6", "digest_hour": "23"},
    ],
)
def test_what_no_week_has_is_refused_beside_its_field(
    ama: User, client_for: ClientFor, bad: dict[str, str]
) -> None:
    answer = client_for(ama).post(reverse("mail_settings"), {**FORM, **bad})
    assert answer.status_code == 422
    assert f'id="id_{list(bad)[-1]}_error"' in answer.content.decode()
    ama.refresh_from_db()
    assert (ama.digest_weekday, ama.quiet_from, ama.digest_every) == (6, 21, "week")


@pytest.mark.parametrize("fine", [{"digest_hour": "21"}, {"digest_hour": "22", "quiet_from": "0"}])
def test_a_sunday_that_can_still_be_served_is_taken(
    ama: User, client_for: ClientFor, fine: dict[str, str]
) -> None:
    answer = client_for(ama).post(reverse("mail_settings"), {**FORM, "digest_weekday": "6", **fine})
    assert answer.status_code == 302


def test_an_address_at_work_is_warned_about(ama: User, client_for: ClientFor) -> None:
    client, url = client_for(ama), reverse("mail_settings")
    assert "address at work, and" not in client.get(url).content.decode()
    note_staff("cora@example.org")
    assert "carries no names and no places." in client.get(url).content.decode()
    User.objects.filter(pk=ama.pk).update(digest_discreet=False)
    assert "You chose to have names in it all the same." in client.get(url).content.decode()


def test_it_says_when_it_became_monthly_by_itself_and_choosing_answers(
    ama: User, client_for: ClientFor
) -> None:
    client, url = client_for(ama), reverse("mail_settings")
    for week in range(8):
        assert "it comes once a month now" not in client.get(url).content.decode()
        message = Message.objects.create(
            owner=ama, key=f"digest:{week}", kind=Kind.WEEKLY, to=ama.email, subject="s", text="t"
        )
        Digest.objects.create(
            owner=ama, iso_year=2026, iso_week=week + 1, send_at=START + week * timedelta(days=7),
            outcome="queued", message=message,
        )  # fmt: skip
        User.objects.filter(pk=ama.pk).update(digest_every="month")
    assert "it comes once a month now" in client.get(url).content.decode()
    client.post(url, FORM)
    newest = Digest.objects.order_by("-send_at").values_list("answered_at", flat=True)
    assert list(newest) == [START] + [None] * 7
    client.post(url, {**FORM, "digest_every": "month"})
    assert "it comes once a month now" not in client.get(url).content.decode()


def test_sign_up_asks_for_a_personal_address() -> None:
    page = Client().get(reverse("account_signup")).content.decode()
    assert "A personal address, please" in page
    assert 'aria-describedby="id_email_helptext"' in page


def test_it_needs_a_signed_in_person() -> None:
    assert Client().get(reverse("mail_settings")).status_code == 302
