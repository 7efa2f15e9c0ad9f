"""A TCP proxy between the application and its mail server that breaks the line on demand.

A fault is a place and a way: at "connect", "data" (before the command goes through), "body" (half of
the text went through) or "answer" (the server took the letter, its answer does not come back);
"close", "reset" or "hang" (half-open: both ends stay, nothing passes).
"""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
import time
from dataclasses import dataclass, field

CLOSE, RESET, HANG = "close", "reset", "hang"
CONNECT, DATA, BODY, ANSWER = "connect", "data", "body", "answer"
DOT = b"\r\n.\r\n"
AT_ONCE = struct.pack("ii", 1, 0)


@dataclass
class TcpProxy:
    """`faults` are used up one a connection; `delay` holds every piece up; `strip` removes STARTTLS."""

    upstream: int
    faults: list[tuple[str, str]] = field(default_factory=list)
    delay: float = 0
    strip: bool = False
    connections: int = 0

    def __enter__(self) -> TcpProxy:
        self.port = 0
        self._open: list[socket.socket] = []
        self.listen()
        return self

    def __exit__(self, *_: object) -> None:
        self.refuse()
        for one in self._open:
            _end(one, CLOSE)

    def listen(self) -> None:
        """Take connections, again on the same port after `refuse`."""
        self._listener = socket.create_server(("127.0.0.1", self.port))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, args=[self._listener], daemon=True).start()

    def refuse(self) -> None:
        """From here on nobody listens."""
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self, listener: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = listener.accept()
                self.connections += 1
                _Line(self, client, self.faults.pop(0) if self.faults else ("", ""))


class _Line:
    def __init__(self, proxy: TcpProxy, client: socket.socket, fault: tuple[str, str]) -> None:
        self.proxy, self.client = proxy, client
        self.at, self.way = fault
        self.server = socket.create_connection(("127.0.0.1", proxy.upstream))
        proxy._open += [client, self.server]
        self.broken = False
        # Where the conversation is: commands, a text of which so much has passed, or its answer.
        self.stage, self.tail = "commands", b""
        if self.at == CONNECT:
            self._break()
            return
        for source, target, look in (
            (client, self.server, self._said),
            (self.server, client, self._answered),
        ):
            threading.Thread(target=self._pump, args=[source, target, look], daemon=True).start()

    def _pump(self, source: socket.socket, target: socket.socket, look: object) -> None:
        with contextlib.suppress(OSError):
            while (piece := source.recv(65536)) and not self.broken:
                time.sleep(self.proxy.delay)
                passed = look(piece)  # type: ignore[operator]
                if passed:
                    target.sendall(passed)
                if self.broken:
                    return
        if not self.broken:
            _end(source, CLOSE)
            _end(target, CLOSE)

    def _said(self, piece: bytes) -> bytes:
        """What of the client's piece goes through."""
        if self.stage == "commands" and piece.lower() == b"data\r\n":
            self.stage = "asked"
            if self.at == DATA:
                self._break()
                return b""
        elif self.stage == "text":
            if self.at == BODY:
                self.server.sendall(piece[: len(piece) // 2])
                self._break()
                return b""
            self.tail = (self.tail + piece)[-len(DOT) :]
            if self.tail == DOT:
                self.stage, self.tail = "sent", b""
        return piece

    def _answered(self, piece: bytes) -> bytes:
        """What of the server's piece goes through."""
        if self.stage == "asked":
            self.stage = "text" if piece.startswith(b"354") else "commands"
        elif self.stage == "sent":
            self.stage = "commands"
            if self.at == ANSWER:
                self._break()
                return b""
        if self.proxy.strip:
            piece = piece.replace(b"250-STARTTLS\r\n", b"")
        return piece

    def _break(self) -> None:
        self.broken = True
        if self.way != HANG:
            _end(self.client, self.way)
            _end(self.server, CLOSE)


def _end(line: socket.socket, way: str) -> None:
    with contextlib.suppress(OSError):
        if way == RESET:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
        else:
            line.shutdown(socket.SHUT_RDWR)
        line.close()
