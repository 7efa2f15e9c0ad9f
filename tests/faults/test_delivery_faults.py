"""Delivery under fire, small; `make faults` runs the same whole, and the mutants."""

import pytest

from tests.faults.delivery_faults import FIRES, Fire
from tests.faults.harness import Arena

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("fire", FIRES, ids=lambda fire: f"{fire.about} {fire.name}")
def test_nothing_is_sent_twice_and_nothing_is_lost(arena: Arena, fire: Fire) -> None:
    outcome = fire.small(arena, 1)
    print(outcome.line)
    assert outcome.holds, outcome.line
