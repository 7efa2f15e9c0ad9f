"""The advice of one person: a part of their page's one statement, drawn as strings (P55, P57)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from html import escape
from typing import NamedTuple

from django.utils.safestring import SafeString, mark_safe

from contacts.models import Contact
from web.addresses import address
from web.templatetags.marks import glyph

MOST_ADVICE = 50
# Letters and lines of one text; folding fewer than a line or two would only hide them.
BEGINNING, FOLDS_AT, MOST_LINES = 240, 320, 6
ADVICE = f"""
SELECT json_agg(json_build_array(a.id, a.what, a.given_on, a.status, a.why, a.outcome, a.outcome_on,
    a.reported_at) ORDER BY a.given_on DESC, a.id DESC)
FROM (SELECT * FROM interactions_advice WHERE owner_id = %(owner)s AND contact_id = %(contact)s
    ORDER BY given_on DESC, id DESC LIMIT {MOST_ADVICE}) a
"""  # noqa: S608  joined from constants
SILENT = "Nothing more will be asked."


class Given(NamedTuple):
    """One piece of advice they gave."""

    pk: int
    what: str
    on: date
    status: str
    why: str
    outcome: str
    outcome_on: date | None
    reported_at: datetime | None

    @property
    def occurrence(self) -> str:
        """What a report on it is called among what is owed."""
        return f"advice:{self.pk}"

    @property
    def may_report(self) -> bool:
        """Something came of it, and they do not know yet."""
        return bool(self.status != "declined" and self.outcome and not self.reported_at)


def given(pk: int, what: str, on: str, status: str, why: str, outcome: str, *days: str | None) -> Given:
    """One row of the statement."""
    ended, told = days
    return Given(
        pk, what, date.fromisoformat(on), status, why, outcome,
        date.fromisoformat(ended) if ended else None,
        datetime.fromisoformat(told) if told else None,
    )  # fmt: skip


def advice_lines(
    contact: Contact, advice: Iterable[Given], reports: Mapping[str, int], today: date
) -> SafeString:
    """The rows; `reports` are the follow-ups that wait for a report, by their occurrence."""
    return mark_safe("".join(_draw(contact, one, reports.get(one.occurrence), today) for one in advice))


def _draw(contact: Contact, one: Given, follow_up: int | None, today: date) -> str:
    acting = ' data-state="open"' if one.status == "acting" and not one.reported_at else ""
    words = "reported back" if one.reported_at else one.status
    lines = "".join(f"<p>{line}</p>" for line in _lines(contact, one, today) if line)
    return (
        f'<li class="row"><div class="when"><span>{_day(one.on, today)}</span><b{acting}>{words}</b></div>\n'
        f'<div class="what"><h4><a href="{address("advice", one.pk)}">“{_text(beginning(one.what))}”</a></h4>'
        f"{_whole('The whole advice', one.what)}{lines}{_whole('All that came of it', one.outcome)}</div>"
        f"{_act(contact, one, follow_up)}</li>\n"
    )


def _lines(contact: Contact, one: Given, today: date) -> list[str]:
    name = escape(contact.short_name)
    said = _text(beginning(one.outcome))
    if one.outcome_on:
        said = f"{said.removesuffix('.')} · {_day(one.outcome_on, today)}"
    if one.status == "declined":
        why = escape(one.why)
        ended = "" if not why or why.endswith((".", "?", "!")) else "."
        return [said, f"{why}{ended} {SILENT}".strip()]
    if one.reported_at:
        told = one.reported_at.astimezone(contact.owner.zone).date()
        return [escape(one.why), said, f"You told {name} on {_day(told, today)}."]
    if one.outcome:
        return [escape(one.why), said, f"{name} does not know yet."]
    return [escape(one.why), f'<a href="{address("advice", one.pk)}">What came of it?</a>']


def _act(contact: Contact, one: Given, follow_up: int | None) -> str:
    if one.reported_at:
        return str(glyph("check"))
    if not one.may_report:
        return ""
    of = f"&amp;follow_up={follow_up}" if follow_up else ""
    href = f"{address('write', contact.pk)}?template=advice_helped{of}"
    return (
        f'<a class="button" data-kind="invite" href="{href}">Report back'
        '<span class="visually-hidden"> on this advice</span></a>'
    )


def beginning(words: str) -> str:
    """What stands open on the page: a long text would fill a phone, so its end is folded away."""
    if len(words) <= FOLDS_AT and words.count("\n") < MOST_LINES:
        return words
    first = "\n".join(words.splitlines()[:MOST_LINES])
    return f"{first[:BEGINNING].rsplit(' ', 1)[0] if len(first) > BEGINNING else first.rstrip()}…"


def _whole(title: str, words: str) -> str:
    if beginning(words) == words:
        return ""
    return f"<details><summary>{title}</summary><p>{_text(words)}</p></details>"


def _text(words: str) -> str:
    return "<br>".join(escape(line) for line in words.splitlines())


def _day(day: date, today: date) -> str:
    return f"{day.day} {day:%b}" + (f" {day.year}" if day.year != today.year else "")
