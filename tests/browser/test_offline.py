"""Capture that survives a dead network: kept on the phone, sent once each, in order, and then forgotten."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import cycle
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Page, expect
from playwright.sync_api import Error as PlaywrightError

from accounts.models import Submission, User
from contacts.models import Contact
from interactions.models import Event, Interaction, Participant, Session
from residents.models import resident_of
from tests.browser.conftest import ARGUMENTS, CHROMIUM
from tests.conftest import Clock
from tests.flapping import AFTER, BEFORE, Flapping
from tests.making import welcomed

PATIENCE = 30.0
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
NAMES = """
Ada Abara, Bela Brandt, Cleo Castell, Dara Dunmore, Elif Eklund, Femi Farouk, Gita Grieve, Hugo Holm,
Ines Ishida, Jano Jansen, Kiri Kovac, Lena Lindahl, Mato Moreau, Nora Nwosu, Olaf Ostrom, Pia Pereira,
Rafa Quist, Sena Rosario, Tova Silva, Uma Tanaka
"""
MET = [f"Dr. {name.strip()}" for name in NAMES.split(",")]
# The worker has all it needs and answers for this page.
IN_PLACE = """async () => {
  const worker = navigator.serviceWorker;
  await worker.ready;
  if (!worker.controller) await new Promise((seen) => worker.addEventListener("controllerchange", seen));
}"""
WRITTEN_DOWN = """async () => {
  while (!(await self.lines.meta("draft"))) await new Promise((soon) => setTimeout(soon, 50));
}"""
# What Chromium's developer tools call slow 4G.
SLOW_4G = {
    "offline": False,
    "latency": 562.5,
    "downloadThroughput": 1_474_560 / 8,
    "uploadThroughput": 691_200 / 8,
}
Restart = Callable[[], BrowserContext]


@pytest.fixture
def now(clock: Clock) -> datetime:
    """The browser's clock cannot be frozen over a restart: the server's stands a little ahead of it."""
    clock.set(datetime.now(UTC) + timedelta(minutes=3))
    return clock.now()


def resident(email: str) -> User:
    user = User.objects.create_user(
        email=email, password=None, name="Leila Haddad", time_zone="America/Denver"
    )
    resident_of(user)
    return welcomed(user)


def conference(owner: User, now: datetime) -> Event:
    days = {"starts_on": (now - timedelta(days=2)).date(), "ends_on": (now + timedelta(days=2)).date()}
    return Event.objects.create(owner=owner, name="APA Annual Meeting", time_zone="America/New_York", **days)


@pytest.fixture
def leila(transactional_db: None) -> User:
    return resident("leila@example.org")


@pytest.fixture
def apa(leila: User, now: datetime) -> Event:
    return conference(leila, now)


@pytest.fixture
def network(live_server: Any) -> Iterator[Flapping]:
    with Flapping(live_server.thread.port) as running:
        yield running


@pytest.fixture
def restart(chromium: Browser, network: Flapping, tmp_path: Path) -> Iterator[Restart]:
    """Starts the phone's browser, each time with what it had kept; the one before is ended."""
    running: list[BrowserContext] = []
    errors: list[str] = []

    def start() -> BrowserContext:
        for one in running:
            one.close()
        context = chromium.browser_type.launch_persistent_context(
            tmp_path / "phone",
            executable_path=str(CHROMIUM),
            args=ARGUMENTS,
            base_url=network.url,
            timezone_id="America/Denver",
            locale="en-US",
            **PHONE,
        )
        context.set_default_timeout(10_000)
        context.on("weberror", lambda error: errors.append(str(error.error)))
        context.on(
            "console", lambda said: errors.append(said.text) if "Content Security" in said.text else None
        )
        running[:] = [context]
        return context

    yield start
    for one in running:
        one.close()
    assert errors == []


@pytest.fixture
def sign_in(
    client_for: Callable[[User], Client], network: Flapping
) -> Callable[[BrowserContext, User], None]:
    def signed_in(context: BrowserContext, user: User) -> None:
        name = settings.SESSION_COOKIE_NAME
        cookie = client_for(user).cookies[name].value
        lasts = (datetime.now(UTC) + timedelta(days=9)).timestamp()
        context.add_cookies([{"name": name, "value": cookie, "url": network.url, "expires": lasts}])

    return signed_in


