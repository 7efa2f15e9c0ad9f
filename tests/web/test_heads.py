"""Sheets, modules and days worked out once say what Django says, and what belongs to a request is its own."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.template import engines
from django.urls import NoReverseMatch
from django.utils import timezone

from web.addresses import address


def drawn(source: str, **context: Any) -> str:
    return engines["django"].from_string(source).render(context)  # type: ignore[attr-defined, no-any-return]


def test_sheets_stand_in_the_order_given() -> None:
    assert drawn('{% styles "tokens" "forms" %}') == (
        '<link rel="stylesheet" href="/static/css/tokens.css">\n'
        '<link rel="stylesheet" href="/static/css/forms.css">'
    )


def test_modules_have_the_nonce_of_their_own_request() -> None:
    for nonce in ("first", "second"):
        page = drawn('{% modules "keep" "toast" %}', request=SimpleNamespace(csp_nonce=nonce))
        assert page == (
            f'<script type="module" nonce="{nonce}" src="/static/js/keep.js"></script>\n'
            f'<script type="module" nonce="{nonce}" src="/static/js/toast.js"></script>'
        )


@pytest.mark.parametrize(
    ("value", "form", "words"),
    [
        (date(2028, 2, 29), "l j F Y", "Tuesday 29 February 2028"),
        (date(2026, 12, 31), "Y-m-d", "2026-12-31"),
        (date(1999, 1, 1), "F Y", "January 1999"),
        (None, "F Y", ""),
        ("", "F Y", ""),
        ("not a day", "F Y", ""),
        # A moment is said in the zone that is on: evening in the US is the next day in Auckland.
        (datetime(2026, 5, 19, 23, 30, tzinfo=UTC), "j F", "19 May"),
    ],
)
def test_a_day_in_words(value: Any, form: str, words: str) -> None:
    with timezone.override(UTC):
        for _ in range(2):
            assert drawn(f'{{{{ value|date:"{form}" }}}}', value=value) == words


def test_a_moment_follows_the_zone_though_its_day_was_said_before() -> None:
    late = datetime(2026, 5, 19, 23, 30, tzinfo=UTC)
    said = []
    for zone in ("America/Denver", "Pacific/Kiritimati"):
        with timezone.override(zone):
            said.append(drawn('{{ late|date:"j F" }}', late=late))
    assert said == ["19 May", "20 May"]


def test_an_address_has_numbers_and_words_and_nothing_else() -> None:
    assert [address("person", 7), address("person", 1)] == ["/people/7/", "/people/1/"]
    for wrong in (None, True):
        with pytest.raises(NoReverseMatch):
            address("person", wrong)  # type: ignore[arg-type]
