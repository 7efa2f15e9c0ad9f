"""Each page beside the bare view, in interleaved rounds over lines that stay open."""

import http.client
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from statistics import median, quantiles

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from bench.roster import COORDINATOR
from contacts.models import Contact
from programs.models import Program
from quickstart.demo import long_run, volume
from quickstart.demo.accounts import PASSWORD, current_code

ROUNDS, WARM_UP = 250, 25
HOST = "127.0.0.1"
FORMS = "a1" * 16
"""The secret of a browser's forms."""


@dataclass
class Page:
    """One address with its bounds, and what was measured."""

    name: str
    path: str
    cookie: str
    ratio: float
    most_sql: int
    headers: dict[str, str] = field(default_factory=dict)
    took: list[float] = field(default_factory=list)
    beside: list[float] = field(default_factory=list)
    sql: int = 0
    size: int = 0

    @property
    def p50(self) -> float:
        return median(self.took)

    @property
    def p95(self) -> float:
        return quantiles(self.took, n=20)[-1]

    @property
    def times(self) -> float:
        """p50 in units of the bare view's p50, taken from the requests right after this page's."""
        return self.p50 / median(self.beside)

    @property
    def holds(self) -> bool:
        return self.times <= self.ratio and self.sql <= self.most_sql


def sign_in(email: str) -> str:
    """The session's key of somebody who signed in by the forms, with the code if one is asked for."""
    browser = Client(SERVER_NAME=HOST)
    answer = browser.post(reverse("account_login"), {"login": email, "password": PASSWORD})
    if answer.headers.get("Location") == reverse("mfa_authenticate"):
        answer = browser.post(reverse("mfa_authenticate"), {"code": current_code(email)})
        if answer.status_code != 302:
            raise SystemExit("That one-time code was used already; run again in half a minute.")
    return browser.cookies[settings.SESSION_COOKIE_NAME].value


def pages() -> list[Page]:
    """The table of the design document."""
    owner = User.objects.get(email=volume.EMAIL)
    resident, coordinator = sign_in(volume.EMAIL), sign_in(COORDINATOR)
    someone = _much_met(owner)
    part = {"HX-Request": "true", "HX-Target": "found"}
    roster = Program.objects.get().get_absolute_url()
    people = reverse("people")
    return [
        Page("people list, 50 rows", people, resident, 3.2, 8),
        Page("search as a part", f"{people}?q=lak", resident, 5.0, 6, part),
        Page("person with timeline", someone.get_absolute_url(), resident, 3.0, 10),
        Page("mentor, 300 interactions", _mentor(owner).get_absolute_url(), resident, 3.0, 10),
        Page("Today", reverse("today"), resident, 3.0, 8),
        Page("Board", reverse("board"), resident, 3.0, 10),
        Page("Me", reverse("me"), resident, 3.0, 10),
        Page("roster, 50 residents", roster, coordinator, 3.0, 8),
    ]


def _mentor(owner: User) -> Contact:
    """Somebody met for years, with as much of everything else."""
    return Contact.objects.owned_by(owner).get(title=long_run.TITLE)


def _much_met(owner: User) -> Contact:
    """Somebody with a full first page of the timeline, a window and a role."""
    people = Contact.objects.owned_by(owner).filter(cadence="update", role_terms__isnull=False)
    people = people.exclude(title=long_run.TITLE)
    found = people.order_by("pk").first()
    assert found is not None
    return found


def measure(measured: list[Page], app: int, bare: int) -> list[float]:
    """Fill in times, sizes and statements; returns the bare view's times."""
    owner = User.objects.get(email=volume.EMAIL)
    ours = http.client.HTTPConnection(HOST, app, timeout=30)
    theirs = http.client.HTTPConnection(HOST, bare, timeout=30)
    plain: list[float] = []
    for turn in range(ROUNDS + WARM_UP):
        for page in measured:
            spent, body = timed(ours, page.path, _headers(page))
            unit, _ = timed(theirs, f"/{owner.pk}/", {})
            if turn >= WARM_UP:
                page.took.append(spent)
                page.beside.append(unit)
                plain.append(unit)
                page.size = len(body)
    for page in measured:
        page.sql = statements(page)
    return plain


def timed(line: http.client.HTTPConnection, path: str, headers: Mapping[str, str]) -> tuple[float, bytes]:
    """Milliseconds until the whole answer is here, and its body."""
    start = time.perf_counter()
    line.request("GET", path, headers=dict(headers))
    answer = line.getresponse()
    body = answer.read()
    spent = (time.perf_counter() - start) * 1000
    if answer.status != 200:
        raise SystemExit(f"{path} answered {answer.status}")
    return spent, body


def statements(page: Page) -> int:
    """How many SQL statements the page takes, counted in this process: the served app stays as it is."""
    browser = Client(SERVER_NAME=HOST, headers=page.headers)
    browser.cookies[settings.SESSION_COOKIE_NAME] = page.cookie
    browser.get(page.path)
    with CaptureQueriesContext(connection) as seen:
        browser.get(page.path)
    return len(seen)


def _headers(page: Page) -> dict[str, str]:
    # A browser that was here before sends both.
    cookie = f"{settings.SESSION_COOKIE_NAME}={page.cookie}; {settings.CSRF_COOKIE_NAME}={FORMS}"
    return {"Cookie": cookie, "Accept-Encoding": "gzip", **page.headers}
