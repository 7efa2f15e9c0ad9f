"""What an actor does for the mail server's tests: queue one letter, deliver what is ready."""

from __future__ import annotations

from typing import Any

from accounts.models import User
from followups.digest import queue_due
from followups.sweep import sweep
from outbox.delivery import deliver_ready
from outbox.models import Kind, Message
from web.clock import database_now


def act(verb: str, *arguments: Any) -> Any:
    """`put` a letter of its own resident and return its id, or `deliver` and return how many left."""
    return put(*arguments) if verb == "put" else deliver_ready()


def put(name: str) -> int:
    """One waiting letter."""
    address = f"{name}@letters.example".lower()
    user = User.objects.filter(email=address).first() or User.objects.create_user(address)
    message = Message(owner=user, key=f"letter:{name}", kind=Kind.TEST, to=user.email, subject="A letter")
    message.text, message.next_try_at = "One line.\n", database_now()
    message.save()
    return message.pk


def one_pass() -> list[str]:
    """Each periodic job once, as `manage.py sweep`; what went wrong."""
    said = []
    for job in (sweep, queue_due, deliver_ready):
        try:
            job()
        except Exception as error:
            said.append(f"{type(error).__name__}: {error}")
    return said
