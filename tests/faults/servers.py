"""A PostgreSQL cluster and a Redis that belong to one run of the fault tests and may be crashed at will."""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from quickstart import redis
from quickstart.places import ROOT, local
from quickstart.postgres import Cluster
from quickstart.processes import Process, end_groups

OWNER, APP, SUPERUSER = "curbside_owner", "curbside_app", "postgres"
TEMPLATE = "curbside"
MADE_OF = ["*/migrations/*.py", "deploy/*.sql", "requirements/base.txt", "quickstart/postgres.py"]
# However the run ends, its end closes the pipe; then the cluster ends and its folder goes.
GUARD = """
trap '' INT TERM HUP
cat > /dev/null
pid=$(head -n 1 "$1/pg/postmaster.pid" 2> /dev/null)
[ -z "$pid" ] || kill -QUIT "$pid" 2> /dev/null
while [ -n "$pid" ] && kill -0 "$pid" 2> /dev/null; do sleep 0.1; done
rm -rf "$1"
"""


class PrivateCluster(Cluster):
    """A cluster in a folder of its own; reached over a socket, so it needs no port."""

    def __init__(self, folder: Path) -> None:
        super().__init__(TEMPLATE)
        self.folder = folder / "pg"

    def address(self, role: str, database: str) -> str:
        """Where a role finds a database."""
        return f"postgres://{role}@/{database}?host={quote(str(self.folder), safe='/')}"

    def create(self, name: str) -> None:
        """A database with all tables and nothing in them; a copy keeps no release to send mail."""
        with psycopg.connect(self.address(SUPERUSER, "postgres"), autocommit=True) as connection:
            connection.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER {}").format(
                    *(sql.Identifier(part) for part in (name, TEMPLATE, OWNER))
                )
            )

        with psycopg.connect(self.address(OWNER, name), autocommit=True) as connection:
            connection.execute("DELETE FROM outbox_release")

    def control(self, action: str, mode: str = "fast") -> None:
        """Start, stop or restart the server; `immediate` is a crash, recovered from at the next start."""
        subprocess.run(
            [self.program("pg_ctl"), "-D", str(self.folder), "-m", mode, "-w", "-t", "60", "-s",
             "-l", str(self.folder / "log"), action],
            user=self._server.system_user, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def crash(self) -> None:
        """As after a power cut: no checkpoint, every connection gone; up again when this returns."""
        self.control("restart", "immediate")

    def terminate_backends(self, database: str) -> int:
        """End every connection to a database; returns how many there were."""
        with psycopg.connect(self.address(SUPERUSER, "postgres"), autocommit=True) as connection:
            ended = connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [database]
            ).fetchall()
        return len(ended)


class Broker:
    """A Redis on a port that stays the same over restarts; it keeps nothing."""

    def __init__(self) -> None:
        self.port = redis.free_port()
        self.password = secrets.token_urlsafe(24)
        self.process: Process | None = None

    def url(self, number: int = 0) -> str:
        return f"redis://:{self.password}@127.0.0.1:{self.port}/{number}"

    def start(self) -> None:
        """Start it, empty; returns when it answers."""
        self.process = redis._start(self.port, self.password)
        if not redis._answers(self.process, self.port, self.password):
            raise RuntimeError(f"Redis did not start on port {self.port}")

    def kill(self) -> None:
        """As SHUTDOWN NOSAVE, but without being asked."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def signal(self, number: signal.Signals) -> None:
        """SIGSTOP makes it hang: it takes connections and says nothing."""
        if self.process is not None:
            self.process.send_signal(number)

    def stop(self) -> None:
        """End it, hung or not."""
        if self.process is not None and self.process.poll() is None:
            self.signal(signal.SIGCONT)
            end_groups([self.process], 1)


@contextlib.contextmanager
def postgres() -> Iterator[PrivateCluster]:
    """A running cluster whose template database has all tables."""
    # Not below the checkout: PostgreSQL's own user must reach it, and a socket's path is short.
    folder = Path(tempfile.mkdtemp(prefix="curbside-faults-"))
    folder.chmod(0o755)
    guard = subprocess.Popen(
        ["sh", "-c", GUARD, "sh", str(folder)], stdin=subprocess.PIPE, start_new_session=True
    )
    try:
        yield _started(folder)
    finally:
        guard.communicate()


def _started(folder: Path) -> PrivateCluster:
    found, kept = PrivateCluster(folder), _kept()
    if kept.exists():
        subprocess.run(["cp", "-a", str(kept), str(found.folder)], check=True)
        found.start()
        return found
    found.start()
    migrate = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    env = {**os.environ, "DATABASE_URL": found.address(OWNER, TEMPLATE), "SECRET_KEY": "x", "HTTPS_ONLY": "0"}
    subprocess.run(migrate, cwd=ROOT, env=env, check=True)
    found.control("stop")
    _keep(found.folder, kept)
    found.start()
    return found


def _kept() -> Path:
    """Where a fresh cluster with today's tables is kept, so that the next run need not make it."""
    whole = hashlib.sha256()
    for path in sorted(path for pattern in MADE_OF for path in ROOT.glob(pattern)):
        whole.update(path.read_bytes())
    return local() / "faults" / whole.hexdigest()[:16]


def _keep(made: Path, kept: Path) -> None:
    kept.parent.mkdir(exist_ok=True)
    for old in kept.parent.iterdir():
        shutil.rmtree(old, ignore_errors=True)
    fresh = kept.parent / f"fresh-{secrets.token_hex(4)}"
    subprocess.run(["cp", "-a", str(made), str(fresh)], check=True)
    with contextlib.suppress(OSError):
        fresh.rename(kept)
