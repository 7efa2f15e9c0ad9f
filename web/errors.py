"""Error pages. They need no database and no context processor, so they work when those do not."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template import loader


def _page(request: HttpRequest, template: str, status: int) -> HttpResponse:
    return HttpResponse(loader.get_template(template).render({"path": request.path}), status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400."""
    return _page(request, "400.html", 400)


def wrong_characters(request: HttpRequest) -> HttpResponse:
    """400 for NUL bytes in the address or a form."""
    return _page(request, "400.html", 400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403."""
    return _page(request, "403.html", 403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form that was open too long; the words typed are kept by the page itself."""
    return _page(request, "403_csrf.html", 403)


def method_not_allowed(request: HttpRequest, refused: HttpResponseBase) -> HttpResponse:
    """405 for a form sent to a page that takes none; what the page does take is said as before."""
    response = _page(request, "405.html", 405)
    response["Allow"] = refused["Allow"]
    return response


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404, the same for a missing row and for somebody else's."""
    return _page(request, "404.html", 404)


def too_many_tries(request: HttpRequest) -> HttpResponse:
    """429: the limits of signing in, of asking for a link and of changing an address."""
    return _page(request, "429.html", 429)


def server_error(request: HttpRequest) -> HttpResponse:
    """500; or 503 when it was the database, which a middleware may be the first to miss (the session)."""
    if isinstance(sys.exception(), OperationalError | InterfaceError):
        return server_unavailable(request)
    return _page(request, "500.html", 500)


def server_unavailable(request: HttpRequest) -> HttpResponse:
    """503 while the database is away."""
    response = _page(request, "503.html", 503)
    response["Retry-After"] = "30"
    return response
