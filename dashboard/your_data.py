"""Taking everything along, and deleting the account."""

from __future__ import annotations

import logging

from allauth.core.exceptions import ReauthenticationRequired
from django import forms
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from accounts.models import User
from contacts.models import Contact
from dashboard import closing
from dashboard.taking import everything
from followups.models import FollowUp
from interactions.models import Interaction
from outbox.models import Message
from programs.exports import ask_who_is_there
from web import clock
from web.guarded import Guarded
from web.http import SignedInRequest

logger = logging.getLogger("curbside.account")


class DeleteForm(Guarded, forms.Form):
    """The address typed by hand, so that nothing goes by a slip."""

    email = forms.CharField(
        label="Your email address, to be sure",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Type the address of this account."},
    )

    def __init__(self, *args: object, user: User) -> None:
        super().__init__(*args)  # type: ignore[arg-type]
        self.user = user

    def clean_email(self) -> str:
        typed: str = self.cleaned_data["email"]
        if typed.casefold() != self.user.email.casefold():
            raise forms.ValidationError(f"This is not the address of this account. It is {self.user.email}.")
        return typed


@require_http_methods(["GET", "POST"])
def me_export(request: SignedInRequest) -> HttpResponseBase:
    """What is in the file; sending the form answers it."""
    if request.method == "GET":
        ask_who_is_there(request)
        return render(request, "dashboard/export.html", {"at": "me"})
    if not _is_sure(request):
        return redirect("me_export")
    now, user = clock.now(), request.user
    name = f"curbside-{now.astimezone(user.zone):%Y-%m-%d}.zip"
    file = everything(user, now)
    logger.info("user %s took everything along", user.pk)
    headers = {"Cache-Control": "no-store"}
    return FileResponse(
        file, as_attachment=True, filename=name, content_type="application/zip", headers=headers
    )


@require_http_methods(["GET", "POST"])
def me_delete(request: SignedInRequest) -> HttpResponse:
    """What goes and what stays; sending the form deletes the account."""
    user = request.user
    if request.method == "GET":
        ask_who_is_there(request)
        return _page(request, DeleteForm(user=user))
    if not _is_sure(request):
        return redirect("me_delete")
    form = DeleteForm(request.POST, user=user)
    if not form.is_valid():
        return _page(request, form, 422)
    try:
        closing.close(user, clock.now())
    except closing.HandOverFirst:
        return _page(request, form, 409, refused=True)
    user_id = user.pk
    logout(request)
    logger.info("account %s is closed", user_id)
    if not closing.empty(user_id):
        return render(request, "dashboard/deleted.html", {"later": True}, status=202)
    return redirect("me_deleted")


@login_not_required
@require_GET
def me_deleted(request: HttpRequest) -> HttpResponse:
    """Said once more, to somebody who has no account any more."""
    if request.user.is_authenticated:
        return redirect("me")
    return render(request, "dashboard/deleted.html")


def _is_sure(request: SignedInRequest) -> bool:
    """Whether somebody said lately who they are. A form sent too late is not kept and sent on by itself."""
    try:
        ask_who_is_there(request)
    except ReauthenticationRequired:
        return False
    return True


def _page(
    request: SignedInRequest, form: DeleteForm, status: int = 200, *, refused: bool = False
) -> HttpResponse:
    user = request.user
    context = {
        "at": "me",
        "form": form,
        "refused": refused,
        "programs": closing.programs_of(user),
        "people": Contact.objects.filter(owner=user).count(),
        "touches": Interaction.objects.filter(owner=user).count(),
        "follow_ups": FollowUp.objects.filter(owner=user).count(),
        "mails": Message.objects.owned_by(user).count(),
    }
    return render(request, "dashboard/delete.html", context, status=status)
