"""T2: nobody sees a word of somebody else's, at any address, as any role, in any way of asking (and T6)."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import override_settings

from dashboard.access import ROLES, addresses, every_address_has_a_rule
from tests.privacy.crawl import ACTORS, crawl
from tests.privacy.world import make_world, unplanted

pytestmark = pytest.mark.django_db
# Nobody reads these: they are for finding, sorting and counting, or for the mail server.
NOT_SHOWN = {
    "Attempt.header_id", "Contact.search_heard", "Contact.search_own", "Contact.sort_name",
    "FollowUp.occurrence", "Message.html", "Message.key", "Session.uid",
    # Keyed marks of words that are no case; they say nothing to anybody.
    "Resident.not_cases",
    # Shown on pages this crawl does not come to for this very row.
    "Contact.last_takeaway", "Introduction.led_to", "ShareEvent.what", "Suppression.address",
    "Suppression.reason",
}  # fmt: skip


@pytest.mark.parametrize("role", ROLES)
@override_settings(DEBUG=False)
def test_t2_no_foreign_word_anywhere(role: str, capsys: Any):
    world = make_world()
    report = crawl(world, role)
    with capsys.disabled():
        print(
            f"\n  {role:13} {sum(report.asked.values()):5} requests to {len(addresses())} addresses "
            f"({', '.join(f'{n} {how}' for how, n in report.asked.items())}); "
            f"{report.logged} log lines; {len(world.ledger.words)} words and {len(world.ledger.years)} years "
            f"planted; {len(report.leaks)} foreign ones seen"
        )
    if role == "resident":
        mine = {word: p.where for word, p in world.ledger.words.items() if p.viewers == {"named_a"}}
        seen = {mine[word] for word in report.seen & mine.keys()}
        unseen = sorted(set(mine.values()) - seen - NOT_SHOWN)
        assert not unseen, unseen
    assert not report.leaks, "\n".join(report.leaks)
    assert not report.against_rule, "\n".join(report.against_rule)


def test_everybody_in_the_matrix_has_an_actor():
    assert tuple(ACTORS) == ROLES
    assert every_address_has_a_rule() == []


def test_every_private_column_is_planted():
    assert unplanted(make_world()) == []
