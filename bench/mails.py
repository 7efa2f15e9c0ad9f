"""Delivery with every fence beside a bare loop over one kept connection, in the same run."""

import contextlib
import smtplib
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from statistics import median

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db.models import Max, Min

from accounts.models import User
from bench.database import ROOT
from outbox.composing import compose, sender
from outbox.models import Kind, Message, State
from quickstart.demo import volume
from web.clock import database_now

ROUNDS, LETTERS = 3, 1000
WORKERS = 2
KEY = "bench:"
DELIVER = "import django; django.setup(); from outbox.delivery import deliver_ready; deliver_ready()"


@dataclass(frozen=True)
class Rates:
    """Mails a second, medians of the rounds."""

    bare: float
    django: float
    one: float
    workers: float


def measure(env: Mapping[str, str]) -> Rates:
    """Interleaved rounds of each way to send the same letters."""
    found: dict[str, list[float]] = {name: [] for name in Rates.__annotations__}
    with sink() as port:
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", port, False
        mailing = {**env, "EMAIL_URL": f"smtp://127.0.0.1:{port}"}
        for _ in range(ROUNDS):
            found["bare"].append(bare(port))
            found["django"].append(through_django())
            found["one"].append(delivered(mailing, 1))
            found["workers"].append(delivered(mailing, WORKERS))
    return Rates(**{name: median(rates) for name, rates in found.items()})


@contextlib.contextmanager
def sink() -> Iterator[int]:
    """A mail server in a process of its own."""
    command = [sys.executable, "-m", "bench.sink"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, encoding="utf-8")
    assert process.stdout is not None
    try:
        yield int(process.stdout.readline())
    finally:
        process.terminate()
        process.wait()


def bare(port: int) -> float:
    """The same bytes again and again, by smtplib alone."""
    to, letter = compose(_letter())
    envelope = sender()
    with smtplib.SMTP("127.0.0.1", port) as line:
        began = time.perf_counter()
        for _ in range(LETTERS):
            line.sendmail(envelope, [to], letter)
        return LETTERS / (time.perf_counter() - began)


def through_django() -> float:
    """Django's own backend over one connection: each letter written anew, no ledger."""
    made = _letter()
    began = time.perf_counter()
    with get_connection("django.core.mail.backends.smtp.EmailBackend") as line:
        for _ in range(LETTERS):
            mail = EmailMultiAlternatives(made.subject, made.text, to=[made.to])
            mail.attach_alternative(made.html, "text/html")
            line.send_messages([mail])
    return LETTERS / (time.perf_counter() - began)


def delivered(env: Mapping[str, str], workers: int) -> float:
    """The real delivery out of the ledger, by so many processes; the rate the ledger itself shows."""
    Message.objects.filter(key__startswith=KEY).delete()
    made = _letter()
    Message.objects.bulk_create(_again(made, number) for number in range(LETTERS))
    command = [sys.executable, "-c", DELIVER]
    while Message.objects.filter(key__startswith=KEY, state=State.PENDING).exists():
        running = [subprocess.Popen(command, cwd=ROOT, env=dict(env)) for _ in range(workers)]
        if any(process.wait() for process in running):
            raise SystemExit("delivery failed")
    sent = Message.objects.filter(key__startswith=KEY, state=State.SENT)
    if sent.count() != LETTERS:
        raise SystemExit(f"{LETTERS - sent.count()} letters were not sent")
    ends = sent.aggregate(first=Min("finished_at"), last=Max("finished_at"))
    Message.objects.filter(key__startswith=KEY).delete()
    return LETTERS / max((ends["last"] - ends["first"]) / timedelta(seconds=1), 0.001)


def _again(made: Message, number: int) -> Message:
    columns = ("owner", "kind", "to", "subject", "text", "html", "headers", "next_try_at")
    return Message(key=f"{KEY}{number}", **{name: getattr(made, name) for name in columns})


def _letter() -> Message:
    """A message about as long as a weekly letter."""
    owner = User.objects.get(email=volume.EMAIL)
    line = "Dr. Somebody. After the panel you said that you would send the table by Tuesday evening."
    return Message(
        owner=owner,
        kind=Kind.TEST,
        to=owner.email,
        subject="3 small follow-ups for this week",
        text="\n".join([line] * 15),
        html="<p>" + f'</p>\n<p style="margin:0 0 8px;color:#28211c">{line}'.join([""] * 60) + "</p>",
        headers={"List-Unsubscribe-Post": "List-Unsubscribe=One-Click"},
        next_try_at=database_now() - timedelta(seconds=1),
    )