def day(event: Event) -> str:
    return reverse("event_day", args=[event.pk])


def open_day(context: BrowserContext, event: Event) -> Page:
    """The day page with everything a phone needs for later in place."""
    page = context.new_page()
    page.goto(day(event))
    page.evaluate(IN_PLACE)
    return page


def capture(page: Page, line: str) -> None:
    page.get_by_label("Met someone?").fill(line)
    page.get_by_role("button", name="Save", exact=True).tap()
    expect(page.get_by_label("Met someone?")).to_have_value("")


def waiting(page: Page) -> Any:
    return page.locator("[data-kept] > [data-state=waiting]")


def cut_off(context: BrowserContext, network: Flapping) -> None:
    """No network for the page, nor for the worker behind it."""
    network.go_down()
    context.set_offline(True)


def kill(page: Page) -> None:
    """The tab's process dies: nothing gets to say goodbye."""
    with contextlib.suppress(PlaywrightError):
        page.goto("chrome://crash")
    page.close()


def flap(context: BrowserContext, page: Page) -> None:
    """The network comes and goes until nothing waits any more."""
    deadline = monotonic() + PATIENCE
    expect(page.locator("form[data-ready]")).to_be_visible()
    for offline in cycle([False, False, True]):
        context.set_offline(offline)
        try:
            expect(waiting(page)).to_have_count(0, timeout=400)
        except AssertionError:
            assert monotonic() < deadline, "lines still wait"
        else:
            context.set_offline(False)
            return


def test_p27_twenty_captures_offline_are_saved_once_each_in_order(
    leila: User,
    apa: Event,
    restart: Restart,
    network: Flapping,
    sign_in: Callable[[BrowserContext, User], None],
) -> None:
    """P27: the tab dies after ten, the browser after twenty, and the network flaps while they are sent."""
    began = monotonic()
    phone = restart()
    sign_in(phone, leila)
    page = open_day(phone, apa)
    cut_off(phone, network)
    for name in MET[:10]:
        capture(page, name)
    expect(waiting(page)).to_have_count(10)
    kill(page)

    page = phone.new_page()
    page.goto(day(apa))
    expect(page.get_by_role("heading", name="No connection just now")).to_be_visible()
    expect(waiting(page)).to_have_count(10)
    for name in MET[10:]:
        capture(page, f"{name}, about sleep")
    assert not Contact.objects.exists()

    phone = restart()
    page = phone.new_page()
    page.goto(day(apa))
    expect(waiting(page)).to_have_count(20)
    chance = random.Random(5)
    network.fault = lambda _: chance.choice([BEFORE, AFTER, "", "", "", ""])
    network.down = False
    page.goto(day(apa))
    expect(page.get_by_role("heading", name="APA Annual Meeting")).to_be_visible()
    flap(phone, page)

    touches = Interaction.objects.order_by("pk").prefetch_related("people")
    assert [str(one.people.get().full_name) for one in touches] == MET
    assert (Contact.objects.count(), Submission.objects.count()) == (20, 20)
    moments = [one.at for one in touches]
    assert moments == sorted(set(moments))
    assert {BEFORE, AFTER} <= set(network.lost)
    lost = {fate: network.lost.count(fate) for fate in (BEFORE, AFTER)}
    print(
        f"\n20 captures offline: 20 people, once each, in order; lost on the way {lost}; "
        f"{monotonic() - began:.1f} s"
    )


def saved(page: Page) -> Any:
    return page.locator("[data-kept] > [data-state=saved]")


def test_ten_seconds_from_opening_the_day_to_somebody_saved(
    leila: User,
    apa: Event,
    restart: Restart,
    network: Flapping,
    sign_in: Callable[[BrowserContext, User], None],
) -> None:
    """Name and one line in three interactions, on a mid-range phone: 4 times slower, slow 4G."""
    phone = restart()
    sign_in(phone, leila)
    open_day(phone, apa).close()
    page = phone.new_page()
    devtools = phone.new_cdp_session(page)
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    devtools.send("Network.enable")
    devtools.send("Network.emulateNetworkConditions", SLOW_4G)
    began = monotonic()
    page.goto(day(apa), wait_until="commit")
    page.get_by_label("Met someone?").tap()
    ready = monotonic() - began
    page.keyboard.type("Dr. Ada Abara, runs a sleep clinic", delay=40)
    typed = monotonic() - began
    page.get_by_role("button", name="Save", exact=True).tap()
    kept = page.locator("[data-kept] > li")
    expect(kept.first).to_be_visible()
    on_phone = monotonic() - began
    expect(saved(page)).to_have_count(1)
    seconds = monotonic() - began
    assert Contact.objects.get().full_name == "Dr. Ada Abara"
    print(
        f"\nday page to somebody saved, 4x CPU and slow 4G, 3 interactions: field {ready:.1f} s, "
        f"typed {typed:.1f} s, on the phone {on_phone:.1f} s, saved {seconds:.1f} s"
    )
    assert seconds < 10


