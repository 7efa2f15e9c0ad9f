"""The address letters had before: old mails and pages still lead here."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_GET

from followups.models import FollowUp
from web.http import SignedInRequest


@require_GET
def draft(request: SignedInRequest, pk: int) -> HttpResponse:
    """On to the page where the letter of this follow-up is written."""
    one = get_object_or_404(FollowUp.objects.owned_by(request.user), pk=pk)
    return redirect(f"{reverse('write', args=[one.contact_id])}?follow_up={one.pk}")
