"""`manage.py sweep`: the jobs without Redis."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from accounts.models import User
from followups.models import Reminder
from followups.windows import Basis
from outbox.models import Heartbeat
from tests.conftest import Clock
from tests.making import owed, person


@pytest.mark.django_db(transaction=True)
def test_once_runs_every_job_and_says_what_it_did(ama: User, clock: Clock) -> None:
    owed(person(ama), Basis.MANUAL, clock.now() - timedelta(days=400), what="x")
    said = StringIO()
    call_command("sweep", stdout=said)
    assert said.getvalue().startswith("raised=1 queued=")
    assert Reminder.objects.get().stage == "late"
    assert {"sweep", "digests"} <= set(Heartbeat.objects.values_list("job", flat=True))


def test_reminders_only_leaves_mail_alone(ama: User, clock: Clock) -> None:
    owed(person(ama), Basis.MANUAL, clock.now() - timedelta(days=400), what="x")
    said = StringIO()
    call_command("sweep", "--reminders", stdout=said)
    assert said.getvalue() == "raised=1\n"
    assert list(Heartbeat.objects.values_list("job", flat=True)) == ["sweep"]
