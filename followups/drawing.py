"""A follow-up's row as HTML. Today shows dozens, so each is one joined string rather than a template."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from html import escape
from urllib.parse import quote

from django.utils.safestring import SafeString, mark_safe

from followups.rows import BASIS_WORDS, Row
from followups.windows import Basis
from web.addresses import address
from web.templatetags.marks import bar, glyph


@dataclass(frozen=True)
class Place:
    """What rows need of their page: its form token, its address, where to log, whether it is a person's."""

    token: str
    here: str
    log: str
    on_person: bool = False
    focused: bool = False  # the row stands where the pressed button was

    @cached_property
    def back(self) -> str:
        """The page's address, to be written into another."""
        return quote(self.here, safe="/")

    @cached_property
    def hidden(self) -> str:
        """What every form of the page sends along."""
        return (
            f'<input type="hidden" name="csrfmiddlewaretoken" value="{self.token}">'
            f'<input type="hidden" name="next" value="{escape(self.here)}">'
        )


def draw(row: Row, place: Place) -> SafeString:
    """One `<li class="row">` with its margin, its words, its bar and its actions."""
    one, contact = row.follow_up, row.follow_up.contact
    name = escape(contact.full_name)
    if place.on_person:
        head = BASIS_WORDS[one.basis]
    else:
        head = f'<a href="{address("person", contact.pk)}">{name}</a> <span>{escape(contact.what)}</span>'
    new, chip = (" data-new", ' <span class="chip" data-kind="new">new</span>') if row.is_new else ("", "")
    when = f"<b>{escape(row.words)}</b><span>{escape(row.date)}</span>"
    why = f"Why{_hidden('am I seeing this about')}{name}</span>"
    return mark_safe(
        f'<li class="row" id="follow-up-{row.id}" data-state="{row.state}" data-row{new}>\n'
        f'<div class="when">{glyph(row.state)}{when}</div>\n<div class="what"><h3>{head}{chip}</h3>\n'
        f'<p>{_because(row)} <a class="why" href="{address("follow_up", row.id)}">{why}</a></p>\n'
        f"{bar(row.bar)}</div>\n{_acts(row, name, place)}\n</li>\n"
    )


def _because(row: Row) -> str:
    one, what = row.follow_up, f"<b>{escape(row.follow_up.what)}</b>"
    if one.basis == Basis.PROMISE:
        return f"You said you would {what}."
    if one.basis == Basis.PROMISE_TO_ME:
        return f"{escape(one.contact.short_name)} said you could expect {what}."
    return what if one.basis == Basis.MANUAL else escape(row.calm or one.because)


def _acts(row: Row, name: str, place: Place) -> str:
    draft, done = (" data-main", "") if row.primary == "draft" else ("", " data-main")
    done += " autofocus" if place.focused else ""
    into = f'hx-target="#follow-up-{row.id}" hx-swap="outerHTML"'
    write = f"{address('write', row.follow_up.contact.pk)}?follow_up={row.id}&amp;next={place.back}"
    end, snooze = address("done", row.id), address("snooze", row.id)
    log = f"{place.log}?person={row.follow_up.contact.pk}&amp;closes={row.id}&amp;next={place.back}"
    return (
        f'<div class="acts"><a href="{log}" data-act="log">Log{_hidden("a touch with")}{name}</span></a>\n'
        f'<a href="{write}"{draft}>Draft{_hidden("a note to")}{name}</span></a>\n'
        f'<form method="post" action="{end}" hx-post="{end}" {into}>'
        f"{place.hidden}"
        f"<button{done}>Done{_hidden('with this for')}{name}</span></button></form>\n"
        f'<a href="{snooze}" hx-get="{snooze}" {into}>Snooze{_hidden("this for")}{name}</span></a></div>'
    )


def _hidden(words: str) -> str:
    return f'<span class="visually-hidden"> {words} '
