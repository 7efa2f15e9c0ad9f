"""The welcome says so when the address is at work."""

from collections.abc import Callable

from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.work_mail import note_staff


def test_an_address_at_work_is_warned_about_once(ama: User, client_for: Callable[[User], Client]) -> None:
    client, url = client_for(ama), reverse("welcome")
    assert "address at work" not in client.get(url).content.decode()
    note_staff("cora@example.org")
    assert "ama@example.org is an address at work" in client.get(url).content.decode()
    client.post(url, {"skip": "1"})
    assert "address at work" not in client.get(url).content.decode()
