"""How you met as a chain, who came through whom, and what becomes of it when somebody goes (P2)."""

from __future__ import annotations

import re
import uuid
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.urls import reverse

from contacts.models import Introduction, Stage
from dashboard import tidying
from interactions import recording
from interactions.models import Kind
from tests.making import person, welcomed

pytestmark = pytest.mark.django_db
SEPTEMBER = date(2025, 9, 16)


@pytest.fixture
def browser(ama, client_for):
    return client_for(welcomed(ama))


@pytest.fixture
def thomas(ama):
    return person(ama, "Dr. Thomas Halloran")


@pytest.fixture
def elin(ama):
    return person(ama, "Dr. Elin Lindqvist")


def introduced(introducer, contact, on=SEPTEMBER, **fields):
    return Introduction.objects.create(
        owner=contact.owner, introducer=introducer, introduced=contact, on=on, **fields
    )


def chain(browser, contact) -> list[str]:
    """The places of the chain, top to bottom, as a reader sees them."""
    page = browser.get(contact.get_absolute_url()).content.decode()
    found = re.search(r'<ol class="chain">(.*?)</ol>', page, re.DOTALL)
    hidden = re.compile(r'<span class="visually-hidden">[^<]*</span>')
    plain = [
        re.sub(r"<[^>]*>", " ", hidden.sub("", one)) for one in (found[1] if found else "").split("</li>")
    ]
    return [" ".join(unescape(one).split()) for one in plain if one.strip()]


def write(browser, name: str, pk: int, **fields: Any):
    return browser.post(reverse(name, args=[pk]), {"on": "2025-09-16", "key": uuid.uuid4(), **fields})


def test_p2_the_page_says_via_whom_and_the_other_page_what_it_led_to(browser, thomas, elin) -> None:
    """P2: X introduced Y, Y becomes a project: Y's page shows “via X”, X's shows “led to: project”."""
    introduced(thomas, elin, led_to="Delirium outcomes cohort, a project since November 2025")
    assert chain(browser, elin) == [
        "Dr. Thomas Halloran introduced you on 16 September 2025 · Edit",
        "Dr. Elin Lindqvist via Dr. Halloran, which led to",
        "Delirium outcomes cohort a project since November 2025",
    ]
    assert chain(browser, thomas) == [
        "Dr. Thomas Halloran",
        "Dr. Elin Lindqvist met through Dr. Halloran on 16 September 2025"
        " · led to: Delirium outcomes cohort, a project since November 2025 · Edit",
    ]


def test_p2_over_several_steps_up_and_down(browser, ama, thomas, elin) -> None:
    ida, hana = person(ama, "Dr. Ida Vale"), person(ama, "Hana Mori", discipline="Pharmacy")
    last = person(ama, "Dr. Ngozi Okafor", stage=Stage.IDENTIFIED)
    introduced(ida, thomas, date(2025, 3, 1), led_to="rounds")
    introduced(thomas, elin)
    introduced(elin, hana, date(2025, 12, 4))
    introduced(hana, last, date(2026, 2, 1))
    assert chain(browser, elin) == [
        "Dr. Ida Vale introduced Dr. Halloran on 1 March 2025 · led to: rounds",
        "Dr. Thomas Halloran introduced you on 16 September 2025 · Edit",
        "Dr. Elin Lindqvist via Dr. Halloran · what did it lead to?",
        "Hana Mori Pharmacy, met through Dr. Lindqvist on 4 December 2025 · Edit",
        "Dr. Ngozi Okafor named to you through Hana on 1 February 2026 · Edit",
    ]


def test_p2_two_introduced_them(browser, ama, thomas, elin) -> None:
    introduced(thomas, elin)
    introduced(person(ama, "Dr. Ida Vale"), elin, date(2025, 10, 1), led_to="a lab meeting")
    assert chain(browser, elin) == [
        "Dr. Thomas Halloran introduced you on 16 September 2025 · Edit",
        "Dr. Ida Vale also introduced you on 1 October 2025 · Edit",
        "Dr. Elin Lindqvist via Dr. Halloran, which led to",
        "a lab meeting",
    ]


def test_p2_a_circle_ends_where_it_began(browser, ama, thomas, elin) -> None:
    hana = person(ama, "Hana Mori")
    introduced(thomas, elin), introduced(elin, hana), introduced(hana, thomas)
    assert chain(browser, elin) == [
        "Hana Mori introduced Dr. Halloran on 16 September 2025",
        "Dr. Thomas Halloran introduced you on 16 September 2025 · Edit",
        "Dr. Elin Lindqvist via Dr. Halloran · what did it lead to?",
        "Hana Mori met through Dr. Lindqvist on 16 September 2025, on the way to them, too · Edit",
        "Dr. Thomas Halloran met through Hana on 16 September 2025, on the way to them, too · Edit",
    ]


