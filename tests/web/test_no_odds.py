"""P75: networking opens doors and replaces no standard, so nothing here speaks of odds or scores."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings

from tests.odds import odds

HERE = Path(settings.BASE_DIR)
# The phrases a letter is warned about are quoted here, never said.
QUOTED = {"hints.toml"}
WORDS = [
    *(HERE / "templates").rglob("*.*"),
    *(path for path in (HERE / "playbook").glob("*.toml") if path.name not in QUOTED),
    *(HERE / "static/js").glob("*.js"),
]


def test_p75_no_page_and_no_letter_speaks_of_a_chance() -> None:
    found = {str(path.relative_to(HERE)): odds(path.read_text("utf-8")) for path in WORDS}
    assert len(found) > 200
    assert {path: words for path, words in found.items() if words} == {}


@pytest.mark.parametrize(
    ("text", "speaks"),
    [
        ("You have a <b>70 %</b> chance to match", True),
        ("Chance of an answer: 40%", True),
        ("Network score 8 / 10", True),
        ("your chances rise", True),
        ("Networking score", True),
        ('<rect class="spent" x="68%" width="9%"/>A chance to say thanks', False),
        ("between 50 % and 83 %, with a mentor", False),
        ("a likely answer", False),
        ("three separate measures, never one score", False),
        ("1 of 1–2", False),
    ],
)
def test_p75_what_speaks_of_odds(text: str, speaks: bool) -> None:
    assert bool(odds(text)) is speaks
