"""The links between the pages of a list: what the address asked for stays, as text."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.core.paginator import Paginator
from django.test import RequestFactory

from web.paging import page_of

MARKUP = "\"><script>alert('x')</script>&amp;"


def links(query: dict[str, str], rows: int = 100, name: str = "page") -> str:
    request = RequestFactory().get("/people/", query)
    return str(page_of(request, Paginator(range(rows), 10), name).get("page_links", ""))


def test_one_page_has_no_links() -> None:
    assert links({}, rows=10) == ""


@pytest.mark.parametrize(
    ("page", "shown", "before", "after"),
    [
        ("1", ["1", "2", "3", "…", "10"], "", "?page=2"),
        ("5", ["1", "2", "3", "4", "5", "6", "7", "…", "10"], "?page=4", "?page=6"),
        ("10", ["1", "…", "8", "9", "10"], "?page=9", ""),
        ("99", ["1", "…", "8", "9", "10"], "?page=9", ""),
        ("x", ["1", "2", "3", "…", "10"], "", "?page=2"),
    ],
)
def test_earlier_next_and_the_pages_near(page: str, shown: list[str], before: str, after: str) -> None:
    drawn = links({"page": page})
    words = re.findall(r">([^<>\n]+)<", drawn)
    assert words == ["Earlier", *shown, "Next"]
    assert (f'href="{before}" rel="prev"' in drawn) is bool(before)
    assert (f'href="{after}" rel="next"' in drawn) is bool(after)
    assert drawn.count('aria-current="page"') == 1


def test_what_was_asked_for_stays_and_is_no_markup() -> None:
    drawn = links({"q": MARKUP, "tag": "sleep", "page": "2", "queue": "3"}, name="queue")
    assert "<script" not in drawn and "'" not in drawn
    href = unescape(re.findall(r'href="([^"]+)" rel="next"', drawn)[0])
    asked = RequestFactory().get(f"/people/{href}").GET.dict()
    assert asked == {"q": MARKUP, "tag": "sleep", "page": "2", "queue": "4"}
