"""Servers that belong to the fault tests, started once."""

from collections.abc import Iterator

import pytest

from tests.faults.harness import Arena
from tests.faults.harness import arena as open_arena


@pytest.fixture(scope="session")
def arena() -> Iterator[Arena]:
    """A private PostgreSQL and Redis; each test takes a stage of its own on them."""
    with open_arena() as servers:
        yield servers
