"""Moments come out of the database in UTC, by psycopg's own loader."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from psycopg import adapters

from accounts.models import User
from web.postgres.base import C_LOADER

pytestmark = pytest.mark.django_db
EDGES = [
    datetime(2026, 3, 8, 9, 59, 59, 999999, tzinfo=UTC),
    datetime(1, 1, 1, tzinfo=UTC),
    datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC),
    datetime(1969, 12, 31, 23, 59, 59, 1, tzinfo=UTC),
]


def test_the_loader_is_the_one_in_c() -> None:
    connection.ensure_connection()
    oid = adapters.types["timestamptz"].oid
    assert connection.connection.adapters.get_loader(oid, 0) is C_LOADER
    assert C_LOADER.__module__ == "psycopg_binary._psycopg"


@pytest.mark.parametrize("at", EDGES)
def test_a_moment_comes_back_as_it_went(ama: User, at: datetime) -> None:
    User.objects.filter(pk=ama.pk).update(date_joined=at)
    read = User.objects.get(pk=ama.pk).date_joined
    assert read == at
    assert read.utcoffset() is not None and not read.utcoffset()


@pytest.mark.parametrize("binding", [True, False])
def test_long_reads_by_a_named_cursor_work_too(ama: User, ben: User, binding: bool) -> None:
    was = connection.settings_dict["OPTIONS"]["server_side_binding"]
    connection.settings_dict["OPTIONS"]["server_side_binding"] = binding
    try:
        found = {user.pk: user.date_joined for user in User.objects.order_by("pk").iterator(chunk_size=1)}
    finally:
        connection.settings_dict["OPTIONS"]["server_side_binding"] = was
    assert found == {ama.pk: ama.date_joined, ben.pk: ben.date_joined}
