"""The coordinator's program: eighteen residents, a director, and an advisor with an account."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings

from accounts.models import User, WorkDomain
from programs import nudging, projection
from programs.enrolling import advisor_named, enroll, make_program
from programs.inviting import accept, invite_advisor, invite_residents, invite_staff
from programs.models import Enrollment, Program, Staff
from programs.years import academic_year
from quickstart.demo import mentors
from quickstart.demo.accounts import ADVISOR, DIRECTOR, DOMAIN, People, set_up_code

NAME = "Marlowe Psychiatry Residency"
CATEGORICAL, RESEARCH, COMMUNITY = "Categorical", "Research", "Community"
HALLORAN, CHAO = "Dr. Thomas Halloran", "Dr. Wen-Li Chao"
IDRIS, BEAUMONT = "Dr. Farouk Idris", "Dr. Celeste Beaumont"

# Name, PGY level, track, advisor, how many days ago they joined (None: invited, 0: no link yet).
RESIDENTS: list[tuple[str, int, str, str, int | None]] = [
    ("Owen Tran", 1, CATEGORICAL, HALLORAN, 39),
    ("Sofia Marchetti", 3, CATEGORICAL, CHAO, 41),
    ("Bethany Kruse", 2, RESEARCH, IDRIS, 40),
    ("Caleb Osei", 1, CATEGORICAL, CHAO, 38),
    ("Yusuf Demir", 1, CATEGORICAL, HALLORAN, 15),
    ("Marcus Bell", 2, CATEGORICAL, HALLORAN, 41),
    ("Anjali Nair", 2, CATEGORICAL, BEAUMONT, 40),
    ("Rowan Fitch", 3, COMMUNITY, HALLORAN, 33),
    ("Kenji Sato", 4, CATEGORICAL, BEAUMONT, 29),
    ("Leila Haddad", 2, RESEARCH, HALLORAN, 41),
    ("Daniel Abara", 4, CATEGORICAL, CHAO, 27),
    ("Tessa Lindgren", 3, RESEARCH, IDRIS, 41),
    ("Amir Solano", 1, CATEGORICAL, BEAUMONT, 36),
    ("Claire Dunmore", 2, CATEGORICAL, CHAO, 35),
    ("Ivy Benoit", 4, COMMUNITY, IDRIS, None),
    ("Noah Pell", 3, CATEGORICAL, HALLORAN, None),
    ("Priya Venkat", 1, CATEGORICAL, CHAO, 0),
    ("Ruth Eze", 2, CATEGORICAL, "", 0),
]
INVITED = timedelta(days=42)


def address(name: str) -> str:
    """“Owen Tran” as a demo address."""
    return name.lower().replace(" ", ".") + DOMAIN


def build(people: People, coordinator: User, leila: User, now: datetime) -> Program:
    """Make the program as a coordinator would: enter everybody, send links; most have joined since."""
    began = now - INVITED
    named = Program(name=NAME, institution="Marlowe", specialty="Psychiatry")
    program = make_program(named, coordinator, began)
    rows = [_enroll(program, coordinator, row, began) for row in RESIDENTS]
    _let_in(program, people, coordinator, began)
    # Everybody here shares one domain, and the resident's weekly email is to be seen with its names.
    WorkDomain.objects.all().delete()
    for row, resident in zip(RESIDENTS, rows, strict=True):
        name, level, _, _, joined = row
        if joined == 0:
            continue
        at = now - timedelta(days=14) if joined is None else began
        invite_residents(program, [resident], coordinator, at)
        if joined:
            since = now - timedelta(days=joined)
            user = (
                leila if name == leila.name else people.resident(address(name), name, since, f"PGY-{level}")
            )
            accept(resident.invitations.get(), user, since)
            resident.refresh_from_db()
            mentors.share(resident, since, now)
    # As if the hourly job had run: alerts are shown of what residents were told two weeks before.
    nudging.keep(now - timedelta(days=settings.NUDGE_DAYS))
    projection.project(now)
    program.advisors.filter(name=IDRIS).update(leaves_on=(now + timedelta(days=42)).date())
    return program


def _let_in(program: Program, people: People, coordinator: User, now: datetime) -> None:
    """By their links, like everybody: a director, and an advisor who reads the rows of his own mentees."""
    invite_staff(program, Staff.Role.DIRECTOR, DIRECTOR, coordinator, now)
    invite_advisor(program.advisors.get(name=HALLORAN), coordinator, now)
    for role, email, name in ((Staff.Role.DIRECTOR, DIRECTOR, CHAO), (Staff.Role.ADVISOR, ADVISOR, HALLORAN)):
        user = people.user(email, name, now)
        set_up_code(user)
        accept(program.invitations.get(role=role), user, now)


def _enroll(
    program: Program, actor: User, row: tuple[str, int, str, str, int | None], now: datetime
) -> Enrollment:
    name, level, track, advisor, _ = row
    year = academic_year(now.astimezone(actor.zone).date())
    resident = Enrollment(
        program=program, name=name, email=address(name), pgy_level=level, track=track, academic_year=year
    )
    enroll(resident, advisor_named(program, advisor) if advisor else None, actor, now)
    return resident
