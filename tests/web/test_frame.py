"""The frame every page hangs in: no inline code, our own sign-in pages, errors that need nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser
from types import SimpleNamespace

import pytest
from allauth.account.models import EmailAddress
from django import forms
from django.contrib.staticfiles import finders
from django.template import Context, Engine, loader
from django.test import Client, RequestFactory

from accounts.models import User

SIGNED_OUT = [
    "/account/login/",
    "/account/signup/",
    "/account/password/reset/",
    "/account/password/reset/done/",
    "/account/password/reset/key/1-set-password/",
    "/account/confirm-email/",
    "/account/confirm-email/unknown/",
    "/account/inactive/",
]
SIGNED_IN = [
    "/account/logout/",
    "/account/password/change/",
    "/account/email/",
    "/account/2fa/",
    "/account/2fa/totp/activate/",
    "/account/2fa/webauthn/",
    "/account/2fa/webauthn/add/",
    "/account/2fa/recovery-codes/generate/",
    "/account/reauthenticate/",
    "/account/sessions/",
]
ERRORS = [f"{name}.html" for name in ["400", "403", "403_csrf", "404", "405", "429", "500", "503"]]


class Reader(HTMLParser):
    """What a strict content security policy would refuse, and the page's outline."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.refused: list[str] = []
        self.headings: list[str] = []
        self.sheets: list[str] = []
        self.ids: list[str] = []
        self._data = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.refused += [
            f"{tag} {name}" for name in found if name == "style" or name.startswith(("on", "hx-on"))
        ]
        if tag == "style":
            self.refused.append("style element")
        if tag == "script" and found.get("type") != "application/json":
            if not found.get("src"):
                self.refused.append("inline script")
            if not found.get("nonce"):
                self.refused.append(f"script without nonce: {found.get('src')}")
        if tag == "link" and found.get("rel") == "stylesheet":
            self.sheets.append(found["href"] or "")
        if tag == "h1":
            self.headings.append(tag)
        if "id" in found:
            self.ids.append(found["id"] or "")


def read(client: Client, path: str) -> Reader:
    response = client.get(path, follow=True)
    assert response.status_code == 200
    return Reader(response.content.decode())


@pytest.mark.parametrize("path", SIGNED_OUT)
def test_signed_out_pages_hold_nothing_inline(client: Client, db: None, path: str) -> None:
    page = read(client, path)
    assert page.refused == []
    assert len(page.headings) == 1
    assert len(page.ids) == len(set(page.ids))


@pytest.mark.parametrize("path", SIGNED_IN)
def test_account_pages_hold_nothing_inline(
    client_for: Callable[[User], Client], ama: User, path: str
) -> None:
    EmailAddress.objects.create(user=ama, email=ama.email, verified=True, primary=True)
    if path == "/account/reauthenticate/":
        ama.set_password("seven quiet herons wade")
        ama.save()
    page = read(client_for(ama), path)
    assert page.refused == []
    assert len(page.headings) == 1
    assert len(page.ids) == len(set(page.ids))


def test_an_unconfirmed_new_address_needs_no_inline_style(
    client_for: Callable[[User], Client], ama: User
) -> None:
    EmailAddress.objects.create(user=ama, email=ama.email, verified=True, primary=True)
    EmailAddress.objects.create(user=ama, email="new@example.org", verified=False, primary=False)
    response = client_for(ama).get("/account/email/")
    assert Reader(response.content.decode()).refused == []
    assert b"new@example.org" in response.content


@pytest.mark.parametrize("template", ERRORS)
def test_error_pages_need_no_database_and_no_context(template: str) -> None:
    page = Reader(loader.get_template(template).render({}))
    assert page.refused == []
    assert len(page.headings) == 1


def test_every_stylesheet_of_the_frame_exists(client: Client, db: None) -> None:
    sheets = read(client, "/account/login/").sheets
    assert len(sheets) >= 8
    assert [sheet for sheet in sheets if not finders.find(re.sub(r"^/static/", "", sheet))] == []


def render(template: str, path: str = "/", **values: object) -> str:
    request = RequestFactory().get(path)
    return Engine.get_default().from_string(template).render(Context({"request": request, **values}))


@pytest.mark.parametrize(
    ("path", "at", "word"),
    [
        ("/", None, "today"),
        ("/people/", None, "people"),
        ("/people/12/", None, "people"),
        ("/follow-ups/3/draft", "today", "today"),
        ("/account/2fa/", None, None),
    ],
)
def test_the_masthead_marks_one_word_at_most(path: str, at: str | None, word: str | None) -> None:
    marked = [
        name
        for name in ("today", "people", "events", "me")
        if render("{% current name %}", path, name=name, at=at) == ' aria-current="page"'
    ]
    assert marked == ([word] if word else [])


def test_a_message_with_an_undo_address_carries_a_form() -> None:
    plain = render('{% include "parts/toast.html" %}', message=SimpleNamespace(extra_tags=""))
    undo = render(
        '{% include "parts/toast.html" %}', message=SimpleNamespace(extra_tags="undo:/follow-ups/1/undo")
    )
    assert "<form" not in plain
    assert '<form method="post" action="/follow-ups/1/undo">' in undo


class Sample(forms.Form):
    """One field of each kind the field part tells apart."""

    name = forms.CharField(help_text="As on the badge.")
    secret = forms.CharField(widget=forms.PasswordInput, required=False)
    often = forms.BooleanField(required=False, help_text="Once a week.")
    seat = forms.ChoiceField(choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    place = forms.CharField(widget=forms.HiddenInput, required=False)


def test_a_field_is_tied_to_its_help_and_its_error() -> None:
    page = render('{% include "parts/fields.html" %}', form=Sample({"name": ""}))
    described = re.search(r'<input type="text" name="name"[^>]*aria-describedby="([^"]+)"', page)
    assert described is not None
    assert described[1].split() == ["id_name_helptext", "id_name_error"]
    assert all(f'id="{name}"' in page for name in described[1].split())
    assert 'aria-invalid="true"' in page
    assert page.count('<label for="id_name">') == 1


def test_fields_say_when_they_may_stay_empty_and_hidden_ones_stay_hidden() -> None:
    page = render('{% include "parts/fields.html" %}', form=Sample())
    assert page.count("if you like") == 1
    assert page.count('class="field"') == 4
    assert 'data-shows="id_secret"' in page
    assert "<fieldset><legend>Seat</legend>" in page
