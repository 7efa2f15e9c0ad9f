"""`manage.py mail status|hold|release`: may this database send, and letting or not letting it."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db.models import Count

from followups import releasing
from outbox import holding
from outbox.models import Message, State
from web import clock


class Command(BaseCommand):
    """Hold mode, for the person who restores backups."""

    help = "Say whether this database may send mail; hold it; or release a restored copy."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["status", "hold", "release"])
        parser.add_argument(
            "--send-waiting",
            action="store_true",
            help="with release: nothing left elsewhere meanwhile, so send what waits instead of settling it",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["what"] == "hold":
            held = releasing.hold(None, clock.now())
            self.stdout.write("Held as of now." if held else "It was held already.")
        elif options["what"] == "release":
            self.release(send_waiting=options["send_waiting"])
        self.status()

    def release(self, *, send_waiting: bool) -> None:
        """Release, and say what was settled."""
        settled = releasing.release(None, clock.now(), send_waiting=send_waiting)
        if settled is None:
            self.stdout.write("Nothing to do: this database may send already.")
            return
        self.stdout.write(
            f"Released. {settled.mails} waiting mails became unknown and are not sent; "
            f"{settled.weeks} weekly lists count as missed, and what they held rides in the next ones."
        )

    def status(self) -> None:
        """One line on holding, one on the queue."""
        now = holding.standing()
        if now.released and now.release:
            self.stdout.write(f"released: {now.release.at:%Y-%m-%d %H:%M} UTC by {now.release.by}")
        elif now.release:
            self.stdout.write(f"held: by {now.release.by}, {now.release.held_at:%Y-%m-%d %H:%M} UTC")
        else:
            self.stdout.write("held: this database is a copy, or older than hold mode; nobody released it")
        counted = Message.objects.values_list("state").annotate(Count("pk")).order_by("state")
        found = {State(state): number for state, number in counted}
        self.stdout.write(" ".join(f"{state.value}={found.get(state, 0)}" for state in State))