def test_p2_two_who_introduced_one_another(browser, thomas, elin) -> None:
    introduced(thomas, elin), introduced(elin, thomas)
    names = [" ".join(line.split()[:3]) for line in chain(browser, elin)]
    assert names == ["Dr. Thomas Halloran", "Dr. Elin Lindqvist", "Dr. Thomas Halloran"]


def test_p2_somebody_in_the_trash_is_not_named_and_comes_back(browser, clock, ama, thomas, elin) -> None:
    hana = person(ama, "Hana Mori")
    introduced(thomas, elin, led_to="a project"), introduced(elin, hana)
    thomas.trash(clock.now()), hana.trash(clock.now())
    assert chain(browser, elin) == [
        "Somebody in your trash introduced you on 16 September 2025 · Edit",
        "Dr. Elin Lindqvist via somebody in your trash, which led to",
        "a project",
        "Somebody in your trash met through Dr. Lindqvist on 16 September 2025",
    ]
    page = browser.get(elin.get_absolute_url()).content.decode()
    assert "Halloran" not in page and "Mori" not in page
    thomas.restore()
    assert "Dr. Thomas Halloran introduced you" in chain(browser, elin)[0]


def test_p2_somebody_deleted_is_said_and_what_it_led_to_stays(browser, thomas, elin) -> None:
    one = introduced(thomas, elin, led_to="a project")
    thomas.delete()
    assert chain(browser, elin) == [
        "Somebody you have since deleted introduced you on 16 September 2025 · Edit",
        "Dr. Elin Lindqvist via somebody you have since deleted, which led to",
        "a project",
    ]
    assert browser.get(reverse("how_met", args=[one.pk])).status_code == 200


def test_p2_whom_they_introduced_is_deleted_and_what_it_led_to_stays(
    browser, ama, clock, thomas, elin
) -> None:
    """What points to a deleted person says so and loses nothing; each of several keeps a line."""
    ida = person(ama, "Dr. Ida Vale")
    one = introduced(thomas, elin, led_to="a project")
    introduced(thomas, ida, date(2025, 10, 1)), introduced(elin, person(ama, "Hana Mori"))
    for gone in (elin, ida):
        gone.trash(clock.now())
    clock.advance(days=31)
    tidying.tidy()
    assert chain(browser, thomas) == [
        "Dr. Thomas Halloran",
        "Somebody you have since deleted met through Dr. Halloran on 16 September 2025"
        " · led to: a project · Edit",
        "Somebody you have since deleted met through Dr. Halloran on 1 October 2025 · Edit",
    ]
    page = browser.get(reverse("how_met", args=[one.pk])).content.decode()
    assert "introduced you to somebody you have since deleted" in page and "Lindqvist" not in page
    assert edit(browser, one, led_to="a paper").url == thomas.get_absolute_url()
    assert "led to: a paper" in chain(browser, thomas)[1]
    words = " ".join(browser.get(reverse("picture")).content.decode().split())
    assert words.count("Somebody you have since deleted") == 3 and "led to: a paper" in words


def test_p2_when_neither_is_left_nothing_is_kept(browser, clock, thomas, elin) -> None:
    one = introduced(thomas, elin, led_to="a project")
    thomas.trash(clock.now())
    elin.delete()
    assert browser.get(reverse("how_met", args=[one.pk])).status_code == 404
    clock.advance(days=31)
    tidying.tidy()
    assert not Introduction.objects.exists()


def test_what_was_typed_is_text_and_never_markup(browser, ama, elin) -> None:
    markup = "<b>bold</b>"
    introduced(person(ama, markup), elin, led_to=f"{markup}, {markup}")
    introduced(elin, person(ama, f"Ida {markup}", discipline=markup), led_to=markup)
    assert markup not in browser.get(elin.get_absolute_url()).content.decode()


# ------------------------------------------------------------------ writing it down
def test_p2_written_down_once_from_the_page_and_taken_back(browser, thomas, elin) -> None:
    assert reverse("how_met_new", args=[elin.pk]) in browser.get(elin.get_absolute_url()).content.decode()
    key = uuid.uuid4()
    for _ in range(2):
        answer = write(browser, "how_met_new", elin.pk, who="Thomas Halloran", key=key, led_to="a project")
        assert (answer.status_code, answer.url) == (302, elin.get_absolute_url())
    one = Introduction.objects.get()
    assert (one.introducer, one.introduced, one.on, one.led_to) == (thomas, elin, SEPTEMBER, "a project")
    (message,) = browser.get(elin.get_absolute_url()).context["messages"]
    assert browser.post(message.extra_tags.removeprefix("undo:")).status_code == 302
    assert not Introduction.objects.exists()


