"""How a resident's introduction reads with what is known, and how long it is aloud (P16)."""

from __future__ import annotations

from django.conf import settings

from accounts.models import User
from residents.models import Resident
from residents.telling import Aloud, Piece, aloud, pieces, said
from residents.wording import stage_words


def known(user: User, resident: Resident, **filled: str) -> dict[str, str]:
    """What the slots hold; `filled` are those an event or the moment fills in."""
    return {
        "name": user.name,
        "year": stage_words(resident),
        "place": resident.institution,
        "area": resident.known_for,
        **{name: words for name, words in filled.items() if words},
    }


def introduced(user: User, resident: Resident, **filled: str) -> list[Piece]:
    """The introduction, piece by piece."""
    return pieces(resident.introduction, known(user, resident, **filled))


def reading_of(user: User, resident: Resident, text: str | None = None) -> Aloud:
    """How long the introduction, or these words instead, takes aloud."""
    words = resident.introduction if text is None else text
    return aloud(said(words, known(user, resident)), settings.INTRO_SECONDS, settings.INTRO_WORDS_A_MINUTE)
