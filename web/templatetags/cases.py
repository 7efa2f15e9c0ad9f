"""A quiet hint under words that read like a case; dismissed once, it is gone for good."""

from __future__ import annotations

from typing import Any

from django import template

from web import patients
from web.guarded import mark_of

register = template.Library()


@register.inclusion_tag("parts/case_hint.html", takes_context=True)
def case_hint(context: dict[str, Any], text: str, edit: str = "") -> dict[str, Any]:
    """The first words in `text` that may be about a patient; `edit` is where they can be changed."""
    request = context["request"]
    # Somebody of a program's office may keep people too, and has no row of a resident yet.
    mine = getattr(request.user, "resident", None) if text else None
    dismissed = set(mine.not_cases if mine else ())
    spans = (text[one.start : one.end] for one in patients.cases(text or ""))
    found = next((words for words in spans if mark_of(words) not in dismissed), "")
    return {"words": found, "mark": mark_of(found), "edit": edit, "request": request,
            "csrf_token": context.get("csrf_token", "")}  # fmt: skip
