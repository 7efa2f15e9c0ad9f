"""The drawings: bars, glyphs and numerals as SVG made of numbers, without inline style.

Lists draw fifty of these, so each is one joined string rather than a template.
"""

from collections.abc import Iterable
from functools import lru_cache
from html import escape
from typing import Any

from django import template
from django.utils.safestring import SafeString

from web.addresses import address
from web.bars import Bar, Label, Span, Tick
from web.phrases import city
from web.pronouns import said_of

register = template.Library()

PLACES = (("today", "Today"), ("people", "People"), ("events", "Events"), ("board", "Board"), ("me", "Me"))

GLYPHS = frozenset(
    {
        *("waiting", "open", "closing", "due", "late", "senior", "peer", "junior", "check", "ring", "cross"),
        *("lock", "search", "key", "seat", "seat-open", "sent", "unknown", "nothing", "refused", "paused"),
    }
)


def _spans(spans: Iterable[Span]) -> str:
    return "".join(f'<rect class="{s.kind}" x="{s.start}%" width="{s.end - s.start:.2f}%"/>' for s in spans)


def _ticks(ticks: Iterable[Tick]) -> str:
    return "".join(f'<rect class="tick {t.kind}" x="{t.at}%"/>' for t in ticks)


def _labels(labels: Iterable[Label]) -> str:
    return "".join(
        f'<text class="{label.kind}" x="{label.at}%" text-anchor="{label.anchor}">{escape(label.text)}</text>'
        for label in labels
    )


def _named(bar: Bar) -> str:
    return f'role="img" aria-label="{escape(bar.sentence)}"' if bar.sentence else 'aria-hidden="true"'


def draw(bar: Bar, size: str = "") -> SafeString:
    """A window, hours or small bar. `size` is "small" in lists."""
    kind = f' data-size="{size}"' if size else ""
    return SafeString(
        f'<svg class="bar"{kind} data-state="{bar.state}" {_named(bar)}>'
        f'{_spans(bar.spans)}{_ticks(bar.ticks)}<use href="#m-dot" x="{bar.dot}%"/>'
        f'<use href="#m-now" x="{bar.now}%"/>{_labels(bar.labels)}</svg>'
    )


def draw_large(bar: Bar, today: str) -> SafeString:
    """The large bar; `today` stands over the now marker."""
    columns = "".join(f'<rect class="month" x="{m.at}%"/>' for m in bar.months)
    rings = "".join(f'<use href="#m-ring-dot" x="{at}%"/>' for at in bar.rings)
    # Its words are a third of a phone wide: centred any further right they would leave the page.
    side = "end" if bar.now > 82 else "middle"
    return SafeString(
        f'<svg class="bar" data-size="large" data-state="{bar.state}" {_named(bar)}>'
        f'{columns}<rect class="axis"/>{_spans(bar.spans)}{_ticks(bar.ticks)}{rings}'
        f'<use href="#m-last-dot" x="{bar.dot}%"/><use href="#m-today" x="{bar.now}%"/>'
        f'<text class="today" x="{bar.now}%" text-anchor="{side}">{escape(today)}</text>'
        f"{_labels(bar.labels)}{_labels(month for month in bar.months if month.text)}</svg>"
    )


register.filter("city", city)
register.filter("said_of", said_of)


@register.filter
def bar(value: Bar | None) -> SafeString:
    """`{{ row.bar|bar }}`: a window or hours bar."""
    return draw(value) if value else SafeString("")


@register.filter
def bar_small(value: Bar | None) -> SafeString:
    """`{{ row.bar|bar_small }}`: the bar of a list row."""
    return draw(value, "small") if value else SafeString("")


@register.filter
def bar_large(value: Bar, today: str) -> SafeString:
    """`{{ large|bar_large:"today, 19 May" }}`."""
    return draw_large(value, today)


@register.simple_tag
@lru_cache(maxsize=256)
def glyph(name: str, size: str = "") -> SafeString:
    """A state, direction or mail mark. The word beside it carries the meaning, so it is hidden."""
    if name not in GLYPHS:
        return SafeString("")
    mark = f' data-mark="{escape(size)}"' if size else ""
    return SafeString(f'<svg class="glyph"{mark} aria-hidden="true"><use href="#g-{name}"/></svg>')


@register.simple_tag
def state(name: str, words: str) -> SafeString:
    """A state's glyph and its words, in the state's colour."""
    return SafeString(f'<span class="state" data-state="{escape(name)}">{glyph(name)}{escape(words)}</span>')


