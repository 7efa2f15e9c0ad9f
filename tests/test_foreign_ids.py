"""Somebody else's id written into a field of a form: refused, nothing of theirs shown or touched."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.core import serializers
from django.db.models import Model
from django.test import Client

from accounts.models import User
from contacts.models import Way
from followups.windows import Basis
from interactions import recording
from interactions.models import Event, Group, GroupMember, Promise, Session, Target
from interactions.recording import PromiseMade
from residents.models import Achievement, Affiliation
from tests.conftest import START
from tests.foreign_forms import CASES, PASSED_OVER
from tests.making import owed, person, welcomed

pytestmark = pytest.mark.django_db
ClientFor = Callable[[User], Client]
CANARY = "Quillfeather"


def belongings(user: User, name: str) -> dict[str, str]:
    """The ids of one of everything somebody can keep."""
    contact = person(user, f"Dr. Grace {name}")
    today = START.date()
    event = Event.objects.create(
        owner=user, name=f"{name} Day", kind="conference", starts_on=today, ends_on=today
    )
    promise = PromiseMade(contact, f"{name} slides", None, False)
    earlier = START - timedelta(hours=1)
    touch = recording.record(
        user, people=[contact], kind="met", at=earlier, event=event, promises=[promise], now=START
    )
    made: dict[str, Any] = {
        "contact": contact,
        "event": event,
        "touch": touch,
        "follow_up": owed(contact, Basis.MANUAL, START, because=f"About {name}."),
        "promise": touch.promises.get(),
        "participant": touch.participants.get(),
        "session": Session.objects.create(owner=user, event=event, title=f"{name} talks", starts_at=START),
        "target": Target.objects.create(owner=user, event=event, contact=person(user, f"Dr. Ida {name}")),
        "helper": person(user, f"Dr. Ed {name}"),
        "achievement": Achievement.objects.create(owner=user, title=f"{name} poster", on=today),
        "way": Way.objects.create(owner=user, contact=contact, kind="email", value=f"{name}@example.org"),
    }
    made["affiliation"] = Affiliation.objects.create(owner=user, kind="council", name=f"{name} Council")
    made["group"] = Group.objects.create(owner=user, name=f"{name} Club")
    made["member"] = GroupMember.objects.create(owner=user, group=made["group"], contact=contact, place=1)
    return {"owner": str(user.pk)} | {kind: str(one.pk) for kind, one in made.items()}


def kept_by(user: User) -> str:
    """Everything somebody keeps, as text."""
    kept: list[Model] = []
    for model in apps.get_models():
        if any(field.name == "owner" for field in model._meta.fields):
            kept += model._default_manager.filter(owner=user).order_by("pk")  # type: ignore[misc]
    return str(serializers.serialize("json", kept))


def filled(data: dict[str, str], ids: dict[str, str]) -> dict[str, str]:
    return {name: value.format(**ids) for name, value in data.items()}


@pytest.mark.parametrize(("path", "data", "field", "kind"), CASES)
def test_a_strangers_id_is_refused(
    ama: User, ben: User, client_for: ClientFor, path: str, data: dict[str, str], field: str, kind: str
) -> None:
    theirs, mine = belongings(ben, CANARY), belongings(welcomed(ama), "Adeyemi")
    client, sent = client_for(ama), filled(data, mine)
    before = kept_by(ben), kept_by(ama)
    answer = client.post(path.format(**mine), sent | {field: theirs[kind]})
    assert answer.status_code in (404, 422)
    assert CANARY not in answer.content.decode()
    assert (kept_by(ben), kept_by(ama)) == before
    # The same form with her own id is saved, so it was the id that was refused.
    assert client.post(path.format(**mine), sent | {field: mine[kind]}).status_code == 302
    assert kept_by(ben) == before[0]


@pytest.mark.parametrize(("path", "data", "field", "kind"), PASSED_OVER)
def test_a_strangers_id_means_nobody(
    ama: User, ben: User, client_for: ClientFor, path: str, data: dict[str, str], field: str, kind: str
) -> None:
    theirs, mine = belongings(ben, CANARY), belongings(welcomed(ama), "Adeyemi")
    before = kept_by(ben)
    sent = filled(data, mine) | {field: theirs[kind]}
    answer = client_for(ama).post(path.format(**mine), sent, follow=True)
    assert CANARY not in answer.content.decode()
    assert kept_by(ben) == before
    assert not Promise.objects.filter(owner=ama).exclude(contact__owner=ama).exists()
