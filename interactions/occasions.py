"""What a letter is for, when its address says so: a reading to share, a kindness, two people to introduce."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast
from urllib.parse import urlencode

from django.db.models import Model
from django.http import Http404
from django.shortcuts import get_object_or_404

from contacts.models import Contact, Way
from followups.drafts import brief
from followups.models import Letter
from interactions import pairings, readings
from interactions.good_turns import thanks_for
from interactions.models import GoodTurn, Interaction, Offer, Pairing, Reading
from web.http import SignedInRequest

NUMBER_LENGTH = 18
ARTICLE, THANKS, ASK, INTRODUCE = "article", "thank_turn", "may_introduce", "introduce_two"
LINE = 240
NAMES = ("reading", "turn", "pairing")


@dataclass(frozen=True)
class Occasion:
    """At most one of the three; none of them for most letters."""

    contact: Contact
    reading: Reading | None = None
    turn: GoodTurn | None = None
    pairing: Pairing | None = None

    @property
    def words(self) -> dict[str, str]:
        """What may stand in the letter's braces because of it."""
        if self.reading:
            one = self.reading
            note = brief(" ".join(one.note.split()), LINE)
            return {"reading_title": one.title, "reading_link": one.link, "reading_note": note}
        if self.turn:
            return {"good_turn": thanks_for(self.turn)}
        return _of_two(self.pairing, self.contact) if self.pairing else {}

    def to_share(self) -> list[tuple[Reading, str]]:
        """Readings they may like, for a letter that shares one and names none yet (P61, P63)."""
        return [] if self.reading else readings.for_person(self.contact)

    def others(self, slug: str) -> list[Contact]:
        """Who else the letter goes to."""
        return [_other(self.pairing, self.contact)] if self.pairing and slug == INTRODUCE else []

    def fits(self, letter: Letter) -> bool:
        """Whether a kept letter is about this one, and not about another of its kind."""
        about = self.words.get("reading_title") or self.words.get("other_name") or ""
        return about in f"{letter.subject}\n{letter.body}"

    def refusal(self, slug: str) -> str:
        """Why this letter may not be written now; "" when it may."""
        if not self.pairing or slug != INTRODUCE:
            return ""
        if self.pairing.made_at:
            return "They were introduced already."
        return pairings.missing(self.pairing)

    @property
    def place(self) -> str:
        """The page it was begun from."""
        for one in (self.reading, self.pairing):
            if one:
                return one.get_absolute_url()
        return self.contact.get_absolute_url()

    @property
    def query(self) -> str:
        """It again, for the address that takes the letter back."""
        named = {name: one.pk for name in NAMES if (one := getattr(self, name))}
        return f"?{urlencode(named)}" if named else ""

    def sent(self, slug: str, on: date, now: datetime) -> None:
        """What else is noted once the letter is on its way."""
        if self.reading and slug == ARTICLE:
            readings.shared(self.reading, self.contact, on, now)
        elif self.turn and self.turn.is_by_them and slug == THANKS:
            GoodTurn.objects.filter(pk=self.turn.pk, thanked_on=None).update(thanked_on=on)
        elif self.pairing and slug == ASK and (side := pairings.side_of(self.pairing, self.contact)):
            name = f"{side}_asked_on"
            Pairing.objects.filter(pk=self.pairing.pk, **{name: None}).update(**{name: on})


def occasion_of(request: SignedInRequest, contact: Contact) -> Occasion:
    """What the address names; anybody else's, or somebody else's kindness, is a 404."""
    user, numbers = request.user, {name: number_of(request, name) for name in NAMES}
    reading: Any = _one(Reading.objects.owned_by(user), numbers["reading"])
    turn: Any = _one(GoodTurn.objects.owned_by(user).filter(contact=contact), numbers["turn"])
    pairing: Any = _one(Pairing.objects.owned_by(user).select_related("one", "other"), numbers["pairing"])
    if pairing and not pairings.side_of(pairing, contact):
        raise Http404
    return Occasion(contact, reading, turn, pairing)


def taken_back(request: SignedInRequest, touch: Interaction, people: list[Contact]) -> None:
    """The letter was not sent after all: nothing was offered, thanked or introduced by it."""
    user, numbers = request.user, {name: number_of(request, name) for name in NAMES}
    reading: Any = _one(Reading.objects.owned_by(user), numbers["reading"])
    turn: Any = _one(GoodTurn.objects.owned_by(user).filter(contact__in=people), numbers["turn"])
    pairing: Any = _one(Pairing.objects.owned_by(user), numbers["pairing"])
    if reading:
        gone, _ = GoodTurn.objects.filter(
            owner=user, contact__in=people, kind=GoodTurn.Kind.ARTICLE, created_at=touch.at
        ).delete()
        if gone:
            Offer.objects.filter(owner=user, reading=reading, contact__in=people).delete()
    if turn and turn.thanked_on == touch.at.astimezone(user.zone).date():
        GoodTurn.objects.filter(pk=turn.pk).update(thanked_on=None)
    if pairing:
        pairings.unmake(pairing, touch.at)
        pairings.unask(pairing, people, touch.at.astimezone(user.zone).date())


def first_address(contact: Contact) -> str:
    """Where somebody's mail goes; "" when none is kept."""
    way = Way.objects.filter(contact=contact, kind=Way.Kind.EMAIL).order_by("pk").first()
    return way.value if way else ""


def number_of(request: SignedInRequest, name: str) -> int:
    """A number of the address; 0 when it names none."""
    text = request.GET.get(name, "")
    if not text:
        return 0
    if not (text.isascii() and text.isdecimal() and len(text) <= NUMBER_LENGTH) or int(text) == 0:
        raise Http404
    return int(text)


def _one(rows: Any, pk: int) -> Model | None:
    return get_object_or_404(rows, pk=pk) if pk else None


def _other(pairing: Pairing, contact: Contact) -> Contact:
    return cast(Contact, pairing.other if pairing.one_id == contact.pk else pairing.one)


def _what(contact: Contact) -> str:
    return ", ".join(part for part in (contact.title or contact.discipline, contact.institution) if part)


def _of_two(pairing: Pairing, contact: Contact) -> dict[str, str]:
    other = _other(pairing, contact)
    return {
        "one_name": contact.full_name,
        "one_what": _what(contact),
        "other_name": other.full_name,
        "other_greeting": other.short_name,
        "other_what": _what(other),
        "why": pairing.why,
    }
