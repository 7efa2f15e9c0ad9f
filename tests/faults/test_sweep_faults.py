"""The sweep and the clocks under fire, small."""

import pytest

from tests.faults.delivery_faults import Fire
from tests.faults.harness import Arena
from tests.faults.sweep_faults import FIRES

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    "fire", [one for one in FIRES if one.about in ("I1", "I8")], ids=lambda fire: f"{fire.about} {fire.name}"
)
def test_each_rings_once_and_none_too_early(arena: Arena, fire: Fire) -> None:
    outcome = fire.small(arena, 1)
    print(outcome.line)
    assert outcome.holds, outcome.line
