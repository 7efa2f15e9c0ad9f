"""The Celery application: worker and beat only ring the bell, PostgreSQL holds the truth."""

import os
from typing import Any

from celery import Celery, bootsteps
from django.conf import settings
from django.utils.module_loading import import_string
from kombu.transport import TRANSPORT_ALIASES

from config.schedule import schedule

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

TRANSPORT_ALIASES.update({"redis": "config.broker:Transport", "rediss": "config.broker:Transport"})

app = Celery("curbside")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.beat_schedule = schedule(settings.SWEEP_EVERY_SECONDS)
app.autodiscover_tasks()


class Durable(bootsteps.Step):  # type: ignore[misc]
    """A worker does not start on a database that may forget which mail left."""

    def __init__(self, parent: Any, **options: Any) -> None:
        super().__init__(parent, **options)
        import_string("outbox.starting.assert_at_start")()


app.steps["worker"].add(Durable)
