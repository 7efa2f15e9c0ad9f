"""What every fault test stands on: real servers, real processes, real signals.

    with arena() as servers:                    # PostgreSQL and Redis of this run alone
        with servers.stage() as stage:          # a database of its own, a mail server, an environment
            stage.people(200)                   # residents whose weekly email is due
            stage.worker(), stage.beat()        # Celery; stage.loop() is `manage.py sweep --loop`
            runs = stage.crowd(["followups.digest:queue_due"] * 4)
            start(runs, [])                     # from a barrier, all at once; returns their answers
            stage.actors[0].kill()              # SIGKILL to it and its children
            stage.mend()                        # start again what ended, as a container runtime does
            stage.rows("SELECT ...")            # plain psycopg as the tables' owner

`stage(tree)` runs the application from a copy with a line changed (mutants.py). Faults come from
schedule.py, seeded and printed; verdicts from oracle.py, which imports nothing of the application.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
import psycopg

from quickstart.places import ROOT
from quickstart.processes import Process, end_groups, spawn
from tests.faults.servers import APP, OWNER, Broker, PrivateCluster, postgres
from tests.smtp_sink import Sink

SERVERS = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "EMAIL_URL", "SITE_URL", "TEST_DB")
# Shorter than in production by settings that production has too; the database's clock is real.
QUICK = {
    "SWEEP_EVERY_SECONDS": "1",
    "MAIL_STEP_SECONDS": "3",
    "MAIL_REPLY_SECONDS": "4",
    "MAIL_LEASE_SECONDS": "6",
}
CELERY = [sys.executable, "-W", "ignore", "-m", "celery", "--quiet", "-A", "config"]


@dataclass
class Actor:
    """One process of the application, started again when it was killed."""

    name: str
    command: list[str]
    options: dict[str, Any]
    process: Process = field(init=False)
    restarts: int = -1

    def start(self) -> None:
        self.process = spawn(self.command, **self.options)
        self.restarts += 1

    @property
    def alive(self) -> bool:
        return self.process.poll() is None

    def children(self) -> list[psutil.Process]:
        """Celery's own workers, which do the work."""
        try:
            return list(psutil.Process(self.process.pid).children(recursive=True))
        except psutil.Error:
            return []

    def kill(self) -> None:
        """kill -9, as a host that loses power or an out-of-memory killer of a container."""
        self.signal(signal.SIGKILL)
        self.process.wait()

    def kill_child(self) -> bool:
        """kill -9 to what does the work, while the process that watches over it lives on."""
        for child in self.children():
            with contextlib.suppress(psutil.Error):
                child.kill()
                return True
        return False

    def signal(self, number: signal.Signals) -> None:
        """To the process and everything it started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, number)

    def terminate(self) -> None:
        """SIGTERM to the process alone, as `docker stop`."""
        self.process.send_signal(signal.SIGTERM)

    # -------------------------------------------------------------- an actor that waits at the barrier
    def ready(self) -> None:
        """Wait until it stands at the barrier."""
        said = self._line()
        if said != "ready":
            raise RuntimeError(f"{self.name} did not get ready: {said}")

    def ask(self, *arguments: Any) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(arguments).encode() + b"\n")
        self.process.stdin.flush()

    def answer(self) -> Any:
        """What the function returned; None if the process ended first."""
        line = self._line()
        return json.loads(line) if line else None

    def answers_within(self, seconds: float) -> bool:
        """Whether an answer is there by then."""
        return bool(select.select([self.process.stdout or 0], [], [], seconds)[0])

    def call(self, *arguments: Any) -> Any:
        self.ask(*arguments)
        return self.answer()

    def _line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().decode().strip()


def start(actors: Sequence[Actor], arguments: Sequence[Sequence[Any]]) -> list[Any]:
    """The start barrier: every actor is ready, then all go at once; returns their answers."""
    given = arguments or [()] * len(actors)
    for actor, values in zip(actors, given, strict=True):
        actor.ask(*values)
    return [actor.answer() for actor in actors]


@dataclass
class Stage:
    """One database, one mail sink, and the processes that work on them."""

    cluster: PrivateCluster
    broker: Broker
    sink: Sink
    database: str
    tree: Path
    env: dict[str, str]
    folder: Path
    actors: list[Actor] = field(default_factory=list)

    def connect(self, role: str = OWNER) -> psycopg.Connection[Any]:
        """Plain psycopg, each statement committed."""
        return psycopg.connect(self.cluster.address(role, self.database), autocommit=True)

    def rows(self, statement: str, values: Any = None) -> list[Any]:
        """Run one statement as the tables' owner; what it returns, if anything."""
        with self.connect() as connection:
            cursor = connection.execute(statement, values)
            return cursor.fetchall() if cursor.description else []

    def one(self, statement: str, values: Any = None) -> Any:
        return self.rows(statement, values)[0][0]

    def python(self, *arguments: str, **settings: str) -> str:
        """Run one Python command of the application to its end; what it printed."""
        done = subprocess.run(
            [sys.executable, *arguments], cwd=self.tree, env={**self.env, **settings},
            stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8",
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(f"{arguments}: {done.stderr[-2000:]}")
        return done.stdout

    def people(self, *arguments: Any) -> Any:
        """Make people with `tests.faults.people`; what it says about them."""
        return json.loads(self.python("-m", "tests.faults.people", *map(str, arguments)))

    # -------------------------------------------------------------- processes
    def add(self, name: str, command: list[str], *, talks: bool = False, **settings: str) -> Actor:
        """Start a process of the application; its log is `<name>.log` in the stage's folder."""
        log = (self.folder / f"{name}.log").open("ab")
        ends: dict[str, Any] = {"stdin": subprocess.DEVNULL, "stdout": log}
        if talks:
            ends = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        options = {"cwd": self.tree, "env": {**self.env, **settings}, "stderr": log, **ends}
        actor = Actor(name, command, options)
        actor.start()
        self.actors.append(actor)
        return actor

    def _name(self, kind: str) -> str:
        return f"{kind}{sum(actor.name.startswith(kind) for actor in self.actors) + 1}"

    def worker(self, **settings: str) -> Actor:
        name = self._name("worker")
        log = ["--loglevel", "WARNING", "--concurrency", "1", "-n", f"{name}@{self.database}"]
        bare = ["--without-gossip", "--without-mingle"]
        return self.add(name, [*CELERY, "worker", *log, *bare], **settings)

    def beat(self, **settings: str) -> Actor:
        name = self._name("beat")
        schedule = ["--schedule", str(self.folder / name), "--pidfile="]
        return self.add(name, [*CELERY, "beat", "--loglevel", "WARNING", *schedule], **settings)

    def loop(self, **settings: str) -> Actor:
        return self.add(self._name("loop"), [sys.executable, "manage.py", "sweep", "--loop"], **settings)

    def actor(self, function: str, **settings: str) -> Actor:
        """A process at the start barrier; see actor.py and `start`."""
        return self.crowd([function], **settings)[0]

    def crowd(self, functions: Sequence[str], **settings: str) -> list[Actor]:
        """Several of them, started side by side."""
        command = [sys.executable, "-m", "tests.faults.actor"]
        actors = [self.add(self._name("actor"), [*command, one], talks=True, **settings) for one in functions]
        for actor in actors:
            actor.ready()
        return actors

    def mend(self) -> int:
        """Start again what ended by itself or was killed; returns how many."""
        gone = [actor for actor in self.actors if not actor.alive]
        for actor in gone:
            actor.start()
        return len(gone)

    def end(self) -> None:
        """End every process of the stage."""
        for actor in self.actors:
            actor.signal(signal.SIGCONT)
            actor.signal(signal.SIGKILL)
        end_groups([actor.process for actor in self.actors], 5)
        self.actors.clear()


@dataclass
class Arena:
    """The servers of one run, and stages on them."""

    cluster: PrivateCluster
    broker: Broker
    tree: Path
    stages: int = 0

    @contextlib.contextmanager
    def stage(self, tree: Path | None = None, **settings: str) -> Iterator[Stage]:
        """A fresh database and sink; `settings` are environment variables of its processes."""
        self.stages += 1
        name = f"stage{self.stages}"
        self.cluster.create(name)
        folder = self.cluster.folder.parent / name
        folder.mkdir()
        with Sink(keep=False) as sink:
            env = self._environment(name, sink.port, settings)
            stage = Stage(self.cluster, self.broker, sink, name, tree or self.tree, env, folder)
            try:
                yield stage
            finally:
                stage.end()

    def _environment(self, database: str, mail_port: int, settings: dict[str, str]) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name not in SERVERS}
        return {
            **kept,
            "DATABASE_URL": self.cluster.address(APP, database),
            "DATABASE_OWNER_URL": self.cluster.address(OWNER, database),
            "REDIS_URL": self.broker.url(self.stages % 16),
            "EMAIL_URL": f"smtp://127.0.0.1:{mail_port}",
            "MAIL_FROM": "Curbside <mail@curbside.example>",
            "SITE_URL": "http://127.0.0.1:8000",
            "SECRET_KEY": secrets.token_urlsafe(40),
            "HTTPS_ONLY": "0",
            "LOG_LEVEL": "WARNING",
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "STATIC_STORAGE": "django.contrib.staticfiles.storage.StaticFilesStorage",
            "PYTHONDONTWRITEBYTECODE": "1",
            **QUICK,
            **settings,
        }


@contextlib.contextmanager
def arena(tree: Path = ROOT) -> Iterator[Arena]:
    """PostgreSQL and Redis of this run alone; nothing of them is left afterwards."""
    with postgres() as cluster:
        broker = Broker()
        broker.start()
        try:
            yield Arena(cluster, broker, tree)
        finally:
            broker.stop()


def eventually(holds: Callable[[], object], seconds: float, every: float = 0.05) -> bool:
    """Whether it comes true in time."""
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            return False
        time.sleep(every)
    return True
