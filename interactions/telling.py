"""Sentences that are ticked go into a letter at their place, and out of it again. Pure: text in, text out."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from followups.drafts import with_line
from web.looked_for import plain


@dataclass(frozen=True)
class Bullet:
    """One thing to tell: its sentence, and words that show it is told in others."""

    key: str
    title: str
    sentence: str
    pieces: tuple[str, ...] = ()
    advice: int = 0
    # What is owed for it, closed once it is told.
    follow_up: int = 0


@dataclass(frozen=True)
class Box:
    """A bullet beside a letter: whether it is in it, and whether in words of my own."""

    bullet: Bullet
    is_in: bool
    is_mine: bool

    @property
    def is_told(self) -> bool:
        return self.is_in or self.is_mine


def boxes(body: str, bullets: Sequence[Bullet], aside: Sequence[str] = ()) -> list[Box]:
    """Each bullet as the letter has it; `aside` is what tells nothing: their own words, names, places."""
    rest = body
    for words in sorted([*aside, *(one.sentence for one in bullets)], key=len, reverse=True):
        rest = rest.replace(words, " ") if words else rest
    plainly = plain(rest).casefold()
    return [
        Box(one, one.sentence in body, one.sentence not in body and _mentions(plainly, one))
        for one in bullets
    ]


def _mentions(plainly: str, one: Bullet) -> bool:
    found = (re.escape(plain(piece).casefold()) for piece in one.pieces if piece)
    return any(re.search(rf"(?<!\w){piece}(?!\w)", plainly) for piece in found)


def put(body: str, shown: Sequence[Box], wanted: Collection[str], waiting: str) -> str:
    """The letter with the wanted sentences in their order and without the others.

    The first takes the place of `waiting`, which stands where nothing is told yet; the last one
    out leaves it behind. What was put into other words is left alone.
    """
    bullets = [one.bullet for one in shown]
    for one in shown:
        if one.bullet.key in wanted and not one.is_told:
            body = _with(body, bullets, one.bullet, waiting)
        elif one.bullet.key not in wanted and one.is_in:
            body = _without(body, bullets, one.bullet, waiting)
    return body


def _with(body: str, bullets: Sequence[Bullet], new: Bullet, waiting: str) -> str:
    if waiting and waiting in body:
        return body.replace(waiting, new.sentence, 1)
    spot = bullets.index(new)
    for before in reversed(bullets[:spot]):
        if before.sentence in body:
            return body.replace(before.sentence, f"{before.sentence} {new.sentence}", 1)
    for after in bullets[spot + 1 :]:
        if after.sentence in body:
            return body.replace(after.sentence, f"{new.sentence} {after.sentence}", 1)
    parts = body.split("\n\n")
    if len(parts) < 3:
        return with_line(body, new.sentence)
    # After the greeting comes how we last spoke, and then the news.
    parts[1] = f"{parts[1].rstrip()} {new.sentence}".strip()
    return "\n\n".join(parts)


def _without(body: str, bullets: Sequence[Bullet], old: Bullet, waiting: str) -> str:
    others = any(one.sentence in body for one in bullets if one is not old)
    if not others and waiting and waiting not in body:
        return body.replace(old.sentence, waiting, 1)
    start = body.index(old.sentence)
    before, after = body[:start], body[start + len(old.sentence) :]
    if not before or before.endswith("\n"):
        after = after.lstrip(" ")
    else:
        before = before.rstrip(" ")
    return re.sub(r"\n{3,}", "\n\n", before + after).strip()
