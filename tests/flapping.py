"""A TCP proxy between a browser and the application: it goes down, and loses what passes on demand."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

BEFORE, AFTER = "before", "after"


@dataclass
class Flapping:
    """`fault` says for each POST whether it is lost before the server has it, its answer after, or neither.

    `received` counts every byte that went to the browser, of pages, files and the worker alike;
    `posts` the forms that came from it.
    """

    upstream: int
    down: bool = False
    fault: Callable[[str], str] = field(default=lambda _: "")
    received: int = 0
    posts: int = 0
    lost: list[str] = field(default_factory=list)

    def __enter__(self) -> Flapping:
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self._listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._open: set[socket.socket] = set()
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.close()
        self.cut()

    def cut(self) -> None:
        """Whatever is open breaks now."""
        for one in list(self._open):
            _break(one)
        self._open.clear()

    def go_down(self) -> None:
        """No network from here on."""
        self.down = True
        self.cut()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                browser, _ = self._listener.accept()
                if self.down:
                    _break(browser)
                else:
                    threading.Thread(target=self._serve, args=[browser], daemon=True).start()

    def _serve(self, browser: socket.socket) -> None:
        with contextlib.suppress(OSError):
            server = socket.create_connection(("127.0.0.1", self.upstream))
            self._open |= {browser, server}
            fate = [""]
            threading.Thread(target=self._back, args=[server, browser, fate], daemon=True).start()
            for piece in _pieces(browser):
                if piece.startswith(b"POST "):
                    self.posts += 1
                    fate[0] = self.fault(piece.split(b"\r\n")[0].decode())
                if fate[0] == BEFORE:
                    self.lost.append(BEFORE)
                    break
                server.sendall(piece)
            _break(browser)
            _break(server)

    def _back(self, server: socket.socket, browser: socket.socket, fate: list[str]) -> None:
        with contextlib.suppress(OSError):
            for piece in _pieces(server):
                if fate[0] == AFTER:
                    self.lost.append(AFTER)
                    break
                self.received += len(piece)
                browser.sendall(piece)
        _break(browser)
        _break(server)


def _pieces(one: socket.socket) -> Iterator[bytes]:
    while piece := one.recv(65_536):
        yield piece


def _break(one: socket.socket) -> None:
    # Closing alone does not wake whoever reads from it.
    for end in (lambda: one.shutdown(socket.SHUT_RDWR), one.close):
        with contextlib.suppress(OSError):
            end()
