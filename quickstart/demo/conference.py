"""The plan of the conference ahead, and what is left of the one that is over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from accounts.models import User
from contacts.models import Contact
from followups.windows import from_wall
from interactions.models import Event, Goal, Interaction, Session, Target
from quickstart.demo.story import SLEEP, WEST
from quickstart.demo.when import Calendar
from residents.models import Achievement

POSTER = "Sleep before delirium: actigraphy on two wards"
AGREED, ASKED = Target.Ask.AGREED, Target.Ask.ASKED


@dataclass(frozen=True)
class Talk:
    """A session: day of the event, from, to, room, title."""

    day: int
    begins: str
    ends: str
    room: str
    title: str
    speaker: str = ""
    asked: bool = False
    mine: bool = False


@dataclass(frozen=True)
class Aim:
    """A person, or a program, to meet; asked so many days ago."""

    who: str
    question: str = ""
    reason: str = ""
    reasons: tuple[str, ...] = ()
    by: str = ""
    must: bool = False
    session: str = ""
    ask: str = ""
    asked: int = 0
    minutes: int | None = None
    talked: int | None = None


@dataclass(frozen=True)
class Plan:
    """What is planned for one event."""

    preset: str
    goals: tuple[dict[str, Any], ...]
    people: tuple[Aim, ...]
    programs: tuple[Aim, ...]
    talks: tuple[Talk, ...]
    visitors: tuple[str, ...] = field(default=())


AHEAD = Plan(
    preset="three",
    goals=(
        {"measure": "new", "wanted": 5},
        {"measure": "talks", "wanted": 4},
        {"measure": "mentors", "wanted": 2, "among": "sleep"},
        {"measure": "questions", "wanted": 3},
        {"measure": "own", "wanted": 1, "words": "one honest question to the keynote"},
    ),
    people=(
        Aim("Dr. Henrik Dahl", "What would you drop from the bundle if you could keep only two parts?",
            "His keynote is the paper we read in journal club", ("field", "research"), "Dr. Elin Lindqvist",
            must=True, session="Keynote: sleep as a vital sign", ask=ASKED, asked=12),
        Aim("Dr. Inés Castellanos", "How do your fellows learn to run a family meeting?",
            "Directs the fellowship I keep reading about", ("program", "role"), "Dr. Samir Bhatt",
            ask=AGREED, asked=10, minutes=15),
        Aim("Dr. Sofia Benali", "Which mistakes in a first paper do you forgive?",
            "Edits the journal, and trained late", ("path", "research"), "Dr. Wen-Li Chao",
            session="Writing the paper nobody wants to write"),
        Aim("Dr. Farah Siddiqui", "Could two of our wards use your actigraphy protocol?", "", ("field",),
            session="Wearables on the ward"),
        Aim("Dr. Owen Achterberg", "Same poster, other data: shall we put them side by side?", "",
            ("alumni",), session="Poster hall"),
    ),
    programs=(
        Aim("Lakeshore CL fellowship", "Who covers nights, and what do fellows say about it?",
            "Dr. Castellanos directs it", ("program",)),
        Aim("Alder Creek sleep medicine", "Do psychiatrists match here?", "", ("field", "path")),
        Aim("Northfield research track", "How many half days are really kept free?", "", ("research",)),
    ),
    talks=(
        Talk(1, "08:00", "09:00", "Foyer", "Residents’ breakfast"),
        Talk(1, "09:00", "10:15", "Ballroom A", "Opening and presidential address"),
        Talk(1, "10:30", "11:45", "Room 204", "Delirium after cardiac surgery", "Dr. Ngozi Okafor"),
        Talk(1, "10:30", "11:45", "Room 210", "Melatonin, ten years on"),
        Talk(1, "13:00", "14:15", "Ballroom A", "Keynote: sleep as a vital sign", "Dr. Henrik Dahl"),
        Talk(1, "14:30", "15:45", "Room 12", "Wearables on the ward", "Dr. Farah Siddiqui"),
        Talk(1, "16:00", "17:00", "Room 204", "Family-led reorientation"),
        Talk(1, "18:30", "20:00", "Terrace", "Resident and fellow reception"),
        Talk(2, "08:00", "08:50", "Room 3", "Meet the professors: small tables"),
        Talk(2, "09:00", "10:15", "Ballroom A", "Sedation holidays, and who takes them"),
        Talk(2, "10:30", "12:00", "Hall C", "Poster hall", mine=True),
        Talk(2, "13:00", "14:15", "Room 210", "Writing the paper nobody wants to write", "Dr. Sofia Benali"),
        Talk(2, "14:30", "15:45", "Room 12", "Night float and the clinician’s own sleep"),
        Talk(2, "14:30", "15:45", "Room 204", "Delirium in the hospice"),
        Talk(2, "16:00", "17:15", "Hall C", "Career fair"),
        Talk(2, "19:00", "22:00", "Lakeside restaurant", "Fellowship dinners"),
        Talk(3, "08:30", "09:45", "Ballroom A", "Late-breaking trials"),
        Talk(3, "10:00", "11:15", "Room 204", "Pharmacy rounds: the QT question", "Hana Mori"),
        Talk(3, "11:30", "12:30", "Room 3", "Workshop: asking a question from the floor"),
        Talk(3, "12:30", "13:00", "Ballroom A", "Closing"),
    ),
)  # fmt: skip
OVER = Plan(
    preset="standard",
    goals=(
        {"measure": "new", "wanted": 3},
        {"measure": "questions", "wanted": 2},
        {"measure": "own", "wanted": 2, "words": "booths of small programs", "reached": 1},
    ),
    people=(
        Aim("Dr. Grace Adeyemi", "How did you choose forensics, and when?", "Training director", ("role",),
            "Dr. Thomas Halloran", must=True, session="Panel: the consult nobody asked for"),
        Aim("Dr. Dmitri Volkov", "What do oncologists want from us and never say?", "", ("field",),
            session="Psycho-oncology in small hospitals"),
        Aim("Dr. Sofia Benali", "May a resident review for you?", "", ("research",), ask=ASKED, asked=21),
    ),
    programs=(Aim("Pinyon County women’s mental health", "Do you take visiting residents?", talked=6),),
    talks=(
        Talk(1, "09:00", "10:30", "Ballroom A", "Panel: the consult nobody asked for", "Dr. Grace Adeyemi",
             asked=True),
        Talk(1, "11:00", "12:00", "Room C", "Home visits after discharge", "Dr. Pilar Esteban"),
        Talk(2, "10:30", "12:00", "Hall 2", "Poster session B", mine=True),
        Talk(3, "08:30", "09:30", "Room C", "Psycho-oncology in small hospitals", "Dr. Dmitri Volkov"),
        Talk(3, "11:00", "12:00", "Ballroom A", "One shared clinic afternoon", "Dr. Priya Raman"),
    ),
    visitors=("Dr. Owen Achterberg",),
)  # fmt: skip


def build(
    owner: User, events: Mapping[str, Event], people: Mapping[str, Contact], calendar: Calendar
) -> None:
    """Both plans, through the tables: planning changes nothing else."""
    for name, plan in ((SLEEP, AHEAD), (WEST, OVER)):
        _plan(owner, events[name], plan, people, calendar)


def _plan(owner: User, event: Event, plan: Plan, people: Mapping[str, Contact], calendar: Calendar) -> None:
    Event.objects.filter(pk=event.pk).update(preset=plan.preset)
    for goal in plan.goals:
        Goal.objects.create(owner=owner, event=event, **goal)
    shown = Achievement.objects.create(
        owner=owner, kind=Achievement.Kind.POSTER, title=POSTER, place=f"{event.name}, {event.place}",
        scope="national" if plan is AHEAD else "regional", on=_day(event, 2),
    )  # fmt: skip
    talks = {one.title: _talk(owner, event, one, shown) for one in plan.talks}
    made = calendar.now - timedelta(days=30)
    for aim in (*plan.people, *plan.programs):
        contact = people.get(aim.who)
        Target.objects.create(
            owner=owner, event=event, contact=contact, program="" if contact else aim.who,
            question=aim.question, reason=aim.reason, reasons=list(aim.reasons),
            recommended_by=people.get(aim.by), must_meet=aim.must, session=talks.get(aim.session),
            ask=aim.ask, asked_at=calendar.moment(f"-{aim.asked} 20:15") if aim.ask else None,
            minutes=aim.minutes, created_at=made,
            talked_at=calendar.moment(f"-{aim.talked} 15:20") if aim.talked else None,
        )  # fmt: skip
    visits = Interaction.objects.filter(event=event, people__in=[people[who] for who in plan.visitors])
    visits.update(presentation=shown)


def _day(event: Event, number: int) -> date:
    return event.starts_on + timedelta(days=number - 1)


def _talk(owner: User, event: Event, talk: Talk, shown: Achievement) -> Session:
    return Session.objects.create(
        owner=owner, event=event, title=talk.title, room=talk.room, speaker=talk.speaker,
        starts_at=_at(event, talk.day, talk.begins), ends_at=_at(event, talk.day, talk.ends),
        asked_question=talk.asked, presentation=shown if talk.mine else None,
    )  # fmt: skip


def _at(event: Event, number: int, wall: str) -> datetime:
    return from_wall(datetime.combine(_day(event, number), time.fromisoformat(wall)), event.zone)