@register.simple_tag
def numeral(goal: int, done: int, words: str = "") -> SafeString:
    """An outlined numeral that fills from the bottom by done/goal. The words stand beneath it.

    `words` are drawn in its place where the goal is a span: “1–2”.
    """
    part = min(max(done, 0) / goal, 1.0) if goal > 0 else 0.0
    top = round(56 - 44 * part, 1)
    middle = 24 if len(words) < 2 else 24 * len(words) * 3 // 4
    width, shown = 2 * middle, escape(words) or int(goal)
    digit = f'<text x="{middle}" y="56">{shown}</text>'
    fill = (
        f'<svg y="{top}" height="{62 - top:.1f}" viewBox="0 {top} {width} {62 - top:.1f}">{digit}</svg>'
        if part
        else ""
    )
    wide = f' data-wide width="{width}"' if width > 48 else ""
    return SafeString(
        f'<svg class="numeral"{wide} viewBox="0 0 {width} 62" aria-hidden="true">{digit}{fill}</svg>'
    )


@register.simple_tag
def bounds(known: float, possible: float | None = None) -> SafeString:
    """A share known for sure (solid) and what it could be (hatched), in percent. Words stand beside it."""
    most = max(possible if possible is not None else known, known)
    spans = [Span("spent", 0, known), Span("left", known, most), Span("ahead", most, 100)]
    drawn = _spans(span for span in spans if span.end > span.start)
    return SafeString(
        f'<svg class="bar" data-size="bounds" data-state="open" aria-hidden="true">{drawn}'
        '<rect class="tick due" x="100%"/></svg>'
    )


@register.simple_tag
def slots(done: int, of: int) -> SafeString:
    """Filled discs and dashed rings: how many there are, of how many that are usual. Words stand beside."""
    discs = "".join(
        f'<circle{"" if at < done else " data-open"} cx="{8 + 17 * at}" cy="8" r="6.5"/>' for at in range(of)
    )
    return SafeString(
        f'<svg class="slots" width="{17 * of - 1}" height="16" viewBox="0 0 {17 * of - 1} 16" '
        f'aria-hidden="true">{discs}</svg>'
    )


@register.filter
def options(choices: Iterable[tuple[str, str]], chosen: str) -> SafeString:
    """The options of a select: `{{ choices|options:value }}`."""
    return SafeString("".join(_option(value, words, value == chosen) for value, words in choices))


@register.filter
def picks(picked: Iterable[tuple[Any, str]]) -> SafeString:
    """The selects of a filter, each with what is chosen: `{{ picked|picks }}`."""
    return SafeString(
        "".join(
            f'<label class="pick"><span>{escape(pick.label)}</span><select name="{pick.name}">'
            f'<option value="">{escape(pick.any_word)}</option>{options(pick.options, value)}'
            "</select></label>\n"
            for pick, value in picked
        )
    )


def _option(value: str, words: str, chosen: bool) -> str:
    return f'<option value="{escape(value)}"{" selected" if chosen else ""}>{escape(words)}</option>'


@register.simple_tag
def to(name: str, *parts: int | str) -> SafeString:
    """`{% url name number word %}`, worked out once; the words are few, and ours."""
    return SafeString(address(name, *parts))


@register.simple_tag(takes_context=True)
def current(context: dict[str, Any], word: str) -> SafeString:
    """` aria-current="page"` for the word of the masthead the page belongs to.

    A page says so with `at`; otherwise the first part of its address does.
    """
    return SafeString(' aria-current="page"' if _here(context) == word else "")


@register.simple_tag(takes_context=True)
def places(context: dict[str, Any]) -> SafeString:
    """The five places of a resident, the one of this page marked as `current` does."""
    here = _here(context)
    return _places(here if here in dict(PLACES) else "")


def _here(context: dict[str, Any]) -> str:
    path = getattr(context.get("request"), "path", "/").strip("/").split("/")[0] or "today"
    return str(context.get("at") or path)


@lru_cache(maxsize=64)
def _places(here: str) -> SafeString:
    marked = {name: ' aria-current="page"' if name == here else "" for name, _ in PLACES}
    return SafeString(
        "".join(f'<a href="{address(name)}"{marked[name]}>{words}</a>\n' for name, words in PLACES)
    )


@register.simple_tag
def seat(filled: bool | None) -> SafeString:
    """A roster seat: filled, open, or an em dash when it is not shared."""
    if filled is None:
        return SafeString('—<span class="visually-hidden"> not shared</span>')
    name, words = ("seat", "filled") if filled else ("seat-open", "open")
    kind = "" if filled else " data-open"
    return SafeString(
        f'<svg class="seat"{kind} aria-hidden="true"><use href="#g-{name}"/></svg>'
        f'<span class="visually-hidden">{words}</span>'
    )


@register.simple_tag
def bands(on: int, words: str) -> SafeString:
    """How recent the last contact was, in four boxes and words: 4 is within a month."""
    state = {2: ' data-state="closing"', 1: ' data-state="late"'}.get(on, "")
    boxes = "".join("<i data-on></i>" if box < on else "<i></i>" for box in range(4))
    return SafeString(f'<span class="bands"{state}>{boxes} <span>{escape(words)}</span></span>')
