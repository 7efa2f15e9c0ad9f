"""`{% follow_ups rows %}` and `{% follow_up row %}`: rows drawn where they stand."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe

from followups.drawing import Place, draw
from followups.rows import Row
from web.addresses import address

register = template.Library()


@register.simple_tag(takes_context=True)
def follow_ups(context: dict[str, Any], rows: Iterable[Row], on_person: bool = False) -> SafeString:
    """The rows one after the other."""
    here, focused = context["request"].get_full_path(), context.get("focused", False)
    place = Place(str(context["csrf_token"]), here, address("log"), on_person, focused)
    return mark_safe("".join(draw(row, place) for row in rows))


@register.simple_tag(takes_context=True)
def follow_up(context: dict[str, Any], row: Row) -> SafeString:
    """One row."""
    return follow_ups(context, [row])
