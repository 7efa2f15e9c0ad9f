"""A program of the measured size, with a coordinator who has a second factor: `python -m bench.roster`."""

import os
from datetime import timedelta
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.db import transaction  # noqa: E402

from programs.enrolling import advisor_named, enroll, make_program  # noqa: E402
from programs.models import Enrollment, Program, RosterEntry  # noqa: E402
from programs.projection import monday  # noqa: E402
from quickstart.demo.accounts import DOMAIN, People, set_up_code  # noqa: E402
from quickstart.demo.pools import FAMILY, GIVEN  # noqa: E402
from web import clock  # noqa: E402

COORDINATOR = f"bench.coordinator{DOMAIN}"
RESIDENTS = 50


@transaction.atomic
def build() -> None:
    """Fifty residents who share, seven advisors."""
    now = clock.now()
    coordinator = People().user(COORDINATOR, "Bench Coordinator", now - timedelta(days=60))
    set_up_code(coordinator)
    program = make_program(Program(name="Measured Residency"), coordinator, now)
    for number in range(RESIDENTS):
        resident = Enrollment(
            program=program,
            name=f"{GIVEN[number]} {FAMILY[-number]}",
            email=f"resident{number}{DOMAIN}",
            pgy_level=number % 4 + 1,
            track="Research" if number % 6 == 0 else "Categorical",
            academic_year=now.year,
        )
        enroll(resident, advisor_named(program, f"Dr. {FAMILY[number % 7]}"), coordinator, now)
        RosterEntry.objects.create(enrollment=resident, as_of=monday(now), **_shared(number))


def _shared(number: int) -> dict[str, Any]:
    """Cells of every kind; each fifth resident shows two mentors by name."""
    mentor = {"role": "clinical", "month": f"{clock.now():%Y-%m}", "stage": "recurring"}
    names = [f"Dr. {FAMILY[number % 7]}", f"Dr. {FAMILY[-number]}"] if number % 5 == 0 else []
    return {
        "active": str(number % 3),
        "heard": ["contact", "meeting", "seats"],
        "last_contact": ("30", "90", "180", "over", "none")[number % 5],
        "mentors": [mentor | {"name": name} for name in names],
        **{seat: ("open", "filled")[(number >> bit) % 2] for bit, seat in enumerate(RosterEntry.SEATS)},
    }


if __name__ == "__main__":
    build()
