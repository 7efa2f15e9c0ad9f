"""Starts and ends processes so that none is left behind."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform.startswith("linux") else None

Process = subprocess.Popen[bytes]


def die_with_parent(parent: int) -> None:
    """Ask Linux for SIGTERM when `parent` dies, however it dies."""
    if _libc is None:
        return
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGTERM)


def spawn(
    command: Sequence[str], *, env: Mapping[str, str] | None = None, own_group: bool = True, **options: Any
) -> Process:
    """Start `command`; with `own_group` a Ctrl-C at the terminal does not reach it directly."""
    parent = os.getpid()
    before: Callable[[], None] = lambda: die_with_parent(parent)  # noqa: E731
    return subprocess.Popen(command, env=env, start_new_session=own_group, preexec_fn=before, **options)


def adopt_orphans() -> None:
    """Become the parent of processes whose own parent died: in a container process 1 may never reap them."""
    if _libc is not None:
        _libc.prctl(PR_SET_CHILD_SUBREAPER, 1)


def group_alive(group: int) -> bool:
    """Whether any process of the group, its leader aside, is still there."""
    try:
        while os.waitpid(-group, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def end_groups(
    processes: Sequence[Process], seconds: float, meanwhile: Callable[[], None] = lambda: time.sleep(0.02)
) -> None:
    """SIGTERM each process and what it started, wait, then SIGKILL what is left."""
    for process in processes:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if all(process.poll() is not None and not group_alive(process.pid) for process in processes):
            return
        meanwhile()
    for process in processes:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
