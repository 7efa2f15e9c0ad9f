"""`{% count_this touch %}` on the page of one meeting."""

from __future__ import annotations

from typing import Any

from django import template

from programs.meetings import countable

register = template.Library()


@register.inclusion_tag("programs/count_this.html", takes_context=True)
def count_this(context: dict[str, Any], touch: int) -> dict[str, Any]:
    """Whether this meeting may count for a program's half-year record, or does already."""
    request = context["request"]
    return {"found": countable(request.user, touch), "touch": touch, "csrf_token": context.get("csrf_token")}
