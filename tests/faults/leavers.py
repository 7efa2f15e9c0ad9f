"""What a leaving resident's process does: stop the weekly email in one of the ways there are."""

from __future__ import annotations

import time

from django.test import Client

from accounts.models import User
from outbox import unsubscribing
from outbox.models import Suppression
from web import clock

CLIENT = Client(enforce_csrf_checks=True, headers={"host": "127.0.0.1"})


def leave(how: str, user_id: int) -> float:
    """Leave, and return the moment of the answer (of the clock that all processes share)."""
    path = unsubscribing.link(user_id).split("8000", 1)[1]
    if how == "look":
        # Changes nothing, but everything is loaded when it comes to the point.
        CLIENT.get(path)
    elif how == "unsubscribe":
        answer = CLIENT.post(path, {"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200, answer.status_code
    elif how == "switch":
        User.objects.filter(pk=user_id).update(digest_on=False)
    elif how == "deactivate":
        User.objects.filter(pk=user_id).update(is_active=False)
    elif how == "bounce":
        address = User.objects.get(pk=user_id).email
        Suppression.objects.create(owner_id=user_id, address=address, reason="refused", at=clock.now())
    elif how == "delete":
        # In this order: nothing new leaves, what is on the wire arrives, then there is nobody left.
        User.objects.filter(pk=user_id).update(is_active=False)
        unsubscribing.let_pass(user_id)
        User.objects.get(pk=user_id).delete()
    return time.monotonic()


def leave_all(turns: list[tuple[str, int]]) -> list[float]:
    """One after the other."""
    return [leave(how, user_id) for how, user_id in turns]
