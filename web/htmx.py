"""One view for a page and its parts."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string

SWAPPED = (200, 409, 422)


def target(request: HttpRequest) -> str:
    """The element id htmx will swap, or '' for an ordinary request or a history restore."""
    if request.headers.get("HX-Request") != "true" or request.headers.get("HX-History-Restore-Request"):
        return ""
    return request.headers.get("HX-Target", "")


def page_or_part(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any],
    parts: Sequence[str] = (),
    status: int = 200,
) -> HttpResponse:
    """Render `template`, or only its partial named by HX-Target if the view lists it.

    Chosen by HX-Target, never by HX-Request alone: the back button restores whole pages.
    """
    wanted = target(request)
    name = f"{template}#{wanted}" if wanted in parts else template
    return render(request, name, dict(context), status=status)


def with_toasts(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """A part that htmx will swap, with its messages as toasts.

    A request that added none takes none: they belong to a page that is on its way.
    """
    if not isinstance(response, HttpResponse) or response.status_code not in SWAPPED:
        return response
    said: Any = get_messages(request)
    if getattr(said, "added_new", False) and not said.used:
        toasts = render_to_string("parts/toasts_oob.html", {"messages": said}, request)
        response.content += toasts.encode()
    return response
