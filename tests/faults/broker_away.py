"""I4: Redis is shut down, hangs, or forgets its queue; what a resident saves, and what rings late.

One stage has Celery's worker and beat and the web application, another `manage.py sweep --loop`.
Both have items that come due all the time; the first also weekly emails that are wanted meanwhile.
"""

from __future__ import annotations

import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from redis import Redis

from quickstart.redis import free_port
from tests.faults import rings
from tests.faults.harness import Arena, Stage, eventually
from tests.faults.rings import Rung
from tests.faults.servers import Broker
from tests.faults.visitor import Visitor

PAGES = ("capture", "log", "snooze", "mail settings")
SAVE_WITHIN, CAUGHT_UP_WITHIN = 1.0, 90.0
BEATING = "SELECT count(*) FROM outbox_heartbeat WHERE job IN ('sweep', 'digests', 'deliver')"
ON = "UPDATE accounts_user SET digest_on = true WHERE id = ANY(%s)"
BEHIND = """
SELECT count(*) FROM faults_plan p JOIN followups_followup f ON f.id = p.id
WHERE p.at <= %s AND f.notice_at = p.at
"""
SNOOZABLE = "SELECT id, contact_id FROM followups_followup WHERE owner_id = %s AND occurrence = 'fault'"
_one_at_a_time = threading.Lock()


@dataclass
class Away:
    """What came out of one way of being away."""

    how: str
    seconds: float
    every: int
    rung: Rung
    loop: Rung
    mails: int
    sent: int
    twice: int
    visitor: Visitor
    readyz: float
    caught_up: float

    @property
    def slowest(self) -> dict[str, float]:
        return {name: self.visitor.slowest([name]) for name in PAGES}

    @property
    def failed(self) -> int:
        return sum(status >= 400 or status == 200 for _, _, status in self.visitor.took)

    @property
    def holds(self) -> bool:
        quick = all(0 < seconds < SAVE_WITHIN for seconds in self.slowest.values()) and not self.failed
        whole = self.rung.holds and self.loop.holds and self.sent == self.mails > 0 and not self.twice
        return quick and whole and self.caught_up <= CAUGHT_UP_WITHIN and self.loop.latest < self.every + 5

    @property
    def line(self) -> str:
        pages = ", ".join(f"{name} {seconds * 1000:.0f} ms" for name, seconds in self.slowest.items())
        lost = self.rung.missing + self.loop.missing + self.mails - self.sent
        twice = self.rung.twice + self.rung.extra + self.loop.twice + self.loop.extra + self.twice
        return (
            f"{self.how} {self.seconds:.0f} s, tick {self.every} s"
            f" | saved {len(self.visitor.took)}, failed {self.failed}, slowest: {pages};"
            f" /readyz {self.readyz:.1f} s | reminders due={self.rung.due + self.loop.due}"
            f" mails due={self.mails} lost={lost} twice={twice} | caught up in {self.caught_up:.1f} s"
            f" | loop never later than {self.loop.latest:.1f} s"
        )


@dataclass
class Aways:
    """All of them."""

    each: list[Away]

    @property
    def holds(self) -> bool:
        return all(one.holds for one in self.each)

    @property
    def line(self) -> str:
        return "; ".join(one.line for one in self.each)


def aways(
    arena: Arena, tree: Path | None = None, *, seconds: float = 5, every: int = 1, people: int = 12
) -> Aways:
    """Shut down and hung, at the same time and each with a Redis of its own."""
    hows = ("shut down", "hung")
    with ThreadPoolExecutor(len(hows)) as pool:
        return Aways(list(pool.map(lambda how: away(arena, tree, how, seconds, every, people), hows)))


def away(arena: Arena, tree: Path | None, how: str, seconds: float, every: int, people: int) -> Away:
    """Everything runs, the queue is forgotten once, then Redis is away for so long."""
    broker = Broker()
    broker.start()
    given = {"REDIS_URL": broker.url(), "SWEEP_EVERY_SECONDS": str(every)}
    try:
        with _one_at_a_time:
            bells = arena.stage(tree, **given)
            celery = bells.__enter__()
            loops = arena.stage(tree, **given)
            loop = loops.__enter__()
        try:
            return _away(celery, loop, broker, how, seconds, every, people)
        finally:
            loops.__exit__(None, None, None)
            bells.__exit__(None, None, None)
    finally:
        broker.stop()


