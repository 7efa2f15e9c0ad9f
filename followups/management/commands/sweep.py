"""`manage.py sweep`: the periodic jobs without Redis, once or in a loop. Safe beside beat."""

from __future__ import annotations

import logging
import signal
from itertools import count
from threading import Event
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import Error, close_old_connections
from django.utils.module_loading import import_string

from followups.digest import queue_due
from followups.sweep import sweep
from outbox.delivery import deliver_ready
from outbox.starting import assert_at_start

logger = logging.getLogger("curbside.sweep")


class Command(BaseCommand):
    """Raise reminders, queue weekly emails, deliver mail."""

    help = "Raise due reminders, queue weekly emails and deliver mail; --loop does so every minute."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--loop", action="store_true", help="every minute until told to stop")
        parser.add_argument("--reminders", action="store_true", help="raise reminders only, once; no mail")

    def handle(self, *args: Any, **options: Any) -> None:
        stop = Event()
        hour = max(1, 3600 // settings.SWEEP_EVERY_SECONDS)
        if options["reminders"]:
            self.stdout.write(f"raised={sweep()}")
            return
        if not options["loop"]:
            self.once(stop, hourly=True)
            return
        assert_at_start()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        for turn in count():
            if stop.is_set():
                break
            try:
                self.once(stop, hourly=turn % hour == 0)
            except Error as error:
                # A database that is away is only delay; the next minute tries again.
                logger.error("the database did not answer: %s", type(error).__name__)
            close_old_connections()
            stop.wait(settings.SWEEP_EVERY_SECONDS)

    def once(self, stop: Event, hourly: bool) -> None:
        """Each job in turn; one that was asked to stop finishes what it is at and begins no other."""
        jobs = {"raised": sweep, "queued": queue_due, "sent": deliver_ready}
        if hourly:
            # By name: they belong to parts above this one.
            jobs |= {name: import_string(job) for name, job in settings.HOURLY_JOBS.items()}
        found = {}
        for name, job in jobs.items():
            if not stop.is_set():
                found[name] = job()
        self.stdout.write(" ".join(f"{name}={number}" for name, number in found.items()))
