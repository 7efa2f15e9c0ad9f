"""The table with its four chairs as SVG: geometry by numbers, no inline style.

The order never changes: clinical, research above the table; career navigator, near-peer below it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from django.utils.safestring import SafeString

SHOWN, DIGIT = 3, 9


@dataclass(frozen=True)
class Size:
    """One drawing of the table; lengths in px."""

    name: str
    width: int
    height: int
    chair: int
    wider: int
    bar: int
    top: int
    table: tuple[int, int]
    bottom: int
    columns: tuple[int, int]
    pill: bool = False
    words: bool = False


LARGE = Size("large", 508, 324, 72, 44, 5, 7, (91, 140), 242, (89, 406), pill=True)
SMALL = Size("small", 262, 216, 40, 24, 4, 29, (79, 54), 142, (62, 198), words=True)


@dataclass(frozen=True)
class Chair:
    """One seat as it is drawn: its title and the initials of whoever sits in it; nobody means open."""

    title: str
    initials: tuple[str, ...] = ()


@dataclass(frozen=True)
class Thread:
    """Somebody who sits in three chairs or more: initials, words, and the place (chair, where in it)."""

    initials: str
    words: str
    places: tuple[tuple[int, int], ...]


def draw(chairs: Sequence[Chair], threads: Sequence[Thread], size: Size, sentence: str) -> SafeString:
    """The whole table; `sentence` is what those hear who do not see it."""
    drawn = [_table(size)]
    drawn += [_thread(chairs, thread, number, len(threads), size) for number, thread in enumerate(threads)]
    drawn += [_chair(chair, number, size) for number, chair in enumerate(chairs)]
    return SafeString(
        f'<svg class="board-table" data-size="{size.name}" viewBox="0 0 {size.width} {size.height}" '
        f'width="{size.width}" height="{size.height}" role="img" aria-label="{escape(sentence)}">'
        f"{''.join(drawn)}</svg>"
    )


def draw_one(chair: Chair, *, below: bool) -> SafeString:
    """A chair by itself, beside its words on a phone."""
    wide = _width(chair, LARGE)
    shift, height = (236, 88) if below else (0, 88)
    return SafeString(
        f'<svg class="board-chair" viewBox="{LARGE.columns[0] - wide / 2:g} {shift} {wide} {height}" '
        f'width="{wide}" height="{height}" aria-hidden="true">{_chair(chair, 2 if below else 0, LARGE)}</svg>'
    )


def _table(size: Size) -> str:
    y, high = size.table
    radius = 26 if size.pill else 12
    inset = f'x="10.5" y="{y + 10.5}" width="{size.width - 21}" height="{high - 21}"'
    inner = f'<rect class="inner" {inset} rx="18"/>' if size.pill else ""
    wide = size.width - 1.5
    return f'<rect class="top" x=".75" y="{y}" width="{wide}" height="{high}" rx="{radius}"/>{inner}'


def _width(chair: Chair, size: Size) -> int:
    return size.chair + size.wider * (max(len(_shown(chair)), 1) - 1)


def _shown(chair: Chair) -> tuple[str, ...]:
    if len(chair.initials) <= SHOWN:
        return chair.initials
    more = len(chair.initials) - SHOWN + 1
    return (*chair.initials[: SHOWN - 1], f"+{more}" if more <= DIGIT else "…")


def _chair(chair: Chair, number: int, size: Size) -> str:
    middle, below, wide = size.columns[number % 2], number > 1, _width(chair, size)
    left, top = middle - wide / 2, size.bottom if below else size.top
    back = top + size.chair + size.bar - 1 if below else top - size.bar - 2
    names = _shown(chair)
    state = "" if names else " data-open"
    words = _open_words(middle, top, size) if not names else _initials(names, left, top, wide, size)
    title = ""
    if size.words:
        line = top + size.chair + 24 if below else top - 14
        title = f'<text class="title" x="{middle}" y="{line}">{escape(chair.title)}</text>'
    return (
        f'<g class="chair"{state}><rect class="back" x="{left + 4:g}" y="{back:g}" width="{wide - 8}" '
        f'height="{size.bar}" rx="{size.bar / 2:g}"/><rect class="seat-of" x="{left:g}" y="{top}" '
        f'width="{wide}" height="{size.chair}" rx="{9 if size.pill else 6}"/>{words}{title}</g>'
    )


def _open_words(middle: int, top: int, size: Size) -> str:
    return f'<text x="{middle}" y="{top + size.chair / 2 + size.bar:g}">open</text>'


def _initials(names: Sequence[str], left: float, top: int, wide: int, size: Size) -> str:
    part, base = wide / len(names), top + size.chair / 2 + (7 if size.pill else 5)
    words = "".join(
        f'<text x="{left + part * (at + 0.5):.1f}" y="{base:g}">{escape(name)}</text>'
        for at, name in enumerate(names)
    )
    inset = size.chair // 7
    lines = "".join(
        f'<path class="split" d="M{left + part * at:.1f} {top + inset}v{size.chair - 2 * inset}"/>'
        for at in range(1, len(names))
    )
    return words + lines


def _thread(chairs: Sequence[Chair], thread: Thread, number: int, among: int, size: Size) -> str:
    y, high = size.table
    middle = size.width / 2
    centre = y + high * (number + 1) / (among + 1)
    drawn = "".join(
        _from(chairs[chair], chair, min(place, SHOWN - 1), middle, centre, size)
        for chair, place in thread.places
    )
    if not size.pill:
        return f'<g class="thread">{drawn}</g>'
    wide, tall = max(110, 9 * len(thread.words) + 16), 42 if among == 1 else 30
    pill = (
        f'<rect class="pill" x="{middle - wide / 2:g}" y="{centre - tall / 2:g}" width="{wide}" '
        f'height="{tall}" rx="{tall / 2:g}"/><text x="{middle:g}" y="{centre + 5:g}">'
        f"{escape(thread.words)}</text>"
    )
    return f'<g class="thread">{drawn}{pill}</g>'


def _from(chair: Chair, number: int, place: int, middle: float, centre: float, size: Size) -> str:
    y, high = size.table
    wide, names = _width(chair, size), _shown(chair)
    x = size.columns[number % 2] - wide / 2 + wide / max(len(names), 1) * (place + 0.5)
    start = y + high if number > 1 else y
    bend = f"{(x * 2 + middle) / 3:.1f} {(start + centre * 2) / 3:.1f}"
    return f'<path d="M{x:.1f} {start}Q{bend} {middle:g} {centre:g}"/>'
