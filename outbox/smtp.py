"""SMTP with a fence: the last step before a letter's text leaves is a durable mark in the ledger.

Over SMTP nobody can know what became of a letter when the line breaks after its text left.
So everything before the text may be tried again, and nothing after it ever is.
"""

from __future__ import annotations

import contextlib
import re
import smtplib
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings
from django.core.mail.backends.smtp import EmailBackend

Fence = Callable[[], bool]


class Phase(StrEnum):
    """How far a try came."""

    PREPARE = "prepare"
    CONNECT = "connect"
    ENVELOPE = "envelope"
    FENCE = "fence"
    BODY = "body"
    LEASE = "lease"


@dataclass(frozen=True)
class Reply:
    """How a try ended. Without a code the line broke, or the fence stayed closed."""

    phase: Phase
    code: int | None = None
    text: str = ""

    @property
    def accepted(self) -> bool:
        return self.phase == Phase.BODY and self.code is not None and 200 <= self.code < 300


class FenceClosed(Exception):
    """The ledger no longer wants this letter to leave."""


class Connection(smtplib.SMTP):
    """One conversation; `fence` is asked after the server's 354 and before the text."""

    fence: Fence
    phase = Phase.ENVELOPE

    def data(self, msg: bytes | str) -> tuple[int, bytes]:  # type: ignore[override]
        """As in smtplib, with the fence in between and a longer wait for the final answer."""
        self.putcmd("data")
        code, answer = self.getreply()
        if code != 354:
            raise smtplib.SMTPDataError(code, answer)
        self.phase = Phase.FENCE
        if not self.fence():
            raise FenceClosed
        self.phase = Phase.BODY
        patience = self.sock.gettimeout() if self.sock else None
        self._wait(settings.MAIL_REPLY_SECONDS)
        self.send(_stuffed(msg if isinstance(msg, bytes) else msg.encode("ascii")))
        code, answer = self.getreply()
        self._wait(patience)
        return code, answer

    def _wait(self, seconds: float | None) -> None:
        if self.sock:
            self.sock.settimeout(seconds)


class SecureConnection(Connection, smtplib.SMTP_SSL):
    """The same over TLS from the first byte."""


class Backend(EmailBackend):
    """Django's SMTP settings and TLS, with our conversation."""

    connection: Connection | None
    _partial_connection: Connection | None

    @property
    def connection_class(self) -> type[Connection]:
        return SecureConnection if self.use_ssl else Connection


class Line:
    """One kept connection to the mail server, opened when first needed."""

    def __init__(self) -> None:
        self._backend = Backend()

    def send(self, sender: str, to: str, letter: bytes, fence: Fence) -> Reply:
        """Hand over one letter. ValueError: it cannot be said in SMTP at all.

        A kept line that turns out to be broken before the text is opened once more: servers
        close idle lines, and that is nobody's failed try.
        """
        kept = self._backend.connection is not None
        reply = self._try(sender, to, letter, fence)
        if kept and reply.phase == Phase.ENVELOPE and reply.code in (None, 421):
            reply = self._try(sender, to, letter, fence)
        return reply

    def hang_up(self, *, politely: bool = False) -> None:
        """Close the line. Impolitely no QUIT is said: after 354 it would be read as the letter."""
        connection = self._backend.connection or self._backend._partial_connection
        self._backend.connection = self._backend._partial_connection = None
        if connection is None:
            return
        if politely:
            with contextlib.suppress(smtplib.SMTPException, OSError):
                connection.quit()
        connection.close()

    def _try(self, sender: str, to: str, letter: bytes, fence: Fence) -> Reply:
        try:
            self._backend.open()
        except smtplib.SMTPResponseException as error:
            self.hang_up()
            return Reply(Phase.CONNECT, error.smtp_code, _text(error.smtp_error))
        except (smtplib.SMTPException, OSError) as error:
            self.hang_up()
            return Reply(Phase.CONNECT, None, type(error).__name__)
        connection = self._backend.connection
        if connection is None:
            return Reply(Phase.CONNECT)
        connection.fence, connection.phase = fence, Phase.ENVELOPE
        try:
            return self._converse(connection, sender, to, letter)
        except BaseException as error:
            self.hang_up()
            if isinstance(error, Exception) and connection.phase == Phase.BODY:
                return Reply(Phase.BODY, None, type(error).__name__)
            raise

    def _converse(self, connection: Connection, sender: str, to: str, letter: bytes) -> Reply:
        try:
            connection.sendmail(sender, [to], letter)
        except smtplib.SMTPRecipientsRefused as error:
            code, answer = error.recipients[to]
            reply = Reply(Phase.ENVELOPE, code, _text(answer))
        except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as error:
            reply = Reply(connection.phase, error.smtp_code, _text(error.smtp_error))
        except (smtplib.SMTPException, OSError) as error:
            reply = Reply(connection.phase, None, type(error).__name__)
        except FenceClosed:
            reply = Reply(Phase.FENCE)
        else:
            reply = Reply(Phase.BODY, 250)
        # After 354 the server reads everything as the letter, RSET and the next letter's envelope
        # too; hanging up before the final dot is the only way to take it back.
        if reply.phase == Phase.FENCE or not _is_plain(reply.code):
            self.hang_up()
            return Reply(reply.phase, reply.code if _is_plain(reply.code) else None, reply.text)
        if reply.code == 421:
            self.hang_up()
        return reply


def _is_plain(code: int | None) -> bool:
    """Whether the server said something with a meaning: yes, later, or no."""
    return code is not None and (200 <= code < 300 or 400 <= code < 600)


def _stuffed(letter: bytes) -> bytes:
    """The text as RFC 5321 sends it: leading dots doubled, ended by a lone dot."""
    doubled = re.sub(rb"(?m)^\.", b"..", letter)
    return doubled + (b"" if doubled.endswith(b"\r\n") else b"\r\n") + b".\r\n"


def _text(answer: bytes | str) -> str:
    return answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
