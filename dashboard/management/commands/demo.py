"""`manage.py demo`: invented people in an empty database, for development."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from quickstart import demo
from web import clock


class Command(BaseCommand):
    """Loads the demo, or says how to sign in to it."""

    help = "Load demo data into an empty database. Running it again changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        chosen = parser.add_mutually_exclusive_group()
        chosen.add_argument("--sign-ins", action="store_true", help="print who can sign in")
        chosen.add_argument("--code", action="store_true", help="print the coordinator's one-time code")
        chosen.add_argument("--contacts", type=int, metavar="N", help="N people of one owner, for measuring")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self.stdout.write(self._answer(options))
        except demo.Refused as refused:
            raise CommandError(str(refused)) from refused

    def _answer(self, options: dict[str, Any]) -> str:
        if options["sign_ins"]:
            return demo.sign_ins()
        if options["code"]:
            return demo.code()
        if options["contacts"]:
            return demo.load_volume(options["contacts"], clock.now(), self.stdout.write)
        return demo.load(clock.now())
