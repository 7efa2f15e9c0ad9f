"""`manage.py access`: who may open which address, as a table."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand

from dashboard.access import OPENS, ROLES, RULES, Rule, addresses, answer


class Command(BaseCommand):
    """Prints the access matrix."""

    help = "Print who may open which address: one line an address, one column a role."

    def handle(self, *_: Any, **__: Any) -> None:
        known = addresses()
        width = max(len(one.path) for one in known) + 3
        self.stdout.write("".ljust(width) + "  ".join(ROLES))
        for one in known:
            cells = [answer(one.name, role).ljust(len(role)) for role in ROLES]
            self.stdout.write(f"/{one.path}".ljust(width) + "  ".join(cells).rstrip())
        kinds = Counter(RULES[one.name] for one in known)
        self.stdout.write("")
        for rule in Rule:
            self.stdout.write(f"{kinds[rule]:4} for {rule.value}")
        cells_open = sum(answer(one.name, role) == OPENS for one in known for role in ROLES)
        self.stdout.write(f"{len(known)} addresses × {len(ROLES)} roles; {cells_open} cells open")
