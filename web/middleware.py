"""Cross-cutting answers: headers, outages, control characters, htmx redirects, local time."""

import logging
from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.db import DataError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from web.errors import method_not_allowed, server_unavailable, wrong_characters
from web.htmx import with_toasts

Answer = Callable[[HttpRequest], HttpResponseBase]
logger = logging.getLogger("curbside.web")

PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"


def headers(get_response: Answer) -> Answer:
    """Nothing private is kept by a browser or a proxy; every answer says what it varies on."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        response.setdefault("Permissions-Policy", PERMISSIONS)
        response.setdefault("Cache-Control", "no-store")
        patch_vary_headers(response, ["Cookie", "HX-Target"])
        return response

    return middleware


def outage(get_response: Answer) -> Answer:
    """A database that is away is a clear page (503) and a promise that nothing typed is lost."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        return get_response(request)

    def process_exception(request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, OperationalError | InterfaceError):
            logger.error("database unavailable: %s", type(exception).__name__)
            return server_unavailable(request)
        return None

    middleware.process_exception = process_exception  # type: ignore[attr-defined]

    def guarded(request: HttpRequest) -> HttpResponseBase:
        try:
            return middleware(request)
        except (OperationalError, InterfaceError) as error:
            logger.error("database unavailable: %s", type(error).__name__)
            return server_unavailable(request)

    guarded.process_exception = process_exception  # type: ignore[attr-defined]
    return guarded


def no_control_characters(get_response: Answer) -> Answer:
    """NUL bytes are a 400: PostgreSQL cannot keep them and would answer 500.

    In an address at once. In a form only when it got as far as the database: most fields refuse them, with
    words beside what was typed.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if "\x00" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            return wrong_characters(request)
        return get_response(request)

    def process_exception(request: HttpRequest, exception: Exception) -> HttpResponse | None:
        sent = (value for _, values in request.POST.lists() for value in values)
        if isinstance(exception, DataError) and any("\x00" in value for value in sent):
            return wrong_characters(request)
        return None

    middleware.process_exception = process_exception  # type: ignore[attr-defined]
    return middleware


def htmx_redirects(get_response: Answer) -> Answer:
    """A redirect of an htmx request becomes HX-Redirect, so the sign-in page never lands in a card.

    Messages come along with any other answer.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if request.headers.get("HX-Request") != "true":
            return response
        if response.status_code in (301, 302, 303):
            moved = HttpResponse(status=204)
            moved.cookies = response.cookies
            moved["HX-Redirect"] = response["Location"]
            return moved
        return with_toasts(request, response)

    return middleware


def no_dead_ends(get_response: Answer) -> Answer:
    """Signing in leads back to the address of a button pressed too late; a GET there shows Today instead.

    What else was sent the wrong way gets a page, not an empty window.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if response.status_code != 405 or "HX-Request" in request.headers:
            return response
        return redirect("today") if request.method == "GET" else method_not_allowed(request, response)

    return middleware


def local_zone(get_response: Answer) -> Answer:
    """Templates show times in the signed-in person's zone."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        zone = getattr(request.user, "zone", None)
        # Known by now; without the lazy cover each look at it is a third of the time, and pages look often.
        request.user = getattr(request, "_cached_user", request.user)
        with timezone.override(zone or ZoneInfo("UTC")):
            return get_response(request)

    return middleware
