"""Mail about the account itself (confirm an address, reset a password), told in the ledger."""

from __future__ import annotations

import contextlib
import uuid
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage

from accounts import adapter
from accounts.models import User
from outbox.models import Kind, Message, State
from web import clock


class Adapter(adapter.Adapter):
    """It leaves while somebody waits for it, so it does not queue; the ledger notes that it left.

    Its text is not kept: the links in it open the account.
    """

    subject = ""

    def render_mail(self, *args: Any, **kwargs: Any) -> EmailMessage:
        """Remembers the subject for the ledger."""
        mail: EmailMessage = super().render_mail(*args, **kwargs)
        self.subject = str(mail.subject)
        return mail

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send and note it. What went to nobody known here is not noted."""
        if not settings.HAS_MAIL_SERVER:
            return
        try:
            super().send_mail(template_prefix, email, context)
        except OSError as error:
            self._note(email, context, State.DEAD, f"It could not be sent ({type(error).__name__}).")
            raise
        self._note(email, context, State.SENT)

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """What it tells has happened already, so a mail server that is away must not answer 500."""
        with contextlib.suppress(OSError):
            super().send_notification_mail(*args, **kwargs)

    def _note(self, email: str, context: dict[str, Any], state: State, reason: str = "") -> None:
        owner = context.get("user") or User.objects.filter(email__iexact=email).first()
        if not isinstance(owner, User):
            return
        now = clock.now()
        Message.objects.create(
            owner=owner,
            key=f"account:{uuid.uuid4()}",
            kind=Kind.ACCOUNT,
            to=email,
            subject=self.subject[:200],
            state=state,
            reason=reason,
            attempt=1,
            created_at=now,
            finished_at=now,
        )
