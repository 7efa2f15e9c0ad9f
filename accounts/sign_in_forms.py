"""Forms of the sign-in pages. Apart from `forms`, which allauth imports while it is itself imported."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from allauth.account.fields import PasswordField, SetPasswordField
from allauth.account.forms import AddEmailForm, ChangePasswordForm, ResetPasswordKeyForm
from allauth.account.internal.flows.email_verification import send_verification_email_to_address
from allauth.account.models import EmailAddress
from django import forms
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest

from accounts.models import User


class ChangePassword(ChangePasswordForm):  # type: ignore[misc]
    """The new one is written once, as at sign-up: it can be shown."""

    oldpassword = PasswordField(
        show_reset_help=True, label="Current password", autocomplete="current-password"
    )
    password1 = SetPasswordField(label="New password")
    password2 = None


class ResetPassword(ResetPasswordKeyForm):  # type: ignore[misc]
    """The same after a link by mail."""

    password1 = SetPasswordField(label="New password")
    password2 = None


class ChangeEmail(AddEmailForm):  # type: ignore[misc]
    """Another address. The one in use stays until the link sent to the new one is opened.

    allauth takes an unconfirmed address for a change under way and removes it, which leaves an
    account without any where addresses are never confirmed.
    """

    @property
    def sends_a_link(self) -> bool:
        return bool(settings.HAS_MAIL_SERVER)

    def clean_email(self) -> str:
        email: str = super().clean_email()
        taken = User.objects.filter(email__iexact=email).exists()
        # With a link on its way only the owner of the address learns that it has an account.
        if taken and not self.sends_a_link:
            raise forms.ValidationError(get_adapter().error_messages["email_taken"])
        return email

    def save(self, request: HttpRequest) -> EmailAddress:
        """Begin the change, or make it at once where no mail leaves."""
        with transaction.atomic():
            mine = EmailAddress.objects.filter(user=self.user)
            mine.exclude(email__iexact=self.user.email).delete()
            made = EmailAddress.objects.create(user=self.user, email=self.cleaned_data["email"])
            if not self.sends_a_link:
                made.set_as_primary()
                mine.exclude(pk=made.pk).delete()
        if self.sends_a_link:
            send_verification_email_to_address(request, made)
        else:
            get_adapter().add_message(request, messages.SUCCESS, "account/messages/primary_email_set.txt")
        return made
