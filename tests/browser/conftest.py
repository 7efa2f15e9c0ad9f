"""A real browser against the live application; skipped with a reason where there is none."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from accounts.models import User
from tests.conftest import Clock
from tests.smtp_sink import Sink

CHROMIUM = Path("/usr/bin/chromium")
ROOT = Path(__file__).resolve().parent.parent.parent
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser/" in item.nodeid:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for the session."""
    if not CHROMIUM.exists():
        pytest.skip(f"no browser at {CHROMIUM}: install Debian's chromium to run the browser tests")
    # Playwright keeps an event loop in this thread; Django would refuse its ORM here without this.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def real_time(clock: Clock) -> Clock:
    """The frozen clock set to this minute, for tests beside processes that read the real one."""
    clock.set(datetime.now(UTC).replace(second=0, microsecond=0))
    return clock


@pytest.fixture
def visitor(chromium: Browser, live_server: Any) -> Iterator[Callable[..., Page]]:
    """Opens a fresh browser for somebody; fails the test on any script or policy error."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def arrive(**options: Any) -> Page:
        context = chromium.new_context(
            base_url=live_server.url, timezone_id="America/Denver", locale="en-US", **options
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on(
            "console",
            lambda message: errors.append(message.text) if "Content Security" in message.text else None,
        )
        return page

    yield arrive
    for context in contexts:
        context.close()
    assert errors == []


@pytest.fixture
def arrive(
    visitor: Callable[..., Page], client_for: Callable[[User], Client], live_server: Any
) -> Callable[..., Page]:
    """Opens a browser in which somebody is signed in by cookie: by hand it costs a slow hash."""
    name = settings.SESSION_COOKIE_NAME

    def arrived(user: User, **options: Any) -> Page:
        page = visitor(**options)
        cookie = client_for(user).cookies[name].value
        page.context.add_cookies([{"name": name, "value": cookie, "url": live_server.url}])
        return page

    return arrived


@pytest.fixture
def sink() -> Iterator[Sink]:
    """A real mail server on loopback."""
    with Sink() as running:
        yield running


@pytest.fixture
def worker(transactional_db: None, sink: Sink, tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A real Celery worker on the test database, the test's Redis and the test's mail server."""
    settings_dict = connection.settings_dict
    address = os.environ["DATABASE_URL"].replace("/curbside?", f"/{settings_dict['NAME']}?")
    env = {**os.environ, "DATABASE_URL": address, "EMAIL_URL": f"smtp://127.0.0.1:{sink.port}"}
    log = (tmp_path / "worker.log").open("wb")
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "celery",
            "-A",
            "config",
            "worker",
            "--concurrency",
            "1",
            "--loglevel",
            "INFO",
        ],
        cwd=ROOT,
        env=env,
        stdout=log,
        stderr=subprocess.STDOUT,
    )
    yield process
    process.terminate()
    process.wait(20)
    log.close()
