"""Settings of the account."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.forms import MailForm
from web import clock
from web.http import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
def mail_settings(request: SignedInRequest) -> HttpResponse:
    """Whether, on which day and at which hour the weekly email leaves."""
    user = request.user
    form = MailForm(request.POST or None, instance=user)
    if request.method == "POST" and form.is_valid():
        if "digest_on" in form.changed_data:
            user.digest_since = clock.now()
        user.save(update_fields=[*form.fields, "digest_since"])
        day = f"{user.get_digest_weekday_display()}s at {user.digest_hour:02d}:00"
        messages.success(
            request,
            f"Kept. The weekly email leaves on {day}." if user.digest_on else "Kept. No weekly email.",
        )
        return redirect("mail_settings")
    context = {"form": form, "at": "me"}
    return render(request, "accounts/mail_settings.html", context, status=422 if form.is_bound else 200)
