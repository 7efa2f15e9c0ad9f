"""A line captured at an event: saved at once, or held until its writer says who was meant (P27)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import transaction
from django.http import QueryDict
from django.urls import reverse

from accounts.models import User
from accounts.once import already_sent, remember
from contacts.names import likeness, parse_name
from dashboard.capture_form import KINDS, ONLY_PROMISED, TAKEAWAY_LENGTH, PartsForm
from dashboard.keeping import Kept, as_shown, keep
from dashboard.meant import reading_of
from dashboard.reading import PersonReading, Reading
from interactions.models import Event, HeldLine, Kind
from interactions.people import remember_place
from residents.models import resident_of
from web.guarded import NAME, marks_of

# From here on two names are one person's without asking: the same family name, nothing against it.
SURE = 85
NEW = "new"


@dataclass(frozen=True)
class Saved:
    """What became of a line; `undo` is the token that takes it back."""

    who: str
    words: str
    undo: str = ""


AGAIN = Saved("", "Kept.")
# A held line that another press had ended: nothing is to be said of it.
ENDED = Saved("", "")


def moment(said: str, event: Event, now: datetime) -> datetime:
    """When the line was written, by the phone's clock; now when that cannot be, never later."""
    at = _by_the_phone(said)
    begins = datetime.combine(event.starts_on, time.min, event.zone) - timedelta(days=1)
    return min(at, now) if at and at >= begins else now


def save(user: User, event: Event, line: str, at: datetime, *, key: UUID, now: datetime) -> Saved:
    """Save a line once for its key."""
    with transaction.atomic():
        # One line of a person at a time: the second of two must find whom the first one added.
        User.objects.select_for_update().get(pk=user.pk)
        if already_sent(user, key) is not None:
            return AGAIN
        reading = read(user, event, line, at)
        form = placed(user, event, reading, at)
        saved = _kept(user, event, keep(user, form, now)) if form else _held(user, event, reading, at)
        remember(user, key, reverse("event_day", args=[event.pk]))
    return saved


def answer(held: HeldLine, whose: Mapping[int, str], now: datetime, name: str = "") -> Saved | None:
    """Save a held line with what its writer said of its people; None when that is not enough.

    `name` stands before a line in which no name was found.
    """
    line = f"{name}, {held.line}" if name else held.line
    reading = read(held.owner, held.event, line, held.at)
    form = placed(held.owner, held.event, reading, held.at, whose)
    if form is None:
        return None
    return finish(held, form, now)


def finish(held: HeldLine, form: PartsForm, now: datetime) -> Saved:
    """Save a held line as its writer corrected it, part by part; ENDED when another press was before."""
    with transaction.atomic():
        return _kept(held.owner, held.event, keep(held.owner, form, now)) if end(held) else ENDED


def end(held: HeldLine) -> bool:
    """It waits no longer; False when another press ended it, for which the second of two at once waits."""
    key = key_of(held.pk)
    with transaction.atomic():
        if already_sent(held.owner, key) is not None:
            return False
        remember(held.owner, key, reverse("event_day", args=[held.event_id]))
        held.delete()
    return True


def key_of(heldline: int) -> UUID:
    """A held line is answered like a form of this key: once, and known to its owner afterwards."""
    return uuid5(NAMESPACE_URL, f"held line {heldline}")


def read(user: User, event: Event, line: str, at: datetime) -> Reading:
    """Read the line as of the moment it was written, in the event's own days.

    A day before the event is one that was promised or spoken of, not the day of the meeting.
    """
    met_via = resident_of(user).last_met_via
    reading = reading_of(user, line, at, event, met_via, event.zone)
    if reading.planned or reading.when.astimezone(event.zone).date() >= event.starts_on or at <= reading.when:
        return reading
    return replace(reading, when=at, note=line, takeaway=None, where=None, occasion=None, note_parts=())


