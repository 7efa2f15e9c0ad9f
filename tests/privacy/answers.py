"""What comes back: all of it that leaves the server, the log beside it, and what answers may differ in."""

from __future__ import annotations

import json
import logging
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from django.conf import settings
from django.db import transaction
from django.test import Client

from tests.conftest import START
from tests.privacy.world import World
from tests.programs.conftest import give_second_factor, pass_second_factor
from web import clock
from web.logs import JsonFormatter

# Once passed a second step that is not set up any more.
WITHOUT_FACTOR = "both"
# What differs from one answer to the next whoever keeps what: the CSRF token, the nonce, a form's key.
CHANGING = re.compile(
    r'nonce[="\-]+[\w+/=\-]+|csrfmiddlewaretoken" value="\w+|X-CSRFToken": "\w+|csrf\w*=[^;]+'
    r"|[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}|expires=[^;]+|Max-Age=\d+"
    r'|"(?:Expires|Last-Modified|Date)": "[^"]+"'
)
# Signed words, links made on the way, and ids of rows that were made on the way: never below 1000.
MADE = re.compile(r"[\w.-]{8,}(?::[\w-]{5,})?:[\w-]{20,}|(?<=join/)[\w-]{43}|sessionid=\w+|\d{4,}|[\w-]{60,}")


class Lines(logging.Handler):
    """Log lines as they would be written, in both forms."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        # The driver's own lines at DEBUG carry parameters; no deployment writes them.
        if not record.name.startswith(("django.db", "django.template", "asyncio")):
            self.lines += [record.getMessage(), JsonFormatter().format(record)]


@contextmanager
def listening() -> Iterator[list[str]]:
    """Collect what is logged."""
    lines, root = Lines(), logging.getLogger()
    level = root.level
    root.addHandler(lines)
    root.setLevel(logging.DEBUG)
    try:
        yield lines.lines
    finally:
        root.removeHandler(lines)
        root.setLevel(level)


def browser(world: World, label: str | None) -> Client:
    """Somebody signed in with everything that could be asked for."""
    client = Client(raise_request_exception=False)
    if label in world.people:
        user = world.people[label].user
        if label != WITHOUT_FACTOR:
            give_second_factor(user)
        client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
        pass_second_factor(client, user)
        session = client.session
        # allauth reads a clock of its own when it asks whether that was a moment ago.
        session["account_authentication_methods"][0]["at"] = time.time()
        session.save()
    return client


def said(got: Any) -> str:
    """All of an answer that leaves the server."""
    body = got.getvalue() if got.streaming else got.content
    if got.headers.get("Content-Type") == "application/zip":
        with ZipFile(BytesIO(body)) as archive:
            body = b"\n".join(archive.read(name) for name in archive.namelist())
    headers = json.dumps(dict(got.headers)) + got.cookies.output()
    return f"{body.decode('utf-8', 'replace')}\n{headers}"


def plain(text: str) -> str:
    """Without what changes from one answer to the next."""
    return MADE.sub("#", CHANGING.sub("", text))


def parting(one: str, other: str) -> str:
    """Where two texts part."""
    at = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(one))
    return f"{one[max(0, at - 60) : at + 60]!r} != {other[max(0, at - 60) : at + 60]!r}"


@contextmanager
def undone() -> Iterator[None]:
    """Whatever is written inside is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def at_moment(moment: str) -> Iterator[None]:
    """The clock on another day."""
    frozen: Any = vars(clock)["datetime"]
    if moment:
        frozen.set(type(START).fromisoformat(moment))
    try:
        yield
    finally:
        if moment:
            frozen.set(START)
