"""T2: nobody sees a word of somebody else’s or touches a row of theirs, at any address, as any role (T6)."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import override_settings

from dashboard.access import ROLES, addresses, every_address_has_a_rule
from tests.privacy.jobs import run_jobs
from tests.privacy.lively import lively_world
from tests.privacy.routes import ACTORS, crawl
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
# Forms that somebody without a row of their own cannot send as they stand, and one that wants a file.
NOT_TAKEN = {"me_delete", "capture", "residents_paste", "sessions_file"}


@pytest.mark.parametrize("role", ROLES)
@override_settings(DEBUG=False)
def test_t2_no_foreign_word_anywhere(role: str, capsys: Any):
    world = lively_world()
    report = crawl(world, role)
    with capsys.disabled():
        print(
            f"\n  {role:13} {sum(report.asked.values()):5} requests to {len(addresses())} addresses "
            f"({', '.join(f'{n} {how}' for how, n in report.asked.items())}); {report.pairs} compared with a "
            f"world without the others; {report.logged} log lines; {len(world.ledger.words)} words and "
            f"{len(world.ledger.years)} years planted; {len(report.leaks)} foreign ones seen, "
            f"{len(report.touched)} foreign rows touched"
        )
    if role == "resident":
        mine = {word: p.where for word, p in world.ledger.words.items() if p.viewers == {"named_a"}}
        seen = {mine[word] for word in report.seen & mine.keys()}
        unseen = sorted(set(mine.values()) - seen - NOT_SHOWN)
        assert not unseen, unseen
    assert not report.wrong, f"{len(report.wrong)}\n" + "\n".join(report.wrong[:60])
    refused = {name: told for name, told in report.refused.items() if not report.taken[name]}
    assert refused.keys() <= NOT_TAKEN, "\n".join(refused.values())


def test_t2_jobs_mix_nobody_up(capsys: Any):
    world = lively_world()
    report = run_jobs(world)
    with capsys.disabled():
        print(
            f"\n  {report.asked['job']} jobs, {report.asked['mail']} mails; {report.pairs} compared with a "
            f"world without the others; {len(report.leaks)} foreign words seen, "
            f"{len(report.touched)} foreign rows touched"
        )
    assert report.asked["mail"] >= 9
    assert not report.wrong, "\n".join(report.wrong)


def test_everybody_in_the_matrix_has_an_actor():
    assert tuple(ACTORS) == ROLES
    assert every_address_has_a_rule() == []


def test_every_private_column_is_planted():
    assert unplanted(make_world()) == []
