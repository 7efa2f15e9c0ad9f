"""Letters filled from a template: pure."""

from __future__ import annotations

import pytest

from followups.drafts import Draft, brief, draft, fill, gaps, with_line

WORDS = {"event": "where you met…"}


@pytest.mark.parametrize(
    ("text", "known", "written"),
    [
        ("We met[[ at {event} | through {met}]].", {"event": "APA"}, "We met at APA."),
        ("We met[[ at {event} | through {met}]].", {"met": "rounds"}, "We met through rounds."),
        ("We met[[ at {event} | through {met}]].", {}, "We met."),
        ("We met at {event}.", {}, "We met at [where you met…]."),
        ("You said: {t}.", {"t": "Start early."}, "You said: Start early."),
        ("You asked: {t}.", {"t": "Why not?"}, "You asked: Why not?"),
        ("I will be at [[ {event} | [the meeting…]]], too", {}, "I will be at [the meeting…], too"),
        ("I will be at [[{event} | [the meeting…]]], too", {"event": "APA"}, "I will be at APA, too"),
        ("[[{p?}Later | Now]]", {"p": "send it"}, "Later"),
        ("[[{p?}Later | Now]]", {}, "Now"),
        # What is known is text, never a template.
        ("You said: {t}.", {"t": "use {event} [[x|y]]"}, "You said: use {event} [[x|y]]."),
    ],
)
def test_a_line_is_filled_with_what_is_known(text, known, written) -> None:
    assert fill(text, known, WORDS) == written


def test_p33_every_place_in_brackets_is_still_open() -> None:
    assert gaps("On […] and [your topic…], as in [1] and [sic].") == 2
    assert draft("", "Hello {event}\nyou.\n\n{sign}", {"sign": "A\nB"}, WORDS).gaps == 1


def test_sentences_of_a_paragraph_run_on_and_a_signature_keeps_its_lines() -> None:
    made = draft("Hi", "Dear X,\n\nOne.\n[[{no}]]\nTwo.\n\n{sign}", {"sign": "Leila\nPGY-2"}, {})
    assert made.body == "Dear X,\n\nOne. Two.\n\nLeila\nPGY-2"


def test_the_mail_link_carries_lines_and_odd_characters() -> None:
    link = Draft("A & B", "One\nTwo?").mailto("x+y@z.org")
    assert link == "mailto:x%2By@z.org?subject=A%20%26%20B&body=One%0D%0ATwo%3F"


@pytest.mark.parametrize(
    ("body", "at_top", "made"),
    [
        ("Dear X,\n\nOne.\n\nLeila", False, "Dear X,\n\nOne. Thanks.\n\nLeila"),
        ("Dear X,\n\nOne.", False, "Dear X,\n\nOne. Thanks."),
        ("One.\n\nLeila", False, "One. Thanks.\n\nLeila"),
        ("One.", False, "One. Thanks."),
        ("", False, "Thanks."),
        ("One.\n\nLeila", True, "Thanks.\n\nOne.\n\nLeila"),
    ],
)
def test_a_line_is_put_before_the_signature_or_at_the_top(body, at_top, made) -> None:
    assert with_line(body, "Thanks.", at_top=at_top) == made


def test_p37_a_long_takeaway_is_cut_at_a_clause_or_a_word_for_a_short_note() -> None:
    assert brief("Start early; " + "x" * 100) == "Start early"
    assert len(brief("word " * 60)) <= 90