def test_p2_who_came_through_them_is_written_down_too(browser, thomas, elin) -> None:
    assert write(browser, "how_met_through", thomas.pk, who="Elin Lindqvist").status_code == 302
    one = Introduction.objects.get()
    assert (one.introducer, one.introduced) == (thomas, elin)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"who": ""}, "who"),
        ({"who": "Nobody Known"}, "who"),
        ({"who": "Elin Lindqvist"}, "who"),
        ({"who": "Ben Okoro"}, "who"),
        ({"on": "2026-05-20"}, "on"),
        ({"on": "2026-02-30"}, "on"),
        ({"on": ""}, "on"),
        ({"led_to": "x" * 201}, "led_to"),
        ({"led_to": "two\nlines"}, "led_to"),
        ({"led_to": "the case, MRN 00482913"}, "led_to"),
    ],
)
def test_what_it_refuses(browser, ben, thomas, elin, fields, field) -> None:
    person(ben, "Dr. Ben Okoro")
    answer = write(browser, "how_met_new", elin.pk, **{"who": "Thomas Halloran", **fields})
    assert answer.status_code == 422 and field in answer.context["form"].errors
    assert not Introduction.objects.exists()


def test_the_same_introduction_twice_is_said(browser, thomas, elin) -> None:
    introduced(thomas, elin)
    answer = write(browser, "how_met_new", elin.pk, who="Thomas Halloran")
    assert answer.status_code == 422 and "already" in answer.content.decode()


def test_p2_a_circle_is_answered_beside_the_field_and_nothing_is_lost(browser, ama, thomas, elin) -> None:
    hana = person(ama, "Hana Mori")
    introduced(thomas, elin, led_to="a project"), introduced(elin, hana)
    for name, page, who in (
        ("how_met_new", thomas, "Hana Mori"),
        ("how_met_through", hana, "Thomas Halloran"),
    ):
        answer = write(browser, name, page.pk, who=who, led_to="tea")
        assert answer.status_code == 422
        (said,) = answer.context["form"].errors["who"]
        assert said == "You know Hana through Dr. Halloran, so it cannot be the other way round."
        assert 'value="tea"' in answer.content.decode()
    assert Introduction.objects.count() == 2


def test_p2_somebody_in_the_trash_is_named_as_such_beside_the_field(
    browser, clock, ben, thomas, elin
) -> None:
    person(ben, "Dr. Ben Okoro").trash(clock.now())
    thomas.trash(clock.now())
    answer = write(browser, "how_met_new", elin.pk, who="Thomas Halloran")
    assert answer.context["form"].errors["who"] == [
        "Dr. Thomas Halloran is in your trash. Bring them back first."
    ]
    theirs = write(browser, "how_met_new", elin.pk, who="Ben Okoro")
    assert theirs.context["form"].errors["who"] == ["Nobody among your people is called that."]


def edit(browser, one, **fields: Any):
    address = reverse("how_met", args=[one.pk])
    was = browser.get(address).context["form"]["was"].value()
    return browser.post(address, {"on": "2025-09-20", "led_to": "a project", "was": was, **fields})


def test_p2_what_it_led_to_is_changed_and_stays_without_its_touch(browser, ama, clock, thomas, elin) -> None:
    told = {"people": [elin], "kind": Kind.MET, "at": clock.now(), "introduced_by": thomas}
    touch = recording.record(ama, now=clock.now(), **told)
    one = Introduction.objects.get()
    assert edit(browser, one).url == elin.get_absolute_url()
    recording.delete(touch, clock.now())
    one.refresh_from_db()
    assert (one.on, one.led_to) == (date(2025, 9, 20), "a project")


def test_two_windows_and_nothing_is_overwritten(browser, thomas, elin) -> None:
    one = introduced(thomas, elin)
    assert edit(browser, one, led_to="from the first tab").status_code == 302
    answer = edit(browser, one, led_to="from the second tab", was="old")
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "from the first tab" in page and "from the second tab" in page
    one.refresh_from_db()
    assert one.led_to == "from the first tab"


def test_taken_out_and_put_back(browser, thomas, elin) -> None:
    one = introduced(thomas, elin, led_to="a project")
    browser.post(reverse("how_met_delete", args=[one.pk]))
    assert not Introduction.objects.exists()
    (message,) = browser.get(elin.get_absolute_url()).context["messages"]
    undo = message.extra_tags.removeprefix("undo:")
    browser.post(undo)
    assert Introduction.objects.get().led_to == "a project"
    # Written down anew meanwhile: the old one stays away.
    Introduction.objects.all().delete()
    introduced(thomas, elin)
    assert browser.post(undo).status_code == 302
    assert Introduction.objects.get().led_to == ""


def test_nobody_elses_introduction(client_for, ben, thomas, elin) -> None:
    one, other = introduced(thomas, elin), client_for(ben)
    for name, pk in (("how_met_new", elin.pk), ("how_met_through", elin.pk), ("how_met", one.pk)):
        assert other.get(reverse(name, args=[pk])).status_code == 404
        assert other.post(reverse(name, args=[pk]), {"on": "2025-09-16", "led_to": "x"}).status_code == 404
    assert other.post(reverse("how_met_delete", args=[one.pk])).status_code == 404
    assert Introduction.objects.get().led_to == ""