def test_the_day_page_is_small_after_the_first_visit(
    leila: User,
    apa: Event,
    restart: Restart,
    network: Flapping,
    sign_in: Callable[[BrowserContext, User], None],
) -> None:
    """Every byte that crosses the network for a second visit, the worker's among them."""
    crowd(leila, apa)
    phone = restart()
    sign_in(phone, leila)
    open_day(phone, apa).close()
    before = network.received
    page = phone.new_page()
    page.goto(day(apa), wait_until="networkidle")
    crossed = network.received - before
    expect(page.get_by_role("heading", name="APA Annual Meeting")).to_be_visible()
    print(f"\nday page of 300 people and 60 sessions, second visit: {crossed:,} bytes over the network")
    assert 2_000 < crossed <= 30_000


def crowd(owner: User, event: Event) -> None:
    """300 people met there, and 60 sessions."""
    met = Contact.objects.bulk_create(
        Contact(owner=owner, family_name=f"Person{n}", sort_name=f"person{n}") for n in range(300)
    )
    begins = datetime.combine(event.starts_on, datetime.min.time(), UTC)
    touches = Interaction.objects.bulk_create(
        Interaction(
            owner=owner, event=event, at=begins + timedelta(minutes=n), takeaway="said something kind"
        )
        for n in range(300)
    )
    Participant.objects.bulk_create(
        Participant(owner=owner, interaction=touch, contact=one)
        for touch, one in zip(touches, met, strict=True)
    )
    Session.objects.bulk_create(
        Session(owner=owner, event=event, title=f"Session {n}", starts_at=begins + timedelta(hours=n))
        for n in range(60)
    )


def test_two_tabs_send_what_waits_once_and_in_order(
    leila: User,
    apa: Event,
    restart: Restart,
    network: Flapping,
    sign_in: Callable[[BrowserContext, User], None],
) -> None:
    phone = restart()
    sign_in(phone, leila)
    one, other = open_day(phone, apa), open_day(phone, apa)
    cut_off(phone, network)
    for page, name in zip([one, other, one, other], MET, strict=False):
        capture(page, name)
    expect(waiting(one)).to_have_count(4)
    expect(waiting(other)).to_have_count(4)
    network.down = False
    phone.set_offline(False)
    for page in (one, other):
        expect(waiting(page)).to_have_count(0)
        expect(saved(page)).to_have_count(4)
    touches = Interaction.objects.order_by("pk").prefetch_related("people")
    assert [touch.people.get().full_name for touch in touches] == MET[:4]
    assert network.posts == 4


def test_a_refused_line_stays_with_its_reason_until_it_is_changed(
    leila: User,
    apa: Event,
    restart: Restart,
    network: Flapping,
    sign_in: Callable[[BrowserContext, User], None],
) -> None:
    phone = restart()
    sign_in(phone, leila)
    page = open_day(phone, apa)
    answer = {"status": 422, "content_type": "application/json", "body": '{"error": "That cannot be read."}'}
    page.route("**/capture", lambda route: route.fulfill(**answer))
    capture(page, "Dr. Ada Abara")
    refused = page.locator("[data-kept] > [data-state=refused]")
    expect(refused).to_contain_text("That cannot be read.")
    page.unroute("**/capture")
    page.reload()
    expect(refused).to_contain_text("Dr. Ada Abara")
    refused.get_by_role("button", name="Edit").tap()
    page.get_by_label("The line").fill("Dr. Ada Brandt")
    page.locator("[data-kept]").get_by_role("button", name="Save").tap()
    expect(saved(page)).to_have_count(1)
    assert Contact.objects.get().full_name == "Dr. Ada Brandt"
    saved(page).get_by_role("button", name="Undo").tap()
    expect(page.locator(".toast", has_text="Taken back.")).to_be_visible()
    expect(page).to_have_url(network.url + day(apa))
    assert not Interaction.objects.owned_by(leila).exists()


