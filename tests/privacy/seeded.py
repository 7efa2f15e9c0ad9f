"""`make seeded`: takes the owner out of each look-up in turn and sees whether the crawl notices.

The crawl runs once with a mark at each look-up, which tells the requests that come there. Each bug is then
put into a process of its own, and those requests alone are sent again. A look-up that no request comes to is
missed.
"""

from __future__ import annotations

import argparse
import logging
import os
import pickle
import signal
import sys
import tempfile
import time
import traceback
import warnings
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import django
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
django.setup()

from django.db import connection, transaction  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402
from django.urls import get_resolver  # noqa: E402

from dashboard.access import ROLES  # noqa: E402
from outbox import holding  # noqa: E402
from outbox.fingerprint import fingerprint  # noqa: E402
from outbox.models import Release  # noqa: E402
from tests import conftest  # noqa: E402
from tests.privacy import hits  # noqa: E402
from tests.privacy.answers import undone  # noqa: E402
from tests.privacy.asks import Ask  # noqa: E402
from tests.privacy.crawl import Crawler  # noqa: E402
from tests.privacy.equivalent import EQUIVALENT  # noqa: E402
from tests.privacy.jobs import JOBS, run_jobs  # noqa: E402
from tests.privacy.lively import lively_world  # noqa: E402
from tests.privacy.mutants import ROOT, Bug, bugs, marked  # noqa: E402
from tests.privacy.reloading import Sources  # noqa: E402
from tests.privacy.routes import ACTORS, compared, crawl  # noqa: E402
from tests.privacy.world import World  # noqa: E402
from web import clock  # noqa: E402

NAME = os.environ.get("TEST_DB") or "test_seeded"
PATIENCE = 600
BOUND = 0.95
Asks = dict[str, list[Ask]]


class Recorded(NamedTuple):
    """The crawl as it went without a bug."""

    asks: Asks
    found: dict[int, set[tuple[str, int | str]]]
    wrong: list[str]


class Verdict(NamedTuple):
    """What came of one bug."""

    word: str
    why: str
    seconds: float


def prepare(workers: int) -> World:
    """A database with the world in it, and a copy for each worker."""
    conftest._as_owner("DROP DATABASE IF EXISTS {} WITH (FORCE)", NAME)
    conftest._as_owner("CREATE DATABASE {}", NAME)
    conftest.make_tables(NAME)
    holding.released()
    world = lively_world()
    connection.close()
    for worker in range(workers):
        conftest._as_owner("DROP DATABASE IF EXISTS {} WITH (FORCE)", f"{NAME}_{worker}")
        conftest._as_owner(f'CREATE DATABASE {{}} TEMPLATE "{NAME}"', f"{NAME}_{worker}")
    return world


def record(world: World, sources: Sources, every: list[Bug]) -> Recorded:
    """Crawl with a mark at each look-up."""
    numbered = defaultdict(list)
    for number, bug in enumerate(every):
        numbered[bug.path].append((number, bug))
    sources.run({path: marked((ROOT / path).read_text("utf-8"), there) for path, there in numbered.items()})
    asks: Asks = {}
    wrong: list[str] = []
    with connection.execute_wrapper(hits.statements):
        for role in ROLES:
            with undone():
                made = Crawler(world, ACTORS[role])
                wrong += crawl(world, role, made).wrong
                asks[role] = made.done
        for name in JOBS:
            hits.asking("job", name)
            wrong += run_jobs(world, [name]).wrong
            hits.done()
    return Recorded(asks, dict(hits.found), wrong)


def replay(world: World, recorded: Recorded, number: int) -> str:
    """The requests that come to one look-up, sent again; what was wrong first."""
    comes = recorded.found.get(number, set())
    for role in ROLES:
        wanted = sorted(int(which) for who, which in comes if who == role)
        if wanted and (why := _again(world, role, [recorded.asks[role][one] for one in wanted])):
            return why
    for who, name in sorted(comes, key=str):
        if who == "job" and (wrong := run_jobs(world, [str(name)]).wrong):
            return wrong[0]
    return ""


def _again(world: World, role: str, asks: list[Ask]) -> str:
    with undone():
        made = Crawler(world, ACTORS[role])
        for ask in asks:
            made.ask(ask)
            if made.report.wrong:
                return made.report.wrong[0]
        compared(world, role, made)
        return made.report.wrong[0] if made.report.wrong else ""


def in_child(worker: int, work: Callable[[], Any]) -> tuple[int, Path]:
    """Do it in a process of its own, on the worker's database; where the result will be."""
    with tempfile.NamedTemporaryFile(prefix="seeded-", delete=False) as file:
        target = Path(file.name)
    if pid := os.fork():
        return pid, target
    try:
        signal.alarm(PATIENCE)
        connection.settings_dict["NAME"] = f"{NAME}_{worker}"
        with transaction.atomic():
            # A copy of a database sends nothing until somebody says so.
            mine = fingerprint(connection)
            Release.objects.update_or_create(
                fingerprint=mine, defaults={"by": "seeded", "at": conftest.START}
            )
            result = work()
            transaction.set_rollback(True)
        target.write_bytes(pickle.dumps(result))
        os._exit(0)
    except BaseException as error:
        target.write_bytes(pickle.dumps("".join(traceback.format_exception(error))[-1500:]))
        os._exit(1)


