"""A mail server on loopback that keeps what it accepts and misbehaves on demand."""

from __future__ import annotations

import asyncio
import logging
import re
import socket
import ssl
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

OK = "ok"
# What the server does instead, at the stage the name says. A number is its answer there.
GREET_421, GREET_554 = "greet 421", "greet 554"
MAIL_421 = "mail 421"
RCPT_421, RCPT_451, RCPT_550, RCPT_550_POLICY = "rcpt 421", "rcpt 451", "rcpt 550", "rcpt 550 policy"
DATA_451 = "data 451"
BODY_421, BODY_451, BODY_550, BODY_252 = "body 421", "body 451", "body 550", "body 252"
BODY_NONSENSE = "body nonsense"
DROP_BEFORE_354 = "drop before 354"
DROP_AFTER_354 = "drop after 354"
DROP_AFTER_STORING = "drop after storing"
HANG_AFTER_STORING = "hang after storing"
ANSWERS = {
    MAIL_421: "421 4.3.2 Closing, come back later",
    RCPT_421: "421 4.3.2 Closing, come back later",
    RCPT_451: "451 4.7.1 Greylisted, come back later",
    RCPT_550: "550 5.1.1 No such mailbox",
    RCPT_550_POLICY: "550 5.7.1 Your network is not welcome",
    DATA_451: "451 4.3.0 Not now",
    BODY_421: "421 4.3.2 Closing, come back later",
    BODY_451: "451 4.3.0 Try again later",
    BODY_550: "550 5.7.1 This looks like spam",
    BODY_252: "252 Taken, perhaps",
    BODY_NONSENSE: "hmm",
}
logging.getLogger("mail.log").setLevel(logging.WARNING)
_HEADER_ID = re.compile(rb"(?im)^Message-ID:\s*(\S+)")
# Enough to see that nothing is resent while the server stays silent.
SILENCE = 30


@dataclass(frozen=True)
class Offered:
    """One line of the server's log: a letter whose final dot arrived, and whether it was taken."""

    at: float
    to: str
    header_id: str
    taken: bool


@dataclass(frozen=True)
class Kept:
    """One accepted letter."""

    to: str
    raw: bytes

    @property
    def mail(self) -> EmailMessage:
        parsed = message_from_bytes(self.raw, policy=policy.default)
        assert isinstance(parsed, EmailMessage)
        return parsed

    @property
    def text(self) -> str:
        part = self.mail.get_body(("plain",))
        return str(part.get_content()) if part else ""

    @property
    def html(self) -> str:
        part = self.mail.get_body(("html",))
        return str(part.get_content()) if part else ""


@dataclass
class Sink:
    """`with Sink() as sink:` listens; `kept` is what it accepted, in order.

    `modes` are used up one per letter (or per connection for the greetings), then `mode` holds;
    `modes_for` holds for an address, whatever the others get. `before_354` runs in the server's thread
    between DATA and its 354; `watch` at the stages "mail", "data", "dot" (all of it came) and "stored",
    with the client's port and the recipient. `log` has a line for every whole letter; with `keep=False`
    it is all that stays.
    """

    mode: str = OK
    modes: list[str] = field(default_factory=list)
    modes_for: dict[str, str] = field(default_factory=dict)
    before_354: Callable[[], None] | None = None
    watch: Callable[[str, int, str], None] | None = None
    tls: ssl.SSLContext | None = None
    keep: bool = True
    log: list[Offered] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)
    commands: Counter[str] = field(default_factory=Counter)
    connections: int = 0

    def __enter__(self) -> Sink:
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=50)
        self.port: int = self._listener.getsockname()[1]
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._listener.close()

    @property
    def accepted(self) -> list[EmailMessage]:
        """What it accepted, parsed."""
        return [one.mail for one in self.kept]

    def refuse_connections(self) -> None:
        """From here on nobody listens."""
        done = threading.Event()

        def close() -> None:
            self._server.close()
            done.set()

        self._loop.call_soon_threadsafe(close)
        done.wait(5)

    def look(self, stage: str, session: Session, to: str = "") -> None:
        if self.watch is not None and session.peer:
            self.watch(stage, session.peer[1], to)

    def next_mode(self) -> str:
        return self.modes.pop(0) if self.modes else self.mode

    def peek(self) -> str:
        return self.modes[0] if self.modes else self.mode

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        create = self._loop.create_server(lambda: _Conversation(self), sock=self._listener)
        self._server = self._loop.run_until_complete(create)
        self._loop.run_forever()
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.run_until_complete(asyncio.sleep(0))
        self._loop.close()


class _Conversation(SMTP):  # type: ignore[misc]
    def __init__(self, sink: Sink) -> None:
        super().__init__(self, enable_SMTPUTF8=True, hostname="sink.example", tls_context=sink.tls)
        self.sink = sink
        self.doing = OK

    def connection_made(self, transport: Any) -> None:
        self.sink.connections += 1
        super().connection_made(transport)

    async def push(self, status: Any) -> None:
        if str(status).startswith("220 ") and self.sink.peek() in (GREET_421, GREET_554):
            code = self.sink.next_mode().split()[1]
            await super().push(f"{code} Not open")
            self.transport.close()
            return
        await super().push(status)

    async def _call_handler_hook(self, command: str, *args: Any) -> Any:
        self.sink.commands[command] += 1
        return await super()._call_handler_hook(command, *args)

    async def handle_MAIL(
        self, _: SMTP, session: Session, envelope: Envelope, address: str, options: Any
    ) -> str:
        self.sink.look("mail", session)
        self.doing = self.sink.next_mode()
        if self.doing == MAIL_421:
            return ANSWERS[self.doing]
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(
        self, _: SMTP, session: Session, envelope: Envelope, address: str, options: Any
    ) -> str:
        self.doing = self.sink.modes_for.get(address, self.doing)
        if self.doing.startswith("rcpt"):
            return ANSWERS[self.doing]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def smtp_DATA(self, arg: str) -> None:
        if self.sink.before_354:
            self.sink.before_354()
        self.sink.look("data", self.session, (self.envelope.rcpt_tos or [""])[0])
        if self.doing == DATA_451:
            await self.push(ANSWERS[DATA_451])
            self._set_post_data_state()
        elif self.doing == DROP_BEFORE_354:
            self.transport.abort()
        elif self.doing == DROP_AFTER_354:
            await self.push("354 Go ahead")
            self.transport.abort()
        else:
            await super().smtp_DATA(arg)

    async def handle_DATA(self, _: SMTP, session: Session, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        to, found = envelope.rcpt_tos[0], _HEADER_ID.search(envelope.content)
        self.sink.look("dot", session, to)
        taken = self.doing not in ANSWERS or self.doing == BODY_252
        self.sink.log.append(Offered(time.monotonic(), to, found[1].decode() if found else "", taken))
        if not taken:
            return ANSWERS[self.doing]
        if self.sink.keep:
            self.sink.kept.append(Kept(to, envelope.content))
        self.sink.look("stored", session, to)
        if self.doing == DROP_AFTER_STORING:
            self.transport.abort()
        elif self.doing == HANG_AFTER_STORING:
            await asyncio.sleep(SILENCE)
        return ANSWERS.get(self.doing, "250 OK")
