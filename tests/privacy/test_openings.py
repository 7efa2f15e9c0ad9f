"""P1: what a resident heard by word of mouth is on no page and in no file of a program."""

from __future__ import annotations

import pytest

from dashboard.access import addresses
from interactions.models import Opportunity
from tests.privacy.answers import browser, said
from tests.privacy.asks import paths
from tests.privacy.world import World, make_world

pytestmark = pytest.mark.django_db
OFFICE = ("coordinator_a", "director_a", "advisor_a", "operator")


def words_of(world: World) -> list[str]:
    """What stands in the openings of the resident who shares most."""
    one = world.people["named_a"].kept[Opportunity]
    return [one.title.lower(), one.note.lower()]


@pytest.mark.parametrize("who", OFFICE)
def test_p1_no_page_and_no_export_of_a_program_tells_of_an_opening(who: str) -> None:
    world = make_world()
    words, client = words_of(world), browser(world, who)
    # The words are there for whoever wrote them down.
    own = said(browser(world, "named_a").get("/opportunities/")).lower()
    assert all(word in own for word in words)
    opened, files = 0, 0
    for one in addresses():
        if not one.path.startswith(("program/", "operator/")):
            continue
        for path in paths(one, world.people["named_a"]):
            got = client.get(path)
            text = said(got).lower()
            assert not [word for word in words if word in text], path
            opened += got.status_code == 200
            files += "csv" in got.headers.get("Content-Type", "")
    assert opened > 0
    assert files > 0 or who in ("advisor_a", "operator")
