"""The test database, the frozen clock, and the two people of most tests."""

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from urllib.parse import urlsplit

import environ
import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from psycopg import sql
from pytest_django import DjangoDbBlocker

from accounts.models import User
from outbox import holding
from residents.models import resident_of
from web import clock as web_clock

GRANTS = Path(__file__).resolve().parent.parent / "deploy" / "grants.sql"
# 11:40 on a Tuesday in Denver, where ama and ben live.
START = datetime(2026, 5, 19, 17, 40, tzinfo=UTC)


def pytest_configure() -> None:
    """Pages are tested without collecting static files first."""
    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"


# ------------------------------------------------------------------ database
def database_name(config: pytest.Config) -> str:
    """TEST_DB or a default; each xdist worker has its own."""
    worker: dict[str, str] = getattr(config, "workerinput", {})
    return "_".join(filter(None, [os.environ.get("TEST_DB") or "test_curbside", worker.get("workerid")]))


def _as_owner(statement: str, name: str) -> None:
    address = urlsplit(settings.DATABASE_OWNER_URL)._replace(path="/postgres").geturl()
    with psycopg.connect(address, autocommit=True) as owner:
        owner.execute(sql.SQL(statement).format(sql.Identifier(name)))


def _drop(name: str) -> None:
    try:
        _as_owner("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
    except psycopg.errors.InsufficientPrivilege:
        # A vacuum is at work there: only without FORCE does the server end it, and wait until it has ended.
        _as_owner("DROP DATABASE IF EXISTS {}", name)


def _exists(name: str) -> bool:
    address = urlsplit(settings.DATABASE_OWNER_URL)._replace(path="/postgres").geturl()
    with psycopg.connect(address) as owner:
        return owner.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is not None


def _connect_as(role: dict[str, object], name: str) -> None:
    connection.close()
    connection.settings_dict.update({key: role.get(key, "") for key in ("USER", "PASSWORD")}, NAME=name)


def make_tables(name: str) -> None:
    """Migrate as the owner of the tables, and go on as the application."""
    owner = environ.Env.db_url_config(settings.DATABASE_OWNER_URL)
    app = dict(connection.settings_dict)
    _connect_as(owner, name)
    with connection.cursor() as cursor:
        cursor.execute(GRANTS.read_text("utf-8"))
    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        # Tests that commit empty the tables afterwards; the application itself never does.
        cursor.execute("GRANT TRUNCATE ON ALL TABLES IN SCHEMA public TO curbside_app")
    _connect_as(app, name)


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest,
    django_test_environment: None,
    django_db_blocker: DjangoDbBlocker,
    django_db_keepdb: bool,
    django_db_createdb: bool,
) -> Iterator[None]:
    """Made and migrated by the owner of the tables; the tests then connect as the application does."""
    name = database_name(request.config)
    with django_db_blocker.unblock():
        if django_db_createdb or not (django_db_keepdb and _exists(name)):
            _drop(name)
            _as_owner("CREATE DATABASE {}", name)
        make_tables(name)
    yield
    if not django_db_keepdb:
        with django_db_blocker.unblock():
            connection.close()
            _drop(name)


# ------------------------------------------------------------------ time
class Clock:
    """The moment every part of the application sees; moved by hand."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self, zone: tzinfo | None = None) -> datetime:
        """Stands in for `datetime.now`."""
        return self.at.astimezone(zone)

    def set(self, at: datetime) -> None:
        """Jump to a moment; it must name its zone."""
        assert at.tzinfo is not None
        self.at = at.astimezone(UTC)

    def advance(self, **amount: float) -> None:
        """Move on by the arguments of a timedelta."""
        self.at += timedelta(**amount)


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Time stands still at START until a test moves it."""
    frozen = Clock(START)
    # What `now` reads, not `now` itself: model fields hold the function as their default.
    monkeypatch.setattr(web_clock, "datetime", frozen)
    return frozen


@pytest.fixture(autouse=True)
def released(request: pytest.FixtureRequest, clock: Clock) -> None:
    """The database may send mail, also after a test that committed has emptied its tables."""
    wants = {"db", "transactional_db", "live_server"} & set(request.fixturenames)
    if wants or request.node.get_closest_marker("django_db"):
        request.getfixturevalue("_django_db_helper")
        holding.released()


# ------------------------------------------------------------------ people
def _resident(name: str) -> User:
    user = User.objects.create_user(
        email=f"{name.lower()}@example.org", password=None, name=name, time_zone="America/Denver"
    )
    resident_of(user)
    return user


@pytest.fixture
def ama(db: None) -> User:
    """Owns the data."""
    return _resident("Ama")


@pytest.fixture
def ben(db: None) -> User:
    """Must never see Ama's data."""
    return _resident("Ben")


@pytest.fixture
def client_for() -> Callable[[User], Client]:
    """A browser in which the given user is signed in."""

    def signed_in(user: User) -> Client:
        client = Client()
        client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
        return client

    return signed_in
