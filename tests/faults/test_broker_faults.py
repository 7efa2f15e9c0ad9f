"""Redis away, and the web that never asks it, small."""

import ast
import socket
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from accounts.models import User
from config.celery import app
from followups.tasks import digests, sweep
from quickstart.places import ROOT
from tests.conftest import Clock
from tests.faults.delivery_faults import Fire
from tests.faults.harness import Arena
from tests.faults.sweep_faults import FIRES
from tests.faults.visitor import Form
from tests.making import owed, person, welcomed

APPS = [name for name in settings.INSTALLED_APPS if (ROOT / name).is_dir()]
RINGS = {"delay", "apply_async", "send_task", "delay_on_commit", "apply_async_on_commit"}
PING = "dashboard/health.py"


@pytest.mark.slow
@pytest.mark.parametrize(
    "fire", [one for one in FIRES if "I4" in one.about], ids=lambda fire: f"{fire.about} {fire.name}"
)
def test_redis_away_is_only_delay(arena: Arena, fire: Fire) -> None:
    outcome = fire.small(arena, 1)
    print(outcome.line)
    assert outcome.holds, outcome.line


def test_worker_and_beat_never_give_up() -> None:
    assert app.conf.broker_connection_max_retries is None


def test_a_mail_queued_after_this_minutes_delivery_leaves_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise it waits for the next tick, and so would everything after an outage."""
    sent: list[int] = []
    monkeypatch.setattr("followups.tasks.delivery.deliver_ready", lambda: sent.append(1))
    for queued, delivered in ((0, 0), (3, 1)):
        monkeypatch.setattr("followups.tasks.digest.queue_due", lambda queued=queued: queued)
        digests()
        assert len(sent) == delivered


# ------------------------------------------------------------------ no page asks Redis for anything
def rings(source: str | bytes) -> set[str]:
    """What in a module could ring Celery's bell or open a line to Redis."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and node.attr in RINGS:
            found.add(node.attr)
        if isinstance(node, ast.Import):
            found |= {one.name for one in node.names if one.name.split(".")[0] in ("redis", "kombu")}
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in ("redis", "kombu"):
            found.add(node.module or "")
    return found


def test_no_module_of_the_application_rings_the_bell_itself() -> None:
    assert rings("sweep.delay()") == {"delay"} and rings("from redis import Redis") == {"redis"}
    named = {
        str(path.relative_to(ROOT)): rings(path.read_bytes())
        for app in APPS
        for path in (ROOT / app).rglob("*.py")
    }
    assert len(named) > 100
    assert {path: found for path, found in named.items() if found} == {PING: {"redis"}}


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Any]]:
    """Every line this process opens, which fails loudly; PostgreSQL's is not Python's socket."""
    opened: list[Any] = []

    def connect(_: socket.socket, address: Any) -> None:
        opened.append(address)
        raise AssertionError(f"a page opened a line to {address}")

    monkeypatch.setattr(socket.socket, "connect", connect)
    monkeypatch.setattr(socket.socket, "connect_ex", connect)
    yield opened


def test_the_guard_sees_a_broker(calls: list[Any]) -> None:
    # A line of its own: one that an earlier test left open in Celery's pool would need no opening.
    with app.connection_for_write() as fresh, pytest.raises(Exception, match="opened a line"):
        sweep.apply_async(retry=False, connection=fresh)  # type: ignore[call-arg]
    assert calls


@pytest.mark.django_db
def test_every_save_answers_without_a_line_to_anywhere(
    ama: User, clock: Clock, client_for: Callable[[User], Client], calls: list[Any]
) -> None:
    contact = person(welcomed(ama))
    one = owed(contact, "promise", clock.now(), what="send the QT table")
    browser = client_for(ama)
    day = "2026-06-20"
    saves: list[tuple[str, str, str, dict[str, str]]] = [
        ("/capture/", "line", "", {"line": "Dr. Okafor"}),
        (f"/log/?person={contact.pk}", "kind", "", {"takeaway": "start a case log"}),
        (f"/meetings/new/?person={contact.pk}", "kind", "", {"at": f"{day}T10:00"}),
        ("/events/new/", "name", "", {"name": "APA", "starts_on": day, "ends_on": day}),
        (f"/follow-ups/{one.pk}/snooze", "until", "", {"until": day}),
        (f"/people/{contact.pk}/remind", "what", "", {"what": "ask about the fellowship", "on": day}),
        (f"/people/{contact.pk}/cadence/", "cadence", "", {"cadence": "update"}),
        ("/me/mail/settings/", "digest_hour", "", {"digest_on": "on"}),
        ("/me/account/", "time_zone", "", {"name": "Ama"}),
        ("/me/pause/", "until", "", {"until": day}),
    ]
    for page, wanted, path, typed in saves:
        form = Form(wanted)
        form.feed(browser.get(page).content.decode())
        assert form.found, page
        answer = browser.post(path or page, {**form.fields, **typed})
        assert answer.status_code == 302, (page, answer.status_code)
    for press in (f"/follow-ups/{one.pk}/done", f"/follow-ups/{one.pk}/undo", f"/people/{contact.pk}/trash"):
        assert browser.post(press).status_code == 302, press
    assert calls == []
