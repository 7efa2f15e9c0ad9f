"""Words that read like a case, and are none."""

from __future__ import annotations

import re

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from residents.models import resident_of
from web.http import SignedInRequest, safe_next

MARK = re.compile(r"[0-9a-f]{16}")
MOST = 500


@require_POST
def not_a_case(request: SignedInRequest) -> HttpResponse:
    """These words never hint again. Only their keyed mark is kept, the latest MOST of them."""
    mark = request.POST.get("mark", "")
    if not MARK.fullmatch(mark):
        raise Http404
    resident = resident_of(request.user)
    resident.not_cases = [*(one for one in resident.not_cases if one != mark), mark][-MOST:]
    resident.save(update_fields=["not_cases"])
    return redirect(safe_next(request, "today"))
