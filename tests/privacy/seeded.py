"""`make seeded`: takes the owner out of each look-up in turn, on a copy, and sees whether the crawl notices.

A look-up loses its owner in one of four ways: `owned_by(user)`, `owner=…` or `user=…` of a filter,
`of(program)` or `program=…`, and the owner's comparison in a statement written out. Views, forms, tasks and
exports are looked through; what the crawl alone lets pass is listed by name.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent.parent
APPS = ["dashboard", "interactions", "followups", "residents", "contacts", "programs", "outbox", "accounts"]
SKIPPED = ("migrations", "models", "management", "tests")
CRAWL = ["-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "--reuse-db", "-k", "no_foreign_word"]
WAYS = [
    (re.compile(r"\.owned_by\([\w.]+\)"), ".all()"),
    (re.compile(r"\.objects\.of\((?:program|self\.program|resident\.program)\)"), ".objects.all()"),
    (re.compile(r"\b(?:owner|user)=(?:request\.)?user(?:\.pk)?, (?=pk=)"), ""),
    (re.compile(r"(?<=\()program=(?:program|self\.program), "), ""),
    (re.compile(r"\b\w\.owner_id = %(?:\(\w+\))?s"), "true"),
    (re.compile(r"\b\w\.program_id = %\(program\)s"), "true"),
]


class Bug(NamedTuple):
    """One look-up without its owner."""

    path: Path
    line: int
    was: str
    text: str


def bugs() -> Iterator[Bug]:
    """Every place where an owner can be taken out."""
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            if any(part in SKIPPED for part in path.relative_to(ROOT).with_suffix("").parts):
                continue
            source = path.read_text("utf-8")
            for pattern, instead in WAYS:
                for found in pattern.finditer(source):
                    text = source[: found.start()] + instead + source[found.end() :]
                    line = source.count("\n", 0, found.start()) + 1
                    yield Bug(path.relative_to(ROOT), line, found.group().strip(), text)


def caught(bug: Bug, tree: Path) -> bool | None:
    """Whether the crawl fails with the bug in; None when the copy does not even start."""
    target = tree / bug.path
    before = target.read_text("utf-8")
    target.write_text(bug.text, "utf-8")
    try:
        command = [sys.executable, *CRAWL, "tests/privacy/test_crawl.py"]
        env = {**os.environ, "TEST_DB": os.environ.get("TEST_DB", "test_seeded")}
        done = subprocess.run(command, cwd=tree, env=env, capture_output=True, encoding="utf-8")
    finally:
        target.write_text(before, "utf-8")
    return None if done.returncode not in (0, 1) else done.returncode == 1


def main() -> int:
    """Print the table; 0 when at least 95 of 100 are caught."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--sample", type=int, help="only so many, drawn evenly")
    asked.add_argument("--seed", type=int, default=4)
    options = asked.parse_args()
    found = list(bugs())
    every = len(found)
    if options.sample:
        found = sorted(random.Random(options.seed).sample(found, min(options.sample, every)))
    with tempfile.TemporaryDirectory(prefix="seeded-") as folder:
        tree = Path(folder) / "tree"
        shutil.copytree(ROOT, tree, ignore=shutil.ignore_patterns(".git", ".venv", ".local", "__pycache__"))
        if caught(Bug(Path("manage.py"), 0, "", (tree / "manage.py").read_text("utf-8")), tree) is not False:
            sys.exit("the crawl fails without any bug; nothing can be said")
        results = []
        for bug in found:
            began = time.monotonic()
            result = caught(bug, tree)
            results.append(result)
            word = {True: "caught", False: "MISSED", None: "does not start"}[result]
            print(
                f"{word:14} {bug.path}:{bug.line}  {bug.was}  ({time.monotonic() - began:.0f} s)", flush=True
            )
    counted = [result for result in results if result is not None]
    share = sum(counted) / len(counted) if counted else 0
    print(f"{len(found)} of {every} places tried; {sum(counted)} of {len(counted)} caught: {share:.0%}")
    return 0 if share >= 0.95 else 1


if __name__ == "__main__":
    sys.exit(main())
