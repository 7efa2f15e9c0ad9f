"""Whatever was recorded, changed and deleted: what remains owed is what the surviving touches say."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from accounts.models import User
from contacts.models import Contact, Introduction
from followups import planning
from followups.models import FollowUp
from interactions import recording
from interactions.models import Event, Interaction, Kind
from interactions.recording import PromiseMade

NOW = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)
PEOPLE = 3

touches = st.fixed_dictionaries(
    {
        "people": st.sets(st.integers(0, PEOPLE - 1), min_size=1, max_size=2).map(sorted),
        "kind": st.sampled_from([Kind.MET, Kind.EMAIL, Kind.INFORMATIONAL]),
        # Few moments, so that ties and same days happen.
        "hours": st.sampled_from([0, 1, 2, 5, 24, 25, 30, 48, 100, 700, 2500, 3600]),
        "event": st.sampled_from([None, 0, 1]),
        "meaningful": st.booleans(),
        "takeaway": st.sampled_from(["", "start a case log"]),
        "introducer": st.sampled_from([None, None, 0]),
        "promise": st.sampled_from([None, "mine", "theirs", "dated"]),
    }
)
actions = st.one_of(
    st.tuples(st.just("record"), touches),
    st.tuples(st.just("change"), st.integers(0, 9), touches),
    st.tuples(st.just("delete"), st.integers(0, 9)),
    st.tuples(st.just("restore"), st.integers(0, 9)),
)


# Shrinking a failure replays it for minutes; the sequences are short enough to read as they are.
FEW = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)


class World:
    """Ama's people and events, and the verbs applied to them by plain values."""

    def __init__(self, owner: User) -> None:
        self.owner = owner
        rhythms = ["update", "check_in", "none"]
        stages = ["identified", "contacted", "recurring"]
        self.people = [
            Contact.objects.create(
                owner=owner,
                family_name=f"P{n}",
                cadence=rhythms[n],
                stage=stages[n],
                cadence_set_on=NOW.date(),
            )
            for n in range(PEOPLE)
        ]
        self.events = [
            Event.objects.create(
                owner=owner, name=f"E{n}", time_zone=zone, starts_on=NOW.date(), ends_on=NOW.date()
            )
            for n, zone in enumerate(["Pacific/Kiritimati", "America/New_York"])
        ]
        for contact in self.people:
            planning.settle(contact, None)
        self.made: list[tuple[Interaction, dict[str, Any]]] = []

    def fields(self, touch: dict[str, Any]) -> dict[str, Any]:
        people = [self.people[n] for n in touch["people"]]
        kind = touch["promise"]
        by = (NOW + timedelta(days=20)).date() if kind == "dated" else None
        promises = [PromiseMade(one, "send a paper", by, kind == "theirs") for one in people] if kind else []
        return {
            "people": people,
            "kind": touch["kind"],
            "at": NOW - timedelta(hours=touch["hours"]),
            "event": None if touch["event"] is None else self.events[touch["event"]],
            "meaningful": touch["meaningful"],
            "takeaway": touch["takeaway"],
            "introduced_by": None if touch["introducer"] is None else self.people[touch["introducer"]],
            "promises": promises,
        }

    def do(self, action: tuple[Any, ...]) -> None:
        verb, *rest = action
        if verb == "record":
            self.made.append((recording.record(self.owner, now=NOW, **self.fields(rest[0])), rest[0]))
        elif self.made:
            place = rest[0] % len(self.made)
            one = self.made[place][0]
            if verb == "change" and one.deleted_at is None:
                recording.change(one, now=NOW, **self.fields(rest[1]))
                self.made[place] = (one, rest[1])
            elif verb == "delete":
                recording.delete(one, NOW)
            elif verb == "restore":
                recording.restore(one, NOW)

    def state(self) -> dict[str, Any]:
        """What is owed and known of everybody, with ids of touches replaced by their order."""
        alive = sorted(
            (one for one, _ in self.made if one.deleted_at is None), key=lambda one: (one.at, one.pk)
        )
        names = {f"interaction:{one.pk}": f"touch {n}" for n, one in enumerate(alive)}
        for n, one in enumerate(alive):
            ordered = sorted(one.promises.all(), key=lambda promise: promise.contact_id)
            names |= {f"promise:{p.pk}": f"promise {n}.{m}" for m, p in enumerate(ordered)}
        owed = FollowUp.objects.filter(owner=self.owner, closed_at__isnull=True)
        contacts = Contact.objects.filter(owner=self.owner).order_by("pk")
        return {
            "owed": sorted(
                (
                    *(one.contact_id, one.basis, names.get(one.occurrence, one.occurrence), one.because),
                    *(one.starts_at, one.opens_at, one.due_at, one.late_at),
                )
                for one in owed
            ),
            "people": list(
                contacts.values_list(
                    "pk", "last_touch_at", "last_touch_how", "stage", "next_at", "search_heard"
                )
            ),
            "introduced": sorted(Introduction.objects.values_list("introducer_id", "introduced_id")),
        }


