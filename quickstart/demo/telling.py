"""How the demo's resident tells their story: narrative, introduction, what was done, where they belong."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from accounts.models import User
from contacts.models import Contact, Membership
from interactions.models import Group, GroupMember
from quickstart.demo.when import Calendar
from residents.models import Achievement, Affiliation, Narrative, Resident
from residents.telling import academic_year

KNOWN_FOR = "delirium on surgical wards, and teaching students to listen"
INTRODUCTION = (
    "Hi, I am {name}, {year} at {place}. I study delirium on surgical wards: whom it finds, whom we miss, and"
    " what a daughter in the chair can change. Your talk on {talk} sent me back to our own screening form. We"
    " follow two hundred patients with one clear endpoint, and I am learning how to keep it that simple. On"
    " Thursdays I teach students to ask and then to wait. What I would love is {ask}. May I write to you?"
)
FIRST = {
    "why": "On my first ward the patient who said least had noticed most.",
    "draws": "The border between body and mind.",
    "done": "A student project on sleep, and a summer in a memory clinic.",
    "grow": "Learn to read a study as carefully as a face.",
}
SECOND = {
    "why": "On my first ward the patient who said least had noticed most, and nobody had asked.",
    "draws": "Questions that belong to two services at once: confusion, consent, the call we all put off.",
    "done": "A delirium cohort since November, a poster on sleep, an interviewing course for eight students.",
    "grow": "Designs I can defend on my own. A consultation-liaison fellowship that leaves room to teach.",
}
# Kind, title, how many days ago, how far it reached, where.
DID = [
    ("talk", "Case conference: family-led reorientation", 33, "local", "Marlowe grand rounds"),
    ("teaching", "Interviewing course for eight third-year students", 95, "", "Marlowe"),
    ("service", "An evening with two interns", 6, "", "the street clinic"),
    ("award", "Trainee travel award", 160, "national", ""),
    ("poster", "Sleep on a surgical ward, a pilot", 410, "regional", "spring research day"),
]
# Name, my part, joined so many days ago, renews in so many.
SOCIETIES = [
    ("APA", "trainee section", [], 690, 196),
    ("ACLP", "", ["consultation-liaison"], 320, 227),
]
# Kind, name, my part, joined so many days ago, its last day, whom I know there.
COMMITTEES = [
    ("council", "Residents’ council, quality seat", "", 300, 58, ()),
    ("task_force", "Delirium working group", "", 120, 400, ("Hana Mori",)),
]
GROUP = ("Thursday journal club", "journal", "fortnight", "library, second floor")
THURSDAY = 3
LOOKED = 97
TIMELINE = "Two years teaching chemistry between college and medical school; I would not give them back."


def build(owner: User, people: Mapping[str, Contact], calendar: Calendar) -> None:
    """Everything on Me that is not derived from what happened."""
    Resident.objects.filter(user=owner).update(
        known_for=KNOWN_FOR, introduction=INTRODUCTION, timeline=TIMELINE,
        linkedin_checked_on=calendar.day(-LOOKED),
    )  # fmt: skip
    this = academic_year(calendar.today)
    for year, words, days in ((this - 1, FIRST, 400), (this, SECOND, 70)):
        Narrative.objects.create(owner=owner, year=year, written_on=calendar.day(-days), **words)
    for kind, title, days, scope, place in DID:
        on = calendar.day(-days)
        Achievement.objects.create(
            owner=owner, kind=kind, title=title, on=on, scope=scope, place=place,
            created_at=calendar.at(on, "18:00"),
        )  # fmt: skip
    for name, role, tags, since, renews in SOCIETIES:
        Affiliation.objects.create(
            owner=owner,
            name=name,
            role=role,
            tags=tags,
            joined_on=calendar.day(-since),
            ends_on=calendar.day(renews),
        )
    for kind, name, role, since, ends, known in COMMITTEES:
        made = Affiliation.objects.create(
            owner=owner, kind=kind, name=name, role=role,
            joined_on=calendar.day(-since), ends_on=calendar.day(ends),
        )  # fmt: skip
        for who in known:
            Membership.objects.create(owner=owner, affiliation=made, contact=people[who])
    _group(owner, people, calendar)


def _group(owner: User, people: Mapping[str, Contact], calendar: Calendar) -> None:
    """A journal club of four; the lead has gone half round."""
    name, kind, every, place = GROUP
    week_from_now = calendar.day(7)
    thursday = week_from_now + timedelta(days=(THURSDAY - week_from_now.weekday()) % 7)
    club = Group.objects.create(owner=owner, name=name, kind=kind, every=every, next_on=thursday, place=place)
    peers = [one for one in people.values() if one.direction == "peer" and one.trashed_at is None][:3]
    for number, contact in enumerate([*peers, None], 1):
        led = thursday - timedelta(days=14 * (3 - number)) if number < 3 else None
        GroupMember.objects.create(owner=owner, group=club, contact=contact, place=number, led_on=led)
