"""What every page opened by a link in a mail has in common: the link is the permission."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from csp.constants import NONE
from csp.decorators import csp_replace
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

View = Callable[..., HttpResponse]
# The address carries the permission: it is told to no other site, kept by no cache and listed nowhere.
HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
}
NO_SCRIPTS = {"script-src": [NONE], "connect-src": [NONE]}


def opened_from_mail(view: View) -> View:
    """No sign-in, no session, no script; GET and HEAD look, POST acts."""

    @wraps(view)
    def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        for name, value in HEADERS.items():
            response[name] = value
        return response

    guarded = csp_replace(NO_SCRIPTS)(require_http_methods(["GET", "HEAD", "POST"])(opened))
    return login_not_required(guarded)  # type: ignore[arg-type, return-value]


def pressed_on_our_page(view: View) -> View:
    """In place of the CSRF cookie: a browser that says the form stood on another site is refused.

    A cookie would shut out browsers without one, and `no-referrer` makes browsers send `Origin: null`,
    which Django's check refuses. There is no sign-in here that another site could borrow.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST" and _stood_elsewhere(request):
            return render(request, "403_elsewhere.html", status=403)
        return view(request, *args, **kwargs)

    exempt = csrf_exempt(guarded)
    exempt.pressed_on_our_page = True  # type: ignore[attr-defined]
    return exempt


def _stood_elsewhere(request: HttpRequest) -> bool:
    site = request.headers.get("Sec-Fetch-Site", "")
    if site:
        return site not in ("same-origin", "none")
    ours = {f"{request.scheme}://{request.get_host()}", *settings.CSRF_TRUSTED_ORIGINS}
    return request.headers.get("Origin", "null") not in {"null", *ours}
