"""What the unsubscribe link in a mail opens, without signing in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

from accounts.models import User
from outbox import unsubscribing
from web import clock
from web.mailed import opened_from_mail

PAGE = "outbox/unsubscribe.html"


@csrf_exempt
@opened_from_mail
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows how often mail comes; POST stops it at once, also a mail program's one-click POST (RFC 8058).

    CSRF-exempt, because a mail program has no cookie and no page of ours; the token is the permission.
    The body is never read, so that no way of writing it can fail.
    """
    owner = unsubscribing.owner_of(token)
    if owner is None:
        return render(request, PAGE, {"unknown": True}, status=410)
    if request.method != "POST":
        user = User.objects.filter(pk=owner, is_active=True).first()
        return render(request, PAGE, {"reader": user})
    if request.GET.get("every") == "month":
        unsubscribing.go_monthly(owner)
        return render(request, PAGE, {"monthly": True})
    unsubscribing.stop_weekly(owner, clock.now())
    return render(request, PAGE, {"done": True})
