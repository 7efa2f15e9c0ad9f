"""Settings of the account."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.forms import MailForm
from accounts.models import User
from accounts.work_mail import is_discreet, is_work_address
from web import clock
from web.http import SignedInRequest

EASED_AFTER = 8


@require_http_methods(["GET", "HEAD", "POST"])
def mail_settings(request: SignedInRequest) -> HttpResponse:
    """Whether, when and how often the weekly email leaves, and whether it names anybody."""
    user = request.user
    context = {
        "at": "me",
        "at_work": is_work_address(user.email),
        "is_discreet": is_discreet(user),
        "eased": _was_eased(user),
    }
    form = MailForm(request.POST or None, instance=user)
    if request.method == "POST" and form.is_valid():
        if "digest_on" in form.changed_data:
            user.digest_since = clock.now()
        user.save(update_fields=[*form.fields, "digest_since"])
        _answered(user, clock.now())
        messages.success(request, f"Kept. {leaves(user)}" if user.digest_on else "Kept. No weekly email.")
        return redirect("mail_settings")
    context["form"] = form
    return render(request, "accounts/mail_settings.html", context, status=422 if form.is_bound else 200)


def leaves(user: User) -> str:
    """“The weekly email leaves on Sundays at 17:00.”"""
    day, hour = user.get_digest_weekday_display(), f"{user.digest_hour:02d}:00"
    if user.digest_every == "month":
        said = f"The email leaves once a month, on the first {day} at {hour}."
    else:
        said = f"The weekly email leaves on {day}s at {hour}."
    begins, ends = user.quiet_from, user.quiet_to
    is_quiet = begins <= user.digest_hour < ends if begins <= ends else not ends <= user.digest_hour < begins
    return f"{said} That is in your quiet hours, so it waits until {ends:02d}:00." if is_quiet else said


def _was_eased(user: User) -> bool:
    """Whether it comes monthly because nobody acted on it; asked by name, the emails are kept above."""
    newest = user.digests.filter(outcome="queued").order_by("-send_at").values_list("answered_at", flat=True)
    return user.digest_every == "month" and list(newest[:EASED_AFTER]) == [None] * EASED_AFTER


def _answered(user: User, now: datetime) -> None:
    """Whoever chooses how often has answered the last email."""
    newest = user.digests.filter(message__isnull=False).order_by("-send_at")[:1]
    user.digests.filter(pk__in=newest.values("pk"), answered_at__isnull=True).update(answered_at=now)