def shown(user: User, event: Event, reading: Reading, at: datetime) -> PartsForm:
    """The parts of the line to look at and correct: met, at this event, unless it says otherwise.

    A name and one line: what is said of somebody is the takeaway.
    """
    form = PartsForm(None, user=user, now=at, reading=reading)
    form.initial["line"] = reading.text
    if form.initial["kind"] == ONLY_PROMISED:
        form.initial["kind"] = KINDS.get(reading.kind, reading.kind) or Kind.MET
    if not reading.planned:
        form.initial["event"] = event.pk
    said = (reading.takeaway, reading.note, reading.occasion, reading.where)
    # A name alone is nothing to write to somebody about yet; the evening asks for more (P32).
    form.initial["meaningful"] = reading.meaningful or any(said)
    whole = _one_line(reading)
    if form.initial["title"] and whole == str(reading.title).strip(" .,;:-–—"):
        # “Sam Lee, PGY-4”: it is what they are, and nothing that was said.
        whole = ""
    if whole and len(whole) <= TAKEAWAY_LENGTH:
        form.initial["takeaway"], form.initial["note"] = whole, ""
    note = str(form.initial["note"])
    if not form.initial["takeaway"] and len(note) <= TAKEAWAY_LENGTH and "\n" not in note:
        form.initial["takeaway"], form.initial["note"] = note, ""
    if not reading.people:
        form.fields["name_0"].widget.attrs.update(placeholder="their name", autofocus=True)
        form.initial["is_0"] = NEW
    return form


def placed(
    user: User, event: Event, reading: Reading, at: datetime, whose: Mapping[int, str] | None = None
) -> PartsForm | None:
    """The line as a form that can be kept; None when it must be asked about."""
    whose = whose or {}
    unbound = shown(user, event, reading, at)
    for index, person in enumerate(reading.people):
        who = whose.get(index) or _certain(person)
        if who is None:
            return None
        unbound.initial[f"is_{index}"] = who
    # A number in it was called something else before the line was taken (web/guarded.py).
    accepted = ",".join(sorted(marks_of(reading.text)))
    data = as_shown(unbound, QueryDict(f"{NAME}={accepted}", mutable=True))
    form = PartsForm(data, user=user, now=at)
    return form if reading.people and form.is_valid() else None


def _one_line(reading: Reading) -> str:
    """ "fellow at Tidewater": role, place and occasion as typed, where nothing else stands between them."""
    said = [part for part in (reading.where, reading.occasion, *reading.note_parts) if part]
    if reading.takeaway or not said or not reading.people:
        return ""
    start, end = min(part.start for part in said), max(part.end for part in said)
    other = [part for part in reading.parts if part not in said]
    if any(part.start < end and part.end > start for part in other):
        return ""
    return reading.text[start:end].strip(" .,;:-–—")


def _by_the_phone(said: str) -> datetime | None:
    try:
        if said.isascii() and said.isdigit():
            return datetime.fromtimestamp(int(said) / 1000, tz=UTC)
        at = datetime.fromisoformat(said)
        return at.astimezone(UTC) if at.tzinfo else None
    except (ValueError, OverflowError, OSError):
        return None


def _certain(person: PersonReading) -> str | None:
    """Somebody new, or the one person it surely is; None when only the writer knows."""
    if not person.matches:
        return NEW
    if len(person.matches) == 1 and likeness(person.name, parse_name(person.matches[0].name)) >= SURE:
        return str(person.matches[0].id)
    return None


def _kept(user: User, event: Event, kept: Kept) -> Saved:
    remember_place(user, event.name)
    return Saved(", ".join(one.full_name for one in kept.people), kept.words, kept.token)


def _held(user: User, event: Event, reading: Reading, at: datetime) -> Saved:
    unsure = [person for person in reading.people if _certain(person) is None]
    name = str(unsure[0].name)[:200] if len(unsure) == len(reading.people) == 1 else ""
    held = HeldLine.objects.create(owner=user, event=event, line=reading.text, name=name, at=at)
    if name:
        held.fits.set([one.id for one in unsure[0].matches])
    words = f"Kept. Say which {name}, now or tonight." if name else "Kept. Say who it was, now or tonight."
    return Saved(name, words)
