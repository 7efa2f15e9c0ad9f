"""Links in a mail: who signed what, for which act, and for how long."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import signing
from django.test import override_settings
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from accounts.models import User
from followups import mail_links
from followups.mail_links import Ticket, seal, unseal
from followups.windows import Basis
from outbox import unsubscribing
from tests.conftest import START
from tests.making import owed, person

TICKET = Ticket(7, 41, START)
ACTS = ("done", "snooze", "dismiss", "undo", "log", "unlog", "pause_week", "pause_month", "weekly", "monthly")


@given(st.integers(1, 2**62), st.integers(0, 2**62), st.integers(0, 2**31))
@examples(max_examples=50)
def test_a_ticket_comes_back_as_it_was_written(owner: int, item: int, mark: int) -> None:
    ticket = Ticket(owner, item, START, mark)
    assert unseal("done", seal("done", ticket), START) == ticket


def test_a_link_is_good_for_fourteen_days_by_our_clock() -> None:
    token = seal("done", TICKET)
    assert unseal("done", token, START + timedelta(days=14) - timedelta(seconds=1)) == TICKET
    assert unseal("done", token, START + timedelta(days=14)) is None
    assert unseal("done", token, START + timedelta(days=15)) is None


@pytest.mark.parametrize("made_for", ACTS)
def test_a_link_is_good_for_its_own_act_only(made_for: str) -> None:
    token = seal(made_for, TICKET)
    assert [act for act in ACTS if unseal(act, token, START)] == [made_for]


def test_every_character_counts() -> None:
    token = seal("done", TICKET)
    for at in range(len(token)):
        assert unseal("done", token[:at] + token[at + 1 :], START) is None
        other = "A" if token[at] != "A" else "B"
        assert unseal("done", token[:at] + other + token[at + 1 :], START) is None
    assert unseal("done", f"{token}A", START) is None
    assert unseal("done", f"{token}=", START) is None


@pytest.mark.parametrize(
    "token",
    ["", ":", "nonsense", "a:b:c", "é:ü", signing.dumps([7, 41, 1], salt="mail.done"), signing.dumps([7])],
    # A token holds the second it was made in, and two workers collect in two.
    ids=["empty", "colon", "nonsense", "three parts", "letters", "no key of ours", "too short"],
)
def test_nonsense_is_nothing(token: str) -> None:
    assert unseal("done", token, START) is None


def test_a_key_that_was_replaced_still_opens_what_it_signed() -> None:
    token = seal("done", TICKET)
    with override_settings(SECRET_KEY="another key", SECRET_KEY_FALLBACKS=[]):
        assert unseal("done", token, START) is None


def test_an_unsubscribe_link_is_no_act_and_an_act_is_no_unsubscribe_link() -> None:
    token = unsubscribing.link(7).rstrip("/").rsplit("/", 1)[-1]
    assert not any(unseal(act, token, START) for act in ACTS)
    assert unsubscribing.owner_of(seal("done", TICKET)) is None


@pytest.mark.django_db
@pytest.mark.parametrize("basis", list(Basis))
def test_promises_lead_with_done_and_others_with_log_a_touch(ama: User, basis: Basis) -> None:
    words = [one.words for one in mail_links.acts(owed(person(ama), basis, START), START)]
    if basis == Basis.PREPARATION:
        assert words == []
    else:
        by_hand = basis in (Basis.PROMISE, Basis.PROMISE_TO_ME, Basis.MANUAL)
        assert words == ["Done" if by_hand else "Log a touch", "Snooze a week", "Not now"]


@pytest.mark.django_db
def test_links_are_ours_one_item_each_and_only_the_first_is_main(ama: User) -> None:
    with override_settings(SITE_URL="https://curbside.example"):
        one = mail_links.acts(owed(person(ama), Basis.UPDATE, START), START)
        other = mail_links.acts(owed(person(ama, "Hana Mori"), Basis.UPDATE, START), START)
        pauses = mail_links.pause_links(ama.pk, START)
        rhythms = mail_links.rhythm_links(ama.pk, START)
    assert [act.is_main for act in one] == [True, False, False]
    urls = [*(act.url for act in one + other), *pauses, *rhythms]
    assert all(url.startswith("https://curbside.example/mail/") for url in urls)
    assert len(set(urls)) == len(urls)
    assert all(len(url) < 180 for url in urls)
