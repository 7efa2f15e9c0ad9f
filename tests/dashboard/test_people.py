"""The people list: search, filters, order, isolation."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from accounts.models import User
from contacts.models import Contact, RoleTerm
from followups.windows import Basis
from tests.conftest import Clock
from tests.making import owed, person

Browser = Callable[[User], Client]


def names(client: Client, query: str = "") -> list[str]:
    response = client.get(f"/people/{query}", headers={"HX-Request": "true", "HX-Target": "found"})
    assert response.status_code == 200
    found = re.findall(r"<h3><a [^>]*>(.*?)</a></h3>", response.content.decode())
    return [re.sub(r"</?mark>", "", name) for name in found]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("ade", True),
        ("ADEYEMI", True),
        ("adéyemi", True),
        ("grace ade", True),
        ("ade grace", True),
        ("grace lind", False),
        ("xqz", False),
        ("tidew", True),
        ("tide mottu", False),
        ("uppsala", True),
        ("jose", True),
        ("café", True),
    ],
)
def test_search_is_accent_blind_by_prefix_and_every_word_must_match(
    ama: User, client_for: Browser, typed: str, found: bool
) -> None:
    person(
        ama,
        "Dr. Grace Adeyemi",
        institution="Tidewater Medical School",
        note="Sabbatical in Uppsala, José's cafe",
    )
    assert names(client_for(ama), f"?q={typed}&sort=name") == (["Dr. Grace Adeyemi"] if found else [])


def test_a_typing_mistake_is_forgiven_when_nobody_matches(ama: User, client_for: Browser) -> None:
    person(ama, "Dr. Elin Lindqvist")
    person(ama, "Dr. Samir Bhatt")
    assert names(client_for(ama), "?q=lindquist") == ["Dr. Elin Lindqvist"]


def test_those_of_the_name_come_before_those_of_whom_it_is_noted(ama: User, client_for: Browser) -> None:
    person(ama, "Dr. Samir Bhatt", note="Trained with Halloran")
    person(ama, "Dr. Thomas Halloran")
    browser = client_for(ama)
    assert names(browser, "?q=hal") == ["Dr. Thomas Halloran", "Dr. Samir Bhatt"]
    assert names(browser, "?q=%21") == names(browser, "")
    assert names(browser, "?q=hal&sort=name") == ["Dr. Samir Bhatt", "Dr. Thomas Halloran"]


def test_a_stranger_finds_nobody(ama: User, ben: User, client_for: Browser) -> None:
    person(ama, "Dr. Grace Adeyemi", tags=["secret"])
    for query in ("", "?q=adeyemi", f"?q=owner{ama.pk}", "?tag=secret", "?q=adeyeni"):
        assert names(client_for(ben), query) == []
    assert b"secret" not in client_for(ben).get("/people/tags").content


def test_what_matched_is_marked_and_escaped(ama: User, client_for: Browser) -> None:
    person(ama, "Dr. Grace Adeyemi", institution="<b>Lakeshore</b>")
    page = client_for(ama).get("/people/?q=lake").content.decode()
    assert "&lt;b&gt;<mark>Lake</mark>shore&lt;/b&gt;" in page


def test_a_match_out_of_sight_says_where_it_is(ama: User, client_for: Browser) -> None:
    person(ama, "Hana Mori", note="She has the Lakeshore dosing table")
    page = client_for(ama).get("/people/?q=lake").content.decode()
    assert "note: “She has the <mark>Lake</mark>shore dosing table”" in page


def test_filters_by_role_direction_tag_window_and_touch(ama: User, client_for: Browser, clock: Clock) -> None:
    browser, now = client_for(ama), clock.now()
    grace = person(ama, "Dr. Grace Adeyemi", tags=["delirium"])
    RoleTerm.objects.create(owner=ama, contact=grace, role="research", starts_on=now.date())
    mori = person(ama, "Hana Mori", cadence="update")
    owed(
        mori,
        Basis.UPDATE,
        now - timedelta(days=40),
        due_at=now + timedelta(days=3),
        late_at=now + timedelta(days=30),
    )
    Contact.objects.filter(pk=mori.pk).update(last_touch_at=now - timedelta(days=100))
    assert names(browser, "?role=research") == ["Dr. Grace Adeyemi"]
    assert names(browser, "?direction=peer") == ["Hana Mori"]
    assert names(browser, "?tag=Delirium") == ["Dr. Grace Adeyemi"]
    assert names(browser, "?window=closing") == ["Hana Mori"]
    assert names(browser, "?window=open") == []
    assert names(browser, "?window=none") == ["Dr. Grace Adeyemi"]
    assert names(browser, "?touch=half") == ["Hana Mori"]
    assert names(browser, "?touch=never") == ["Dr. Grace Adeyemi"]


def test_a_role_that_ended_is_not_found(ama: User, client_for: Browser, clock: Clock) -> None:
    today = clock.now().date()
    grace = person(ama)
    RoleTerm.objects.create(
        owner=ama, contact=grace, role="research", starts_on=today - timedelta(days=9), ends_on=today
    )
    assert names(client_for(ama), "?role=research") == []


@pytest.mark.parametrize(
    "query",
    [
        "?sort=password",
        "?role=x&direction=y&window=z&touch=w",
        "?page=999",
        "?page=x",
        "?q=%26%7C%21%27%3A%2A",
        "?tag=%00",
    ],
)
def test_nonsense_in_the_address_still_opens(ama: User, client_for: Browser, query: str) -> None:
    person(ama)
    assert client_for(ama).get(f"/people/{query}").status_code in (200, 400)


def test_nul_in_the_address_is_a_clear_400(ama: User, client_for: Browser) -> None:
    assert client_for(ama).get("/people/?q=%00").status_code == 400


def test_most_pressing_first_and_unplanned_last(ama: User, client_for: Browser, clock: Clock) -> None:
    now = clock.now()
    for name, days in (("Zoe Late", 1), ("Abe Soon", 5)):
        contact = person(ama, name)
        Contact.objects.filter(pk=contact.pk).update(next_at=now + timedelta(days=days))
    person(ama, "Aaron Unplanned")
    assert names(client_for(ama)) == ["Zoe Late", "Abe Soon", "Aaron Unplanned"]
    assert names(client_for(ama), "?sort=name") == ["Zoe Late", "Abe Soon", "Aaron Unplanned"]


def test_an_empty_list_has_nothing_to_search_or_put_in_order(ama: User, client_for: Browser) -> None:
    browser = client_for(ama)
    empty = browser.get("/people/").content.decode()
    assert "filters-form" not in empty
    assert "most pressing first" not in empty
    # Where a filter is what empties it, the filter can be changed.
    assert "filters-form" in browser.get("/people/?direction=peer").content.decode()
    person(ama)
    full = browser.get("/people/").content.decode()
    assert "filters-form" in full
    # Beside the field that says so only a phone, which hides the field, says it again.
    assert '<p class="found" role="status"><span data-order>most pressing first</span></p>' in full


def test_the_empty_list_offers_one_small_step(ama: User, client_for: Browser) -> None:
    assert b"add one person you met lately" in client_for(ama).get("/people/").content
