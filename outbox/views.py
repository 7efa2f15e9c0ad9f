"""What a link in a mail opens, without signing in."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from outbox import unsubscribing
from web import clock


@csrf_exempt
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """GET asks; POST does it at once, also a mail program's one-click POST (RFC 8058).

    CSRF-exempt, because a mail program has no cookie; the token is the permission.
    """
    owner = unsubscribing.owner_of(token)
    if owner is None:
        return render(request, "outbox/unsubscribe.html", {"unknown": True}, status=410)
    done = request.method == "POST"
    if done:
        unsubscribing.stop_weekly(owner, clock.now())
    return render(request, "outbox/unsubscribe.html", {"done": done})
