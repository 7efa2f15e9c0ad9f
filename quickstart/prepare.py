"""Migrations, collected files and demo data, each only when something changed since the last time."""

import hashlib
import os
import secrets
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from quickstart.environment import Servers
from quickstart.places import ROOT, Problem, local


def manage(env: Mapping[str, str], *arguments: str) -> str:
    """Run manage.py and return what it printed; an error is shown whole."""
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT, env=env, stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8",
    )  # fmt: skip
    if done.returncode:
        sys.stderr.write(done.stdout + done.stderr)
        raise Problem(f"manage.py {arguments[0]} failed (code {done.returncode}); see above")
    return done.stdout


def as_owner(env: Mapping[str, str]) -> dict[str, str]:
    """The environment in which the owner of the tables connects."""
    return {**env, "DATABASE_URL": env["DATABASE_OWNER_URL"]}


def database(found: Servers) -> None:
    """Bring the tables up to date."""
    if not found.env.get("DATABASE_OWNER_URL"):
        # Someone else's server, reached as the ordinary role only: its owner migrates it.
        manage(found.env, "migrate", "--check")
        return
    stamp = _digest([*ROOT.glob("*/migrations/*.py"), ROOT / "requirements" / "base.txt"]) + _identity(found)
    if _stamped("migrated", stamp):
        return
    manage(as_owner(found.env), "migrate", "--verbosity", "0")
    _put_stamp("migrated", stamp)


def demo(found: Servers) -> str:
    """Load the demo into an empty database; returns how to sign in to it."""
    stamp = _digest(ROOT.glob("quickstart/demo/*.py")) + _identity(found)
    kept = local() / "sign-ins"
    if not (_stamped("demo", stamp) and kept.exists()):
        manage(found.env, "demo")
        # Beat's first tick is a minute away; the first reminder need not wait for it.
        manage(found.env, "sweep", "--reminders")
        kept.write_text(manage(found.env, "demo", "--sign-ins"), "utf-8")
        _put_stamp("demo", stamp)
    return kept.read_text("utf-8")


def static_files(env: Mapping[str, str]) -> None:
    """Collect and compress what the browser loads."""
    settings = [ROOT / "config" / "settings.py", ROOT / "requirements" / "base.txt"]
    stamp = _digest([*ROOT.glob("static/**/*"), *ROOT.glob("*/static/**/*"), *settings])
    if (local() / "static").exists() and _stamped("collected", stamp):
        return
    manage(env, "collectstatic", "--noinput", "--clear", "--verbosity", "0")
    _put_stamp("collected", stamp)


def _identity(found: Servers) -> str:
    """What tells this database from one made later in its place; unknown for a server we did not start."""
    if found.cluster is None:
        return f" {secrets.token_hex(8)}"
    made = (found.cluster.folder / "PG_VERSION").stat()
    return f" {made.st_ino} {made.st_mtime_ns}"


def _digest(paths: Iterable[Path]) -> str:
    whole = hashlib.sha256()
    for path in sorted(path for path in paths if path.is_file()):
        whole.update(os.fsencode(path.relative_to(ROOT)) + b"\0" + path.read_bytes() + b"\0")
    return whole.hexdigest()


def _stamped(name: str, stamp: str) -> bool:
    path = local() / f"{name}.stamp"
    return path.exists() and path.read_text("utf-8") == stamp


def _put_stamp(name: str, stamp: str) -> None:
    (local() / f"{name}.stamp").write_text(stamp, "utf-8")
