"""One view for a page and its parts."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


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
