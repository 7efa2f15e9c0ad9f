"""One run a checkout: a lock held while it lasts, and a note of its processes for the next one."""

import contextlib
import fcntl
import json
import os
import signal
import time
from collections.abc import Callable, Iterator

import psutil

from quickstart.places import Problem, local

Note = Callable[[list[int]], None]


@contextlib.contextmanager
def only_run(address: str) -> Iterator[Note]:
    """Hold the lock; yields a function that notes the process groups started so far."""
    with (local() / "run.lock").open("a+") as file:
        file.seek(0)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            where = json.loads(file.read() or "{}").get("address", "another port")
            raise Problem(f"already running in this folder at {where}") from error
        left = json.loads(file.read() or "{}")
        _end_strays({int(group): at for group, at in left.get("groups", {}).items()})

        def note(groups: list[int]) -> None:
            started = {group: psutil.Process(group).create_time() for group in groups}
            file.truncate(0)
            file.write(json.dumps({"address": address, "process": os.getpid(), "groups": started}))
            file.flush()

        note([])
        yield note
        file.truncate(0)


def _end_strays(groups: dict[int, float]) -> None:
    """End what a killed run left behind; a number that now names a younger process is not touched."""
    for number, after in ((signal.SIGTERM, 2.0), (signal.SIGKILL, 1.0)):
        strays = [process for process in psutil.process_iter() if _is_stray(process, groups)]
        for process in strays:
            with contextlib.suppress(psutil.Error):
                process.send_signal(number)
        deadline = time.monotonic() + after
        while strays and time.monotonic() < deadline:
            strays = [process for process in strays if process.is_running() and not _ended(process)]
            time.sleep(0.05)


def _is_stray(process: psutil.Process, groups: dict[int, float]) -> bool:
    try:
        group = os.getpgid(process.pid)
        if group not in groups or _ended(process):
            return False
        leader = groups[group]
        if not psutil.pid_exists(group):
            return True
        return bool(abs(psutil.Process(group).create_time() - leader) < 1)
    except (psutil.Error, OSError):
        return False


def _ended(process: psutil.Process) -> bool:
    try:
        return bool(process.status() == psutil.STATUS_ZOMBIE)
    except psutil.Error:
        return True
