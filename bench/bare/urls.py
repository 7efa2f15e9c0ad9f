"""One address."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from bench.bare.models import Row


def rows(request: HttpRequest, owner: int) -> HttpResponse:
    """Fifty rows of one owner, in the order of an index."""
    found = Row.objects.filter(owner_id=owner, trashed_at__isnull=True).order_by("sort_name", "id")[:50]
    return render(request, "rows.html", {"rows": found})


urlpatterns = [path("<int:owner>/", rows)]
