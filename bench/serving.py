"""The application and the bare view, each under gunicorn as the quickstart serves it."""

import contextlib
import http.client
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping

from bench.database import ROOT


@contextlib.contextmanager
def served(module: str, env: Mapping[str, str]) -> Iterator[int]:
    """Yield the port of a running gunicorn with two workers; it ends with the block."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = int(listener.getsockname()[1])
        command = [
            sys.executable, "-m", "gunicorn", module, "--bind", f"fd://{listener.fileno()}",
            "--workers", "2", "--worker-class", "gthread", "--threads", "4", "--keep-alive", "30",
            "--log-level", "warning", "--no-control-socket",
        ]  # fmt: skip
        process = subprocess.Popen(command, cwd=ROOT, env=dict(env), pass_fds=[listener.fileno()])
        try:
            _wait(port, process)
            yield port
        finally:
            process.terminate()
            process.wait()


def _wait(port: int, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(200):
        if process.poll() is not None:
            break
        with contextlib.suppress(OSError, http.client.HTTPException):
            line = http.client.HTTPConnection("127.0.0.1", port, timeout=1)
            line.request("GET", "/nothing-here")
            line.getresponse().read()
            return
        time.sleep(0.05)
    sys.exit("a measured server did not start")
