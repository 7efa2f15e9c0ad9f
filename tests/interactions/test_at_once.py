"""Two requests at the same moment: one row for one form, and nobody waits in a circle."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse

from contacts.models import Contact
from followups import planning
from followups.models import FollowUp, Outcome
from followups.windows import Basis
from interactions import ending, recording
from interactions.models import Interaction, Kind, Target
from tests.making import person

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*jobs: Callable[[], Any]) -> list[Any]:
    """Run the jobs in threads that start together; what each returned or raised."""
    barrier = threading.Barrier(len(jobs))
    results: list[Any] = [None] * len(jobs)

    def run(place: int, job: Callable[[], Any]) -> None:
        barrier.wait(timeout=30)
        try:
            results[place] = job()
        except Exception as error:
            results[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=entry) for entry in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return results


def test_a_form_sent_twice_at_once_is_one_touch(ama, client_for, grace):
    told = {"people": grace.pk, "kind": "met", "key": str(uuid.uuid4()), "new_people": "Hana Mori"}
    clients = [client_for(ama) for _ in range(4)]
    answers = at_once(*(lambda one=one: one.post(reverse("log"), told) for one in clients))
    assert {answer.status_code for answer in answers} == {302}
    assert Interaction.objects.count() == 1
    assert Contact.objects.count() == 2


def test_people_of_one_event_logged_from_two_phones(ama, clock, apa):
    people = [person(ama, f"Dr. Anna Number{n}") for n in range(12)]

    def log(contact):
        return lambda: recording.record(
            ama, people=[contact], kind=Kind.MET, at=clock.now(), event=apa, meaningful=True, now=clock.now()
        )

    results = at_once(*(log(contact) for contact in people))
    assert all(isinstance(result, Interaction) for result in results), results
    due = list(FollowUp.objects.filter(basis=Basis.CONFERENCE).values_list("due_at", flat=True))
    assert sorted(due.count(moment) for moment in set(due)) == [2, 5, 5]


def test_ticking_off_while_a_touch_answers_ends_it_once(ama, clock, touch, grace, apa):
    for _ in range(5):
        touch(grace, event=apa, meaningful=True)
        owed = FollowUp.objects.owed().get()
        clock.advance(hours=1)
        results = at_once(
            lambda: touch(grace, kind=Kind.EMAIL),
            lambda owed=owed: planning.finish(FollowUp.objects.get(pk=owed.pk), Outcome.DONE, clock.now()),
        )
        assert not any(isinstance(result, Exception) for result in results), results
        owed.refresh_from_db()
        assert not owed.is_owed
        clock.advance(hours=1)


def test_two_edits_of_one_version_save_once(ama, clock, touch, grace):
    one = touch(grace)

    def edit(words):
        mine = Interaction.objects.get(pk=one.pk)
        return lambda: recording.change(mine, now=clock.now(), takeaway=words, version=1)

    results = at_once(edit("one"), edit("two"), edit("three"))
    assert sum(isinstance(result, recording.ChangedMeanwhile) for result in results) == 2
    assert Interaction.objects.get().version == 2


def test_deleting_while_another_touch_is_logged(ama, clock, touch, grace, apa):
    first = touch(grace, event=apa, meaningful=True)
    clock.advance(hours=1)
    results = at_once(
        lambda: recording.delete(Interaction.objects.get(pk=first.pk), clock.now()),
        lambda: touch(grace, kind=Kind.EMAIL),
    )
    assert not any(isinstance(result, Exception) for result in results), results
    assert not FollowUp.objects.owed().exists()
    grace.refresh_from_db()
    assert grace.last_touch_at == clock.now()


def test_p38_four_workers_close_an_event_once_while_somebody_is_logged(ama, clock, apa, touch, grace, jonah):
    mentor = person(ama, "Dr. Thomas Halloran")
    for one in (grace, jonah):
        Target.objects.create(owner=ama, event=apa, contact=one, recommended_by=mentor)
    touch(grace, event=apa)
    over = ending.ended(apa)
    clock.set(over)

    def log():
        return recording.record(
            ama, people=[jonah], kind=Kind.MET, at=over - timedelta(hours=9), event=apa, now=over
        )

    results = at_once(*[lambda: ending.close_over(over)] * 4, log)
    # Whoever finds the resident held leaves it to the next minute.
    results.append(ending.close_over(over))
    assert sum(one for one in results if isinstance(one, int)) == 1, results
    assert isinstance(results[4], Interaction), results[4]
    (told,) = FollowUp.objects.filter(basis=Basis.CLOSE_LOOP)
    assert "Grace Adeyemi" in told.because and "Jonah Feld" in told.because
