"""The meetings of Today as strings: a template took a tenth of the page for four of them (ADR 0010)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from html import escape
from zoneinfo import ZoneInfo

from django.utils.safestring import SafeString

from dashboard.around import Meeting
from web.addresses import address
from web.phrases import count
from web.templatetags.marks import glyph


def lines(meetings: Iterable[Meeting], now: datetime, zone: ZoneInfo, token: str) -> SafeString:
    """One row a meeting; past ones ask whether they were held. `token` is the form's own (CSRF)."""
    return SafeString("".join(_draw(meeting, now, zone, token) for meeting in meetings))


def _draw(meeting: Meeting, now: datetime, zone: ZoneInfo, token: str) -> str:
    at = meeting.at.astimezone(zone)
    minutes = f"{meeting.minutes} min, " if meeting.minutes else ""
    people = ", ".join(f'<a href="/people/{one.pk}/">{escape(one.full_name)}</a>' for one in meeting.people)
    what = escape(meeting.people[0].what) if meeting.people else ""
    new = ' <span class="chip" data-kind="new">new</span>' if meeting.new else ""
    return (
        f'<li class="row" data-row><div class="when"><b>{at:%a %H:%M}</b>'
        f"<span>{minutes}{meeting.kind_words}</span></div>\n"
        f'<div class="what"><h3>{people} <span>{what}</span>{new}</h3>\n'
        f"{_asked(meeting) if meeting.at < now else _prepared(meeting)}</div>\n"
        f'<div class="acts">{_acts(meeting, token, f"{at:%A %H:%M}")}</div></li>'
    )


def _acts(meeting: Meeting, token: str, when: str) -> str:
    about = f'<span class="visually-hidden">: the meeting of {when}</span>'
    return (
        f'<a href="{meeting.address}" data-main>Prepare{about}</a>'
        f'<form method="post" action="{address("meeting_held", meeting.pk)}">'
        f'<input type="hidden" name="csrfmiddlewaretoken" value="{token}">'
        f"<button>Held{about}</button></form>"
        f'<a href="{address("meeting_move", meeting.pk)}">Move{about}</a>'
    )


def _asked(meeting: Meeting) -> str:
    return f'<p>Was it held? If not, move it, or <a href="{meeting.address}">cancel it</a>.</p>'


def _prepared(meeting: Meeting) -> str:
    asks = count(meeting.questions, "question") if meeting.questions else "3–5 questions"
    ticks = (
        (meeting.cv_sent, "CV sent"),
        (bool(meeting.questions), asks),
        (bool(meeting.ask), "your one ask"),
    )
    return f'<ul class="ticks">{"".join(_tick(*tick) for tick in ticks)}</ul>'


def _tick(done: object, words: str) -> str:
    return f"<li{'' if done else ' data-open'}>{glyph('check' if done else 'ring')}{words}</li>"