EVERYTHING_KEPT = """async () => {
  const found = [];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) found.push(new URL(request.url).pathname);
  }
  const bases = (await indexedDB.databases()).map((base) => base.name);
  const workers = (await navigator.serviceWorker.getRegistrations()).length;
  return { files: found, bases, workers, flag: localStorage.getItem("curbside-lines") };
}"""


def test_signing_out_asks_about_what_waits_and_leaves_nothing_behind(
    leila: User,
    apa: Event,
    restart: Restart,
    network: Flapping,
    sign_in: Callable[[BrowserContext, User], None],
) -> None:
    phone = restart()
    sign_in(phone, leila)
    page = open_day(phone, apa)
    kept = page.evaluate(EVERYTHING_KEPT)
    assert (kept["bases"], kept["workers"], kept["flag"]) == (["curbside-lines"], 1, "1")
    assert {path for path in kept["files"] if not path.startswith("/static/")} == {"/offline/"}
    network.fault = lambda asked: BEFORE if "/capture " in asked else ""
    capture(page, "Dr. Ada Abara")
    # It may be saved, and only the answer lost: other words would be dropped as sent twice.
    expect(waiting(page).get_by_role("button", name="Edit")).to_have_count(0)
    page.goto("/me/settings/")
    page.get_by_role("button", name="Sign out").tap()
    sheet = page.get_by_role("dialog", name="One captured line is on this phone only")
    sheet.get_by_role("button", name="Stay signed in").tap()
    expect(sheet).to_be_hidden()
    expect(page).to_have_url(network.url + "/me/settings/")
    page.get_by_role("button", name="Sign out").tap()
    sheet.get_by_role("button", name="Sign out and remove").tap()
    expect(page).to_have_url(network.url + "/account/login/")
    assert page.evaluate(EVERYTHING_KEPT) == {"files": [], "bases": [], "workers": 0, "flag": None}
    assert not Contact.objects.exists()


def test_somebody_else_on_the_phone_neither_sees_nor_sends_what_waits(
    leila: User,
    apa: Event,
    now: datetime,
    restart: Restart,
    network: Flapping,
    sign_in: Callable[[BrowserContext, User], None],
) -> None:
    phone = restart()
    sign_in(phone, leila)
    page = open_day(phone, apa)
    cut_off(phone, network)
    capture(page, "Dr. Ada Abara")
    phone.clear_cookies()
    network.down = False
    phone.set_offline(False)
    expect(page.get_by_text("Sign in to send what waits.")).to_be_visible()

    ben = resident("ben@example.org")
    sign_in(phone, ben)
    page.goto(day(conference(ben, now)))
    expect(page.get_by_text("A line of somebody else on this phone")).to_be_visible()
    assert "Abara" not in page.content()
    capture(page, "Dr. Bela Brandt")
    expect(saved(page)).to_have_count(1)
    cut_off(phone, network)
    page.goto(day(apa))
    expect(page.get_by_role("heading", name="No connection just now")).to_be_visible()
    assert "Abara" not in page.content()
    assert [one.owner for one in Contact.objects.all()] == [ben]

    network.down = False
    phone.set_offline(False)
    page.goto("/me/settings/")
    page.get_by_role("button", name="Sign out").tap()
    expect(page).to_have_url(network.url + "/account/login/")
    sign_in(phone, leila)
    page.goto(day(apa))
    expect(saved(page)).to_have_count(1)
    assert Contact.objects.get(owner=leila).full_name == "Dr. Ada Abara"


def test_words_begun_are_still_there_after_the_tab_died(
    leila: User,
    apa: Event,
    restart: Restart,
    network: Flapping,
    sign_in: Callable[[BrowserContext, User], None],
) -> None:
    phone = restart()
    sign_in(phone, leila)
    page = open_day(phone, apa)
    page.get_by_label("Met someone?").fill("Dr. Ada Abara, we were interr")
    page.evaluate(WRITTEN_DOWN)
    cut_off(phone, network)
    kill(page)
    page = phone.new_page()
    page.goto(day(apa))
    expect(page.get_by_label("Met someone?")).to_have_value("Dr. Ada Abara, we were interr")
