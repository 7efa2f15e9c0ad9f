"""Gzip: whole, of varying length, and only for who accepts it."""

import gzip

import pytest
from django.test import Client

from web.compression import pack


def test_what_is_unpacked_is_what_was_packed() -> None:
    text = "a mentor, a window, a note. " * 500
    assert gzip.decompress(pack(text.encode())).decode() == text
    assert len({len(pack(text.encode())) for _ in range(60)}) > 1


@pytest.mark.parametrize(("accepts", "encoding"), [("gzip, br", "gzip"), ("br", None), ("", None)])
def test_a_page_travels_packed_for_who_accepts_it(
    client: Client, db: None, accepts: str, encoding: str | None
) -> None:
    answer = client.get("/account/login/", headers={"Accept-Encoding": accepts})
    assert answer.get("Content-Encoding") == encoding
    assert "Accept-Encoding" in answer["Vary"]
    assert int(answer["Content-Length"]) == len(answer.content)
    page = gzip.decompress(answer.content) if encoding else answer.content
    assert b"Sign in" in page


def test_a_short_answer_is_left_alone(client: Client) -> None:
    assert "Content-Encoding" not in client.get("/healthz", headers={"Accept-Encoding": "gzip"})
