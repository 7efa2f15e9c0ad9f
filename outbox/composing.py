"""A message of the ledger as the bytes that go over the wire."""

from __future__ import annotations

from email.utils import parseaddr
from functools import lru_cache

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.message import sanitize_address
from django.utils.crypto import salted_hmac

from outbox.models import Message

LONGEST_LINE = 990


def sender() -> str:
    """The envelope's sender. Raises when the setting is no address: then no mail can leave at all."""
    return _bare(settings.DEFAULT_FROM_EMAIL)


@lru_cache
def _bare(address: str) -> str:
    said: str = sanitize_address(address, settings.DEFAULT_CHARSET)
    return parseaddr(said)[1]


def header_id(message: Message) -> str:
    """The Message-ID: the same on every try, so that a mailbox can fold what came twice.

    Not by the row's id: a restored copy counts on from where the backup was, so a new mail would
    repeat the Message-ID of another one, and a mailbox may drop it.
    """
    name = f"{message.key} {message.created_at.timestamp()}"
    secret = salted_hmac("outbox.message", name, algorithm="sha256").hexdigest()[:40]
    return f"<{secret}@{sender().rpartition('@')[2] or 'localhost'}>"


def compose(message: Message) -> tuple[str, bytes]:
    """The envelope's recipient and the letter. Raises for what cannot be a mail."""
    if not message.to.rpartition("@")[0].isascii():
        # Encoded as a header is, it would be somebody else's mailbox.
        raise ValueError("The part before the @ is not plain ASCII.")
    mail = EmailMultiAlternatives(
        subject=message.subject,
        body=message.text,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[message.to],
        headers={
            **message.headers,
            "Message-ID": header_id(message),
            "Auto-Submitted": "auto-generated",
        },
    )
    if message.html:
        mail.attach_alternative(message.html, "text/html")
    recipient: str = parseaddr(sanitize_address(message.to, settings.DEFAULT_CHARSET))[1]
    if "@" not in recipient or recipient.rpartition("@")[0] != message.to.rpartition("@")[0]:
        # An encoded word is read as what it stands for: another mailbox than the one that was confirmed.
        raise ValueError("It is not one plain address.")
    letter = mail.message()
    # A folded List-Unsubscribe begins with an empty line, which not every mail program understands.
    letter.policy = letter.policy.clone(max_line_length=LONGEST_LINE)
    return recipient, letter.as_bytes(linesep="\r\n")  # type: ignore[call-arg]
