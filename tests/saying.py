"""Addresses whose answers add messages: `config.urls` and a few parts of a page."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import include, path


def part(request: HttpRequest, status: int) -> HttpResponse:
    """A part of a page that says “Let go.”, with an Undo where the request asks for one."""
    messages.success(request, "Let go <b>.", extra_tags=f"undo:{request.GET.get('undo', '/')}")
    return HttpResponse("<p id=part>The part</p>", status=status)


def silent(request: HttpRequest) -> HttpResponse:
    """A part that says nothing."""
    return HttpResponse("<p id=part>The part</p>")


def whole(request: HttpRequest) -> HttpResponse:
    """A page that shows its own message."""
    messages.success(request, "Let go <b>.")
    return render(request, "dashboard/privacy.html", {"base": "base.html"})


def away(request: HttpRequest) -> HttpResponse:
    """A redirect."""
    messages.success(request, "Let go <b>.")
    return redirect("privacy")


urlpatterns = [
    path("said/<int:status>/", part),
    path("said/silent/", silent),
    path("said/whole/", whole),
    path("said/away/", away),
    path("", include("config.urls")),
]