def collected(target: Path) -> Any:
    """What a child left."""
    data = target.read_bytes()
    target.unlink()
    return pickle.loads(data) if data else "stopped"


def try_all(
    world: World, sources: Sources, recorded: Recorded, numbered: list[tuple[int, Bug]], workers: int
) -> dict[int, Verdict]:
    """Every bug, as many at a time as there are workers."""
    left, free = list(reversed(numbered)), list(range(workers))
    running: dict[int, tuple[int, Path, int, Bug, float]] = {}
    verdicts: dict[int, Verdict] = {}
    while left or running:
        while left and free:
            number, bug = left.pop()
            worker = free.pop()
            pid, target = in_child(worker, lambda n=number, b=bug: _one(world, sources, recorded, n, b))
            running[pid] = (worker, target, number, bug, time.monotonic())
        pid, status = os.wait()
        worker, target, number, bug, began = running.pop(pid)
        free.append(worker)
        why = collected(target)
        broke = status != 0
        word = "breaks" if broke else "caught" if why else "MISSED"
        if not recorded.found.get(number):
            why = "no request comes there"
        verdicts[number] = Verdict(word, why, time.monotonic() - began)
        show(bug, verdicts[number])
    return verdicts


def _one(world: World, sources: Sources, recorded: Recorded, number: int, bug: Bug) -> str:
    sources.run({bug.path: bug.seeded((ROOT / bug.path).read_text("utf-8"))})
    return replay(world, recorded, number)


def show(bug: Bug, verdict: Verdict) -> None:
    """One line of the table."""
    word = verdict.word
    if bug.name in EQUIVALENT:
        word = "equivalent" if word == "MISSED" else f"{word}, though listed as equivalent"
    why = EQUIVALENT.get(bug.name, "") if word == "equivalent" else verdict.why
    print(
        f"{word:11} {bug.path}:{bug.line} {bug.inside}: {bug.was}  [{verdict.seconds:.0f} s]  {why[:150]}",
        flush=True,
    )


def summed(every: list[Bug], verdicts: dict[int, Verdict]) -> int:
    """The totals; 0 when at least 95 of 100 are caught and nothing is listed wrongly."""
    listed = {number for number in verdicts if every[number].name in EQUIVALENT}
    wrongly = [every[n].name for n in listed if verdicts[n].word != "MISSED"]
    stale = sorted(EQUIVALENT.keys() - {bug.name for bug in every})
    counted = [verdict.word for number, verdict in verdicts.items() if number not in listed]
    caught = counted.count("caught")
    share = caught / len(counted) if counted else 0
    print(
        f"{len(every)} look-ups, {len(verdicts)} tried: {len(listed)} cannot show, "
        f"of the other {len(counted)} {caught} caught ({share:.1%}), "
        f"{counted.count('MISSED')} missed, {counted.count('breaks')} broke"
    )
    for name in (*wrongly, *stale):
        print(f"not equivalent, or not there any more: {name}")
    return 0 if share >= BOUND and not wrongly and not stale else 1


def main() -> int:
    """Record, try, print the table."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--only", nargs="*", default=[""], help="look-ups whose name holds one of these")
    asked.add_argument("--unlisted", action="store_true", help="leave out those listed as equivalent")
    asked.add_argument("--workers", type=int, default=2)
    options = asked.parse_args()
    setup_test_environment()
    logging.getLogger("redis").setLevel(logging.WARNING)
    warnings.simplefilter("ignore")
    get_resolver().url_patterns  # noqa: B018  every module is there before the first fork
    clock.datetime = conftest.Clock(conftest.START)  # type: ignore[misc, assignment, attr-defined]
    every = bugs()
    began = time.monotonic()
    world, sources = prepare(options.workers), Sources(bug.path for bug in every)
    _, target = in_child(0, lambda: record(world, sources, every))
    os.wait()
    recorded = collected(target)
    if isinstance(recorded, str) or recorded.wrong:
        print(recorded if isinstance(recorded, str) else "\n".join(recorded.wrong[:20]))
        sys.exit("the crawl fails without any bug; nothing can be said")
    sent = sum(len(asks) for asks in recorded.asks.values())
    print(f"recorded {sent} requests and {len(JOBS)} jobs in {time.monotonic() - began:.0f} s", flush=True)
    wanted = [(n, bug) for n, bug in enumerate(every) if any(part in bug.name for part in options.only)]
    if options.unlisted:
        wanted = [(n, bug) for n, bug in wanted if bug.name not in EQUIVALENT]
    verdicts = try_all(world, sources, recorded, wanted, options.workers)
    return summed(every, verdicts)


if __name__ == "__main__":
    sys.exit(main())
