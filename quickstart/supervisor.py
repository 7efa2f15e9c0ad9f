"""Keeps a handful of processes together: their output prefixed, one ends and all end."""

import contextlib
import os
import selectors
import signal
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from subprocess import DEVNULL, PIPE, STDOUT
from types import FrameType, TracebackType
from typing import Any

from quickstart.processes import Process, end_groups, spawn

ASKED_TO_STOP = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stop(SystemExit):
    """Raised by a signal while things are still being set up."""


@dataclass
class Child:
    """One process, the name its lines carry, and how long it may take to end."""

    name: str
    process: Process
    seconds: float
    rest: bytes = b""


class Supervisor:
    """Runs children until one of them ends or a signal asks to stop; then ends them, last started first."""

    def __init__(self, left_alone: Callable[[], bool]) -> None:
        self.children: list[Child] = []
        self._left_alone = left_alone
        self._others: dict[str, Callable[[], bool]] = {}
        self._selector = selectors.DefaultSelector()
        self._asked = False
        self._watching = False

    def __enter__(self) -> "Supervisor":
        self._wake, told = os.pipe()
        for end in (self._wake, told):
            os.set_blocking(end, False)
        self._selector.register(self._wake, selectors.EVENT_READ)
        signal.set_wakeup_fd(told, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        for number in ASKED_TO_STOP:
            signal.signal(number, self._on_signal)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        signal.set_wakeup_fd(-1)

    @contextlib.contextmanager
    def children_end_here(self) -> Iterator[None]:
        """A block after which no child is left, whatever ended it."""
        try:
            yield
        finally:
            self._watching = True
            self.stop()

    def _on_signal(self, number: int, _frame: FrameType | None) -> None:
        first, self._asked = not self._asked, True
        if first and not self._watching:
            raise Stop(0)

    def add(
        self, name: str, command: Sequence[str], env: Mapping[str, str], *, seconds: float = 2, **options: Any
    ) -> Process:
        """Start a child whose lines are printed under `name`, unless `stdout` sends them elsewhere."""
        process = spawn(command, env=env, stdin=DEVNULL, stderr=STDOUT, **{"stdout": PIPE, **options})
        child = Child(name, process, seconds)
        if process.stdout is not None:
            os.set_blocking(process.stdout.fileno(), False)
            self._selector.register(process.stdout, selectors.EVENT_READ, child)
        self.children.append(child)
        return process

    def watch(self, name: str, running: Callable[[], bool]) -> None:
        """End everything too when something that is not a child of ours stops running."""
        self._others[name] = running

    def wait(self, seconds: float | None = None) -> int | None:
        """Pass on output until the time is over (None), a signal came (0) or a child ended (1)."""
        self._watching = True
        end = None if seconds is None else time.monotonic() + seconds
        while end is None or time.monotonic() < end:
            if self._asked or self._left_alone():
                return 0
            gone = self._gone()
            if gone:
                self._pass_on(0)
                say(f"{gone} ended by itself; stopping the rest")
                return 1
            self._pass_on(0.5 if end is None else max(0.0, min(0.5, end - time.monotonic())))
        return None

    def wait_for(self, address: str, seconds: float = 60) -> int | None:
        """Wait until a page answers 200; None then, or what `wait` returns if something ends first."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            code = self.wait(0.1)
            if code is not None:
                return code
            with contextlib.suppress(OSError), urllib.request.urlopen(address, timeout=1):
                return None
        say(f"{address} did not answer in {seconds:.0f} s; stopping")
        return 1

    def _gone(self) -> str | None:
        for child in self.children:
            if child.process.poll() is not None:
                return f"{child.name} (code {child.process.returncode})"
        return next((name for name, running in self._others.items() if not running()), None)

    def _pass_on(self, seconds: float) -> None:
        for key, _ in self._selector.select(seconds):
            with contextlib.suppress(BlockingIOError):
                block = os.read(key.fd, 65536)
                if isinstance(key.data, Child):
                    self._print(key.data, block)
                    if not block:
                        self._selector.unregister(key.fileobj)

    def _print(self, child: Child, block: bytes) -> None:
        *lines, child.rest = (child.rest + block).split(b"\n")
        if not block and child.rest:
            lines, child.rest = [child.rest], b""
        for line in lines:
            if line.strip():
                say(line.decode(errors="replace"), child.name)

    def stop(self) -> None:
        """End all children, last started first; each has its time and is then killed."""
        for child in reversed(self.children):
            end_groups([child.process], child.seconds, meanwhile=lambda: self._pass_on(0.02))
        self._pass_on(0)
        self.children.clear()


def say(text: str, name: str = "") -> None:
    """Print one line; a reader that went away is no reason to leave processes behind."""
    with contextlib.suppress(OSError):
        print(f"{name:<7}| {text}" if name else text, flush=True)


def gone_with_make() -> Callable[[], bool]:
    """A test whether the `make` that started us was ended without telling us.

    make passes on SIGTERM only. After SIGINT or SIGHUP sent to it alone it resets the handler and
    waits for us; Linux shows that as a signal it no longer catches.
    """
    parent = os.getppid()
    catches = _caught_by(parent)

    def check() -> bool:
        return os.getppid() != parent or _caught_by(parent) != catches

    return check


def _caught_by(pid: int) -> int:
    told = {signal.SIGINT, signal.SIGHUP, signal.SIGTERM}
    try:
        text = Path(f"/proc/{pid}/status").read_text("utf-8")
    except OSError:
        return 0
    mask = int(text.partition("SigCgt:")[2].split()[0], 16)
    return mask & sum(1 << (number - 1) for number in told)


def never() -> bool:
    """For a start that is not under make."""
    return False
