"""`python -m quickstart exec CMD...`: one command with the servers around it."""

import os
import signal
import sys
from collections.abc import Sequence

from quickstart.environment import servers
from quickstart.places import Problem
from quickstart.processes import Process, spawn

FORWARDED = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGUSR1, signal.SIGUSR2)


def _leave(number: int, _frame: object) -> None:
    for other in FORWARDED:
        signal.signal(other, signal.SIG_IGN)
    sys.exit(128 + number)


def _terminal_told_everyone() -> bool:
    """Whether a Ctrl-C now comes from our terminal, which sends it to the command as well."""
    try:
        return os.tcgetpgrp(sys.stdin.fileno()) == os.getpgrp()
    except (OSError, ValueError):
        return False


def _forward_to(process: Process) -> None:
    def forward(number: int, _frame: object) -> None:
        if number in (signal.SIGINT, signal.SIGQUIT) and _terminal_told_everyone():
            return
        process.send_signal(number)

    for number in FORWARDED:
        signal.signal(number, forward)


def run(command: Sequence[str]) -> int:
    """Run `command` and return its exit code as a shell would."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _leave)
    with servers() as found:
        try:
            # In our own process group, so that it may read from the terminal.
            process = spawn(command, env=found.env, own_group=False)
        except OSError as error:
            raise Problem(f"{command[0]}: {error.strerror}") from error
        _forward_to(process)
        code = process.wait()
        for number in FORWARDED:
            signal.signal(number, signal.SIG_IGN)
    return code if code >= 0 else 128 - code
