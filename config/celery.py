"""The Celery application: worker and beat only ring the bell, PostgreSQL holds the truth."""

import os

from celery import Celery
from django.conf import settings

from config.schedule import schedule

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("curbside")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.beat_schedule = schedule(settings.SWEEP_EVERY_SECONDS)
app.autodiscover_tasks()
