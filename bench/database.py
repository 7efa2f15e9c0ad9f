"""The measured database: built once, kept while nothing it is made of changes."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

ROOT = Path(__file__).resolve().parent.parent
NAME = "curbside_bench"
CONTACTS = 5000
MADE_OF = [
    "*/migrations/*.py",
    "quickstart/demo/*.py",
    "bench/database.py",
    "bench/million.py",
    "bench/roster.py",
    "bench/story.py",
]
Say = Callable[[str], None]


def _in(url: str, database: str) -> str:
    return urlsplit(url)._replace(path=f"/{database}").geturl()


def environment() -> dict[str, str]:
    """The environment of a process that works on the measured database, as in production."""
    if not os.environ.get("DATABASE_OWNER_URL"):
        sys.exit("bench needs DATABASE_URL and DATABASE_OWNER_URL: run make bench")
    return {
        **os.environ,
        "DATABASE_URL": _in(os.environ["DATABASE_URL"], NAME),
        "DATABASE_OWNER_URL": _in(os.environ["DATABASE_OWNER_URL"], NAME),
        "HTTPS_ONLY": "0",
        "DEBUG": "0",
        "LOG_LEVEL": "WARNING",
        "ALLOWED_HOSTS": "127.0.0.1",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }


def _stamp() -> str:
    """What the data is made of, and the day: windows open and close while it lies there."""
    whole = hashlib.sha256(datetime.now(UTC).date().isoformat().encode())  # noqa: TID251
    for path in sorted(path for pattern in MADE_OF for path in ROOT.glob(pattern)):
        whole.update(path.read_bytes())
    return whole.hexdigest()


def ready(env: dict[str, str], say: Say) -> None:
    """Make the database unless the one that is there was made of the same."""
    stamp = _stamp()
    with psycopg.connect(_in(env["DATABASE_OWNER_URL"], "postgres"), autocommit=True) as owner:
        found = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s"
        row = owner.execute(found, [NAME]).fetchone()
        if row and row[0] == stamp:
            return
        name = sql.Identifier(NAME)
        owner.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
        owner.execute(sql.SQL("CREATE DATABASE {}").format(name))
        _fill(env, say)
        owner.execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(name, sql.Literal(stamp)))


def _fill(env: dict[str, str], say: Say) -> None:
    with as_owner(env) as owner:
        owner.execute((ROOT / "deploy" / "grants.sql").read_text("utf-8"))
    _manage({**env, "DATABASE_URL": env["DATABASE_OWNER_URL"]}, "migrate", "--verbosity", "0")
    say(f"Building {CONTACTS:,} people of one owner")
    _manage(env, "demo", "--contacts", str(CONTACTS))
    _run(env, "-m", "bench.story")
    _run(env, "-m", "bench.roster")
    say("Building 1,000,000 follow-ups of 200 other owners")
    _run(env, "-m", "bench.million")
    with as_owner(env) as owner:
        owner.execute("VACUUM ANALYZE")


def as_owner(env: dict[str, str]) -> psycopg.Connection:
    """A connection of the tables' owner."""
    return psycopg.connect(env["DATABASE_OWNER_URL"], autocommit=True)


def _manage(env: dict[str, str], *arguments: str) -> None:
    _run(env, "manage.py", *arguments)


def _run(env: dict[str, str], *arguments: str) -> None:
    subprocess.run([sys.executable, *arguments], cwd=ROOT, env=env, check=True)