def replayed(world: World, alive: list[dict[str, Any]]) -> dict[str, Any]:
    """The state after recording only these, in the order they happened."""
    with transaction.atomic():
        Interaction.objects.all().delete()
        fresh = World(world.owner)
        fresh.people, fresh.events = world.people, world.events
        Contact.objects.filter(pk__gt=world.people[-1].pk).delete()
        for touch in alive:
            fresh.do(("record", touch))
        state = fresh.state()
        transaction.set_rollback(True)
    return state


@pytest.mark.django_db
@settings(FEW)
@given(plan=st.lists(actions, min_size=2, max_size=7))
def test_any_sequence_equals_recording_the_survivors(ama: User, plan: list[tuple[Any, ...]]) -> None:
    with transaction.atomic():
        world = World(ama)
        savepoint = transaction.savepoint()
        for action in plan:
            world.do(action)
        after = world.state()
        alive = [(one.at, one.pk, touch) for one, touch in world.made if one.deleted_at is None]
        transaction.savepoint_rollback(savepoint)
        alive.sort(key=lambda entry: entry[:2])
        expected = replayed(world, [touch for _, _, touch in alive])
        transaction.set_rollback(True)
    assert after == expected


def everything(owner: User) -> dict[str, Any]:
    """All that touches write, without the ids of rows that may be made again."""
    # A window that had been answered and is not any more is planned anew, and its history with it.
    history = {"basis__in": ["update", "check_in"], "closed_at__isnull": False}
    rows = (
        FollowUp.objects.filter(owner=owner).exclude(**history).order_by("contact_id", "basis", "occurrence")
    )
    key = ("contact_id", "basis", "occurrence")
    links = {
        name: sorted(
            getattr(Interaction, name)
            .through.objects.exclude(followup__basis__in=["update", "check_in"])
            .values_list("interaction_id", *(f"followup__{field}" for field in key))
        )
        for name in ("opened", "closed")
    }
    return {
        "follow-ups": [{**row, "id": 0, "created_at": 0} for row in rows.exclude(outcome="expired").values()],
        "people": list(Contact.objects.filter(owner=owner).order_by("pk").defer("version").values()),
        "introduced": sorted(Introduction.objects.values_list("introducer_id", "introduced_id", "on")),
        **links,
    }


@pytest.mark.django_db
@settings(FEW)
@given(
    told=st.lists(touches, min_size=2, max_size=5),
    ended=st.lists(st.integers(0, 20), max_size=3),
    answered=st.integers(0, 20),
    order=st.lists(st.integers(0, 9), min_size=1, max_size=5),
)
def test_what_is_deleted_and_restored_is_exactly_as_it_was(
    ama: User, told: list[dict[str, Any]], ended: list[int], answered: int, order: list[int]
) -> None:
    with transaction.atomic():
        world = World(ama)
        for touch in told:
            world.do(("record", touch))
        by_hand = list(FollowUp.objects.owed().exclude(basis__in=["update", "check_in"]).order_by("pk"))
        for n, place in enumerate(ended if by_hand else []):
            one = FollowUp.objects.get(pk=by_hand[place % len(by_hand)].pk)
            if n and one.is_owed:
                planning.snooze(one, NOW + timedelta(days=2))
            planning.finish(one, "done", NOW)
        promises = list(FollowUp.objects.owed().filter(basis__startswith="promise").order_by("pk"))
        if promises:
            kept = promises[answered % len(promises)]
            note = recording.record(
                ama, people=[kept.contact], kind=Kind.EMAIL, at=NOW, also_closes=[kept.pk], now=NOW
            )
            world.made.append((note, {}))
        before = everything(ama)
        gone = [world.made[place % len(world.made)][0] for place in order]
        for lost in gone:
            recording.delete(lost, NOW + timedelta(hours=1))
        for lost in reversed(gone):
            recording.restore(lost, NOW + timedelta(hours=2))
        after = everything(ama)
        transaction.set_rollback(True)
    assert after == before
