"""What an actor does, one step after the other, where a test needs no more than one process for it."""

from __future__ import annotations

from typing import Any

from accounts.models import User
from followups.digest import queue_due
from followups.sweep import sweep
from outbox import holding
from outbox.delivery import deliver_ready
from outbox.models import Kind, Message
from tests.faults.people import make
from web.clock import database_now


def act(verb: str, *arguments: Any) -> Any:
    """Make `people`, `put` a letter for its own resident, `queue` weeks, or `deliver` what is ready."""
    if verb == "people":
        return make(*arguments)
    if verb == "put":
        return put(*arguments)
    return queue_due() if verb == "queue" else deliver_ready()


def put(name: str) -> int:
    """One waiting letter. A database without mail releases itself."""
    holding.released()
    address = f"{name}@letters.example".lower()
    user = User.objects.filter(email=address).first() or User.objects.create_user(address)
    message = Message(owner=user, key=f"letter:{name}", kind=Kind.TEST, to=user.email, subject="A letter")
    message.text, message.next_try_at = "One line.\n", database_now()
    message.save()
    return message.pk


def one_pass(*arguments: Any) -> Any:
    """Each periodic job once, as `manage.py sweep`; what went wrong. With arguments it makes people first."""
    if arguments:
        return make(*arguments)
    said = []
    for job in (sweep, queue_due, deliver_ready):
        try:
            job()
        except Exception as error:
            said.append(f"{type(error).__name__}: {error}")
    return said
