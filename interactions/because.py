"""One human sentence for each follow-up that an interaction opens."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from contacts.models import Contact
from interactions.models import Interaction, Kind

ENOUGH_QUESTIONS = 3
LENGTH = 300


def met(interaction: Interaction) -> str:
    """Where we met and the one takeaway: “At APA Annual Meeting: start a case log of consults, early.”"""
    place = interaction.event.name if interaction.event else ""
    if not interaction.takeaway:
        return f"You met at {place}." if place else "You met, and it mattered."
    return _ended(f"At {place}: {interaction.takeaway}" if place else interaction.takeaway)


def thanks(interaction: Interaction, contact: Contact, zone: ZoneInfo) -> str:
    """What a thank-you is for."""
    given = f"{contact.short_name} gave you time on {day(interaction.at, zone)}"
    return _ended(f"{given}: {interaction.takeaway}" if interaction.takeaway else given)


def introduced(introducer: Contact, at: datetime, zone: ZoneInfo) -> str:
    """Who opened the door."""
    return f"{introducer.full_name} introduced you on {day(at, zone)}."


def prepare(interaction: Interaction, zone: ZoneInfo) -> str:
    """The meeting, and what is still to prepare for it (P48, P54)."""
    there = interaction.at.astimezone(zone)
    meeting = f"{Kind(interaction.kind).label} on {day(interaction.at, zone)} at {there:%H:%M}"
    missing = to_prepare(interaction)
    return f"{meeting}: {', '.join(missing)}." if missing else f"{meeting}. Everything is prepared."


def to_prepare(interaction: Interaction) -> list[str]:
    """What a planned meeting still lacks, in words."""
    missing = [] if interaction.cv_sent else ["send your CV"]
    if len(interaction.question_list) < ENOUGH_QUESTIONS:
        missing.append("choose 3 to 5 questions")
    return missing if interaction.ask else [*missing, "name your one ask"]


def day(at: datetime, zone: ZoneInfo) -> str:
    """“Tuesday 19 May”, on the resident's calendar."""
    there = at.astimezone(zone)
    return f"{there:%A} {there.day} {there:%B}"


def _ended(sentence: str) -> str:
    """With its full stop, and cut at a word when it is too long for its column."""
    if len(sentence) >= LENGTH:
        return f"{sentence[: LENGTH - 1].rsplit(' ', 1)[0]}…"
    return sentence if sentence[-1] in ".?!…" else f"{sentence}."
