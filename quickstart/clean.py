"""Removes what the quickstart made: caches, or on request by name the demo database."""

import fcntl
import shutil

from quickstart.one_run import only_run
from quickstart.places import LOCAL, ROOT, Problem, local
from quickstart.postgres import cluster, data_folder

CACHES = [".mypy_cache", ".ruff_cache", ".pytest_cache", ".import_linter_cache", ".hypothesis", ".coverage"]
MADE = [
    "static",
    "screens",
    "uv",
    "collected.stamp",
    "migrated.stamp",
    "demo.stamp",
    "sign-ins",
    "redis.log",
    "screens.log",
]


def caches() -> int:
    """Remove caches and collected files; no data."""
    with only_run("(cleaning)"):
        for path in [*(ROOT / name for name in CACHES), *(LOCAL / name for name in MADE)]:
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
    return 0


def demo() -> int:
    """Remove the embedded cluster of this checkout and the mail it kept."""
    with only_run("(cleaning)"):
        # Started once more, so that a server a killed process left behind is stopped properly.
        with cluster():
            pass
        with (local() / "pg.holders").open("ab") as holder:
            try:
                fcntl.flock(holder, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise Problem("the database is in use by another command; try again when it ended") from error
            folder = data_folder()
            shutil.rmtree(folder if folder.parent == LOCAL else folder.parent)
            shutil.rmtree(LOCAL / "mail", ignore_errors=True)
    print(f"Removed {folder}")
    return 0
