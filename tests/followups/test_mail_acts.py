"""Done, snooze and not now from the mail: looking changes nothing, pressing changes one row, once."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.core import serializers
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import Session, User
from followups import mail_links, planning
from followups.mail_links import Ticket, seal
from followups.models import FollowUp, Outcome
from followups.windows import Basis
from tests.conftest import START, Clock
from tests.making import owed, person

pytestmark = pytest.mark.django_db
ACTS = ("done", "snooze", "dismiss")
OURS = ("accounts", "outbox", "residents", "contacts", "followups", "interactions", "sessions")


def everything() -> dict[str, str]:
    """Every row of every table that is ours."""
    models = [model for model in apps.get_models() if model._meta.app_label in OURS]
    return {
        model.__name__: serializers.serialize("json", model._default_manager.order_by("pk"))
        for model in models
    }


def address(act: str, item: FollowUp, **changed: Any) -> str:
    ticket = Ticket(item.owner_id, item.pk, START)._replace(**changed)
    return reverse(f"mail_{act}", args=[seal(act, ticket)])


def text(answer: Any) -> str:
    return str(answer.content.decode())


def undo_in(answer: Any) -> str:
    found = re.search(r'action="(/mail/undo/[^"]+)"', text(answer))
    assert found, text(answer)
    return found[1]


@pytest.fixture
def item(ama: User) -> FollowUp:
    """A promise to Hana that is open."""
    return owed(person(ama, "Dr. Hana Mori"), Basis.PROMISE, START - timedelta(hours=1), what="send it")


@pytest.fixture
def reader() -> Client:
    """A browser without cookies, CSRF checks on."""
    return Client(enforce_csrf_checks=True)


def now_of(item: FollowUp) -> FollowUp:
    return FollowUp.objects.get(pk=item.pk)


def test_the_page_asks_and_shows_a_first_name_only(item: FollowUp, reader: Client) -> None:
    page = text(reader.get(address("done", item)))
    assert "Done with this for Hana?" in page
    assert "Nothing changes until you press the button. The link works until 2\N{NO-BREAK SPACE}June." in page
    for button in ("Yes, it is done", "Keep it on my list"):
        assert button in page
    for private in ("Mori", "Dr.", "send it", "A reason.", item.owner.email, "Ama"):
        assert private not in page


def test_somebody_without_a_first_name_is_not_named(ama: User, reader: Client) -> None:
    page = text(reader.get(address("done", owed(person(ama, "Dr. Okafor"), Basis.PROMISE, START))))
    assert "Done with this?" in page
    assert "Okafor" not in page


@pytest.mark.parametrize("act", ACTS)
def test_looking_fifty_times_changes_nothing(item: FollowUp, reader: Client, act: str) -> None:
    before = everything()
    for _ in range(50):
        assert reader.get(address(act, item)).status_code == 200
        assert reader.head(address(act, item)).status_code == 200
        assert reader.get(f"{address(act, item)}?keep").status_code == 200
    assert everything() == before
    assert not reader.cookies
    assert not Session.objects.exists()


def test_keeping_it_says_that_nothing_was_changed(item: FollowUp, reader: Client) -> None:
    page = text(reader.get(f"{address('done', item)}?keep"))
    assert "Nothing was changed" in page
    assert "<form" not in page


@pytest.mark.parametrize(("act", "outcome"), [("done", Outcome.DONE), ("dismiss", Outcome.DISMISSED)])
def test_pressing_ends_this_one_and_no_other(
    item: FollowUp, ben: User, reader: Client, act: str, outcome: str
) -> None:
    others = [
        owed(item.contact, Basis.MANUAL, START),
        owed(person(item.owner, "Grace Adeyemi"), Basis.PROMISE, START),
        owed(person(ben, "Hana Mori"), Basis.PROMISE, START),
    ]
    answer = reader.post(address(act, item))
    assert answer.status_code == 200
    assert (now_of(item).outcome, now_of(item).closed_at) == (outcome, START)
    assert all(now_of(one).is_owed for one in others)
    assert not reader.cookies
    assert not Session.objects.exists()


def test_snoozing_is_a_week_of_the_resident_s_own_mornings(item: FollowUp, reader: Client) -> None:
    page = text(reader.post(address("snooze", item)))
    assert "Snoozed until Tue 26 May" in page
    until = now_of(item).snoozed_until.astimezone(item.owner.zone)
    assert (until.day, until.hour) == (26, 7)


@pytest.mark.parametrize(
    ("act", "said"),
    [("done", "This is done already"), ("dismiss", "This was let go already"), ("snooze", "Snoozed already")],
)
def test_pressing_again_says_so_and_changes_nothing(
    item: FollowUp, reader: Client, clock: Clock, act: str, said: str
) -> None:
    reader.post(address(act, item))
    before = everything()
    clock.advance(days=2)
    for method in (reader.post, reader.get):
        answer = method(address(act, item))
        assert answer.status_code == 200
        assert said in text(answer)
        assert "Pressing again changes nothing." in text(answer)
    assert everything() == before


@pytest.mark.parametrize("act", ACTS)
def test_what_was_done_elsewhere_is_said_so(item: FollowUp, reader: Client, act: str) -> None:
    planning.finish(item, Outcome.DONE, START)
    before = everything()
    for method in (reader.get, reader.post):
        answer = method(address(act, item))
        assert answer.status_code == 200
        assert "This is done already" in text(answer)
    assert everything() == before


@pytest.mark.parametrize("act", ACTS)
def test_what_ends_while_the_button_is_pressed_stays_as_it_ended(
    item: FollowUp, reader: Client, monkeypatch: pytest.MonkeyPatch, act: str
) -> None:
    lock = planning.lock

    def ended_first(people: Any) -> Any:
        FollowUp.objects.filter(pk=item.pk).update(outcome=Outcome.DONE, closed_at=START)
        return lock(people)

    monkeypatch.setattr(planning, "lock", ended_first)
    assert "This is done already" in text(reader.post(address(act, item)))
    assert (now_of(item).outcome, now_of(item).snoozed_until) == (Outcome.DONE, None)


@pytest.mark.parametrize("act", ACTS)
def test_undo_puts_it_back(item: FollowUp, reader: Client, act: str) -> None:
    before = everything()["FollowUp"]
    back = undo_in(reader.post(address(act, item)))
    looked = reader.get(back)
    assert "Put this back for Hana?" in text(looked)
    assert not (now_of(item).is_owed and now_of(item).snoozed_until is None)
    assert "Back on your list" in text(reader.post(back))
    assert everything()["FollowUp"] == before
    assert "This is on your list" in text(reader.post(back))
    assert everything()["FollowUp"] == before


def test_a_second_press_can_still_be_undone(item: FollowUp, reader: Client) -> None:
    reader.post(address("done", item))
    assert "Back on your list" in text(reader.post(undo_in(reader.post(address("done", item)))))


def test_undo_undoes_its_own_act_and_no_later_one(item: FollowUp, reader: Client, clock: Clock) -> None:
    back = undo_in(reader.post(address("done", item)))
    planning.reopen([now_of(item)], START)
    clock.advance(hours=1)
    planning.finish(now_of(item), Outcome.DONE, clock.at)
    before = everything()
    assert "This is done already" in text(reader.post(back))
    assert everything() == before


def test_undo_ends_with_the_link_it_belongs_to(item: FollowUp, reader: Client, clock: Clock) -> None:
    clock.advance(days=13)
    back = undo_in(reader.post(address("done", item)))
    clock.advance(days=1)
    assert reader.post(back).status_code == 410
    assert not now_of(item).is_owed


def test_a_window_ticked_off_plans_the_next_and_undo_takes_it_away(ama: User, reader: Client) -> None:
    contact = person(ama, "Hana Mori", cadence="update", cadence_set_on=(START - timedelta(days=110)).date())
    window = planning.plan_window(contact)
    back = undo_in(reader.post(address("dismiss", window)))
    assert FollowUp.objects.filter(contact=contact).count() == 2
    reader.post(back)
    assert FollowUp.objects.get(contact=contact).is_owed


# ------------------------------------------------------------------ 410
def trash(item: FollowUp) -> None:
    item.contact.trash(START)


def delete_person(item: FollowUp) -> None:
    item.contact.delete()


def delete_item(item: FollowUp) -> None:
    item.delete()


def close_account(item: FollowUp) -> None:
    User.objects.filter(pk=item.owner_id).update(is_active=False)


def delete_account(item: FollowUp) -> None:
    item.owner.delete()


@pytest.mark.parametrize("act", [*ACTS, "undo", "log"])
@pytest.mark.parametrize("happened", [trash, delete_person, delete_item, close_account, delete_account])
def test_what_is_gone_is_410(
    item: FollowUp, reader: Client, act: str, happened: Callable[[FollowUp], None]
) -> None:
    path = address(act, item)
    happened(item)
    before = everything()
    for method in (reader.get, reader.post):
        answer = method(path)
        assert answer.status_code == 410
        assert "Try the link in your newest mail" in text(answer)
        assert "Hana" not in text(answer)
    assert everything() == before


@pytest.mark.parametrize("act", [*ACTS, "undo", "log"])
def test_wrong_salt_cut_strange_or_old_is_410(
    item: FollowUp, ben: User, reader: Client, clock: Clock, act: str
) -> None:
    right = seal(act, Ticket(item.owner_id, item.pk, START))
    other = "snooze" if act != "snooze" else "done"
    tokens = {
        "wrong salt": seal(other, Ticket(item.owner_id, item.pk, START)),
        "cut": right[:-1],
        "cut in front": right[1:],
        "someone else's item": seal(act, Ticket(ben.pk, item.pk, START)),
        "no such item": seal(act, Ticket(item.owner_id, 10**9, START)),
        "day 15": seal(act, Ticket(item.owner_id, item.pk, START - timedelta(days=14))),
    }
    before = everything()
    for why, token in tokens.items():
        for method in (reader.get, reader.head, reader.post):
            assert (why, method(reverse(f"mail_{act}", args=[token])).status_code) == (why, 410)
    assert everything() == before
    clock.advance(days=14)
    assert reader.post(reverse(f"mail_{act}", args=[right])).status_code == 410
    assert everything() == before


# ------------------------------------------------------------------ cookies, cost
def test_a_signed_in_browser_may_act_and_stays_who_it_was(
    item: FollowUp, ben: User, client_for: Callable[[User], Client]
) -> None:
    """The link is the permission, whoever is signed in; nothing of theirs is shown or changed."""
    client = client_for(ben)
    cookie = client.cookies["sessionid"].value
    page = client.get(address("done", item))
    assert "Hana" in text(page)
    assert "Ben" not in text(page)
    assert "Set-Cookie" not in page.headers
    client.post(address("done", item))
    assert not now_of(item).is_owed
    assert client.cookies["sessionid"].value == cookie
    assert Session.objects.get().user_id == ben.pk


@pytest.mark.parametrize("act", [*ACTS, "log"])
def test_looking_costs_two_statements_and_a_forgery_none(
    item: FollowUp,
    reader: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
    act: str,
) -> None:
    with django_assert_num_queries(2):
        reader.get(address(act, item))
    with django_assert_num_queries(0):
        reader.get(address(act, item)[:-2])
        reader.post(address(act, item)[:-2])


@pytest.mark.parametrize("act", ACTS)
def test_pressing_again_costs_two_statements(
    item: FollowUp, reader: Client, django_assert_num_queries: DjangoAssertNumQueries, act: str
) -> None:
    reader.post(address(act, item))
    with django_assert_num_queries(2):
        reader.post(address(act, item))


def test_looking_while_signed_in_costs_one_more(
    item: FollowUp,
    client_for: Callable[[User], Client],
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    client = client_for(item.owner)
    with django_assert_max_num_queries(3):
        client.get(address("done", item))


def test_acting_answers_the_email(item: FollowUp, reader: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[int] = []
    monkeypatch.setattr("followups.backoff.answered", lambda owner, now: heard.append(owner))
    reader.get(address("done", item))
    assert heard == []
    reader.post(address("done", item))
    reader.post(address("done", item))
    assert heard == [item.owner_id]


def test_every_link_of_an_item_opens(item: FollowUp, reader: Client) -> None:
    fresh = owed(person(item.owner, "Grace Adeyemi"), Basis.CONFERENCE, START)
    for one in (item, fresh):
        for act in mail_links.acts(one, START):
            path = act.url.split("/", 3)[3]
            assert reader.get(f"/{path}").status_code == 200