def _away(
    celery: Stage, loop: Stage, broker: Broker, how: str, seconds: float, every: int, people: int
) -> Away:
    guest, *wanted = (int(pk) for pk in celery.people(people + 1)["due"])
    celery.rows("UPDATE accounts_user SET digest_on = false")
    visitor = _visitor(celery, guest)
    worker = celery.worker()
    celery.beat()
    loop.loop()
    if not eventually(lambda: celery.one(BEATING) == loop.one(BEATING) == 3, every + 60):
        raise RuntimeError("the jobs did not begin")
    lasts = seconds + 2 * every + 6
    begin = [rings.load(stage, 2000, 0.5, lasts) for stage in (celery, loop)]
    _forget(celery, broker, worker.signal)
    celery.rows(ON, [wanted[: people // 2]])
    come_back = HOW[how](broker)
    celery.rows(ON, [wanted])
    _press(visitor, celery, seconds)
    ready = _seconds(lambda: visitor.get("/readyz"))
    cut = celery.one("SELECT now()")
    come_back()
    caught_up = _seconds(lambda: eventually(lambda: _caught_up(celery, cut, wanted), 2 * CAUGHT_UP_WITHIN))
    for stage in (celery, loop):
        eventually(lambda stage=stage: stage.one(rings.LEFT, [begin[0]]) == 0, lasts)
        rings.all_rung(stage, 2 * every + 30)
    taken = Counter(one.to for one in celery.sink.log if one.taken)
    return Away(
        how, seconds, every,
        rung=rings.compare(celery, 2000, begin[0]), loop=rings.compare(loop, 2000, begin[1]),
        mails=len(wanted), sent=len(taken), twice=sum(times > 1 for times in taken.values()),
        visitor=visitor, readyz=ready, caught_up=caught_up,
    )  # fmt: skip


def _visitor(stage: Stage, pk: int) -> Visitor:
    """Somebody signed in at the web application, under gunicorn as in production."""
    port = free_port()
    stage.add("web", [
        sys.executable, "-m", "gunicorn", "config.wsgi:application", "--bind", f"127.0.0.1:{port}",
        "--workers", "1", "--worker-class", "gthread", "--threads", "4", "--log-level", "warning",
        "--no-control-socket",
    ])  # fmt: skip
    name, value = stage.actor("tests.faults.signed_in:sign_in").call(pk)
    visitor = Visitor(port, pk, (name, value))
    if not eventually(lambda: _answers(visitor), 30, 0.2):
        raise RuntimeError("the web application did not start")
    return visitor


def _answers(visitor: Visitor) -> bool:
    try:
        return visitor.get("/healthz")[0] == 200
    except OSError:
        return False


def _forget(stage: Stage, broker: Broker, send: Callable[[signal.Signals], None]) -> None:
    """FLUSHALL while rings wait in the queue."""
    line = Redis.from_url(broker.url())
    send(signal.SIGSTOP)
    stage.actor("tests.faults.bell:ring").call(20)
    waiting = line.llen("celery")
    line.flushall()
    send(signal.SIGCONT)
    line.close()
    if not waiting:
        raise RuntimeError("nothing waited in the queue")


def _press(visitor: Visitor, stage: Stage, seconds: float) -> None:
    """Save one page after the other until the time is over, each of them at least twice."""
    end, turn = time.monotonic() + seconds, 0
    follow_up, person = stage.rows(SNOOZABLE, [visitor.pk])[0]
    while time.monotonic() < end or turn < 2:
        turn += 1
        until = datetime.now(UTC).date() + timedelta(days=1 + turn % 300)
        name = "".join("abcdefghij"[int(digit)] for digit in str(turn)).capitalize()
        visitor.save("capture", "/capture/", "line", line=f"Dr. {name}ori")
        visitor.save("log", f"/log/?person={person}", "kind", takeaway=f"Number {turn}")
        visitor.save("snooze", f"/follow-ups/{follow_up}/snooze", "until", until=until.isoformat())
        visitor.save("mail settings", "/me/mail/settings/", "digest_hour", digest_on="on")
        time.sleep(min(0.3, seconds / 20))


def _caught_up(stage: Stage, cut: datetime, wanted: list[int]) -> bool:
    taken = {one.to for one in stage.sink.log if one.taken}
    return len(taken) == len(wanted) and not stage.one(BEHIND, [cut])


def _seconds(work: Callable[[], object]) -> float:
    began = time.monotonic()
    work()
    return time.monotonic() - began


def _shut_down(broker: Broker) -> Callable[[], None]:
    Redis.from_url(broker.url()).shutdown(nosave=True)
    return broker.start


def _hang(broker: Broker) -> Callable[[], None]:
    broker.signal(signal.SIGSTOP)
    return lambda: broker.signal(signal.SIGCONT)


HOW = {"shut down": _shut_down, "hung": _hang}
