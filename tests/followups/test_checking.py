"""A letter looked over: pure tables."""

from __future__ import annotations

import pytest

from followups.checking import Checked, check, sentences
from web.playbook import checklist, hints, template
from web.playbook_words import SLOTS

GOOD = """Dear Dr. Adeyemi,

I am a second-year resident at Marlowe. I found you through your talk on delirium at the APA meeting. \
It made me want to learn how you came to this work. I am seeking guidance, not a position. \
Would you have 15 minutes in June? Thank you for considering it.

Leila Haddad, MD"""
LONG = GOOD.replace("Would you have 15 minutes in June?", "Would you have time? I like it. I do.")
KNOWN = {
    "takeaway": "Start a log of consults early.",
    "event": "APA Annual Meeting",
    "greeting": "Dr. Adeyemi",
}


def look(text: str, slug: str = "interview", *, early: bool = True) -> Checked:
    one = template(slug)
    return check(one, checklist(one.checklist), hints(), text, known=KNOWN, open_words=SLOTS, early=early)


def found(text: str, slug: str) -> dict[str, str]:
    return {line.item.slug: line.quote for line in look(text, slug).lines if line.found}


def test_p42_eight_sentences_and_no_minutes_are_two_hints_and_none_once_fixed() -> None:
    assert look(LONG).sentences == 8
    assert len(look(LONG).said) == 2
    assert look(GOOD).said == ()
    assert look(GOOD).found == len(look(GOOD).lines) == 7


@pytest.mark.parametrize(
    ("part", "instead", "missing"),
    [
        ("Dear Dr. Adeyemi,\n\n", "", "greeting"),
        ("I am a second-year resident at Marlowe. I found you through", "There was", "context"),
        ("your talk on delirium at the APA meeting. It made me want to learn", "you. Show me", "reference"),
        ("learn how you came to this work. I am seeking guidance, not a position", "see it", "guidance"),
        ("Would you have 15 minutes in June?", "I have 15 minutes.", "ask"),
        ("15 minutes", "some time", "minutes"),
        ("Thank you for considering it.", "Best wishes.", "thanks"),
    ],
)
def test_p42_each_part_that_is_taken_away_is_missed(part, instead, missing) -> None:
    """P40 is the guidance, P73 the greeting, P24 the minutes."""
    assert part in GOOD
    lines = look(GOOD.replace(part, instead)).lines
    assert [line.item.slug for line in lines if not line.found] == [missing]


def test_p73_a_letter_without_a_greeting_is_told_so_and_offered_one() -> None:
    line = look(GOOD.split("\n\n", 1)[1]).lines[0]
    assert line.item.slug == "greeting"
    assert not line.found
    assert line.add == "Dear Dr. Adeyemi,"


def test_p73_a_greeting_counts_only_at_the_top() -> None:
    assert not look("I said: Dear Grace, come in.\n\nDear Dr. Adeyemi,").lines[0].found


@pytest.mark.parametrize("words", ["get into your program", "Get  into your\nprogram", "a spot in your lab"])
def test_p71_a_first_letter_that_asks_for_a_place_gets_a_hint(words) -> None:
    text = GOOD.replace("learn how you came to this work", f"see how to {words}")
    assert any("learn something first" in hint for hint in look(text).hints)
    assert look(text, early=False).hints == ()


@pytest.mark.parametrize(
    ("words", "early", "hinted"),
    [
        ("because of my depression", True, True),
        ("my therapist said", True, True),
        ("I was diagnosed with it", True, True),
        ("because of my depression", False, False),
        ("the depression clinic", True, False),
        ("my talk on anxiety", True, False),
    ],
)
def test_p72_their_own_health_is_hinted_at_early_only(words, early, hinted) -> None:
    text = GOOD.replace("how you came to this work", words)
    assert any("your own health" in hint for hint in look(text, early=early).hints) is hinted


def test_p52_be_my_mentor_is_hinted_at() -> None:
    assert any(
        "One meeting" in hint for hint in look(GOOD.replace("15 minutes", "15 minutes to be my mentor")).hints
    )


def test_p36_the_words_on_file_are_found_and_quoted() -> None:
    text = (
        "Dear Dr. Adeyemi,\n\nWe spoke after your panel at the APA Annual Meeting on Sunday. You told me to "
        "start a log of consults early, and I did. Would you have 15 minutes in June, by phone? If it is "
        "full, may I write again in the autumn?\n\nLeila Haddad"
    )
    seen = found(text, "conference")
    assert seen == {
        "greeting": "Dear Dr. Adeyemi,",
        "how_met": "APA Annual Meeting on Sunday",
        "takeaway": "start a log of consults early",
        "ask": "Would you have 15 minutes in June",
        "minutes": "15 minutes in June",
        "again": "write again in the autumn",
    }
    assert look(text, "conference").said == ("One warm line near the end is enough.",)


def test_p33_an_open_place_is_not_yet_a_word_of_the_letter() -> None:
    text = "Dear Dr. A,\n\nWhat stayed with me is [what you took from it…]. Thank you.\n\nL"
    seen = look(text, "conference")
    assert seen.gaps == 1
    assert not next(line for line in seen.lines if line.item.slug == "takeaway").found


def test_p42_the_research_letter_reminds_of_the_attachment() -> None:
    line = look(GOOD.replace("Thank you", "My CV is attached. Thank you"), "interview_research").lines[-1]
    assert line.found
    assert "Attach it in your mail program" in line.item.reminder
    assert not look(GOOD, "interview_research").lines[-1].found
    # Elsewhere it is spoken of only once the letter does.
    assert (
        len(look(GOOD.replace("Thank", "The figure is attached. Thank")).lines) == len(look(GOOD).lines) + 1
    )


def test_p37_a_note_over_two_hundred_characters_is_long() -> None:
    assert look("x" * 201, "linkedin").is_long
    assert not look("x" * 200, "linkedin").is_long


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("", 0),
        ("One sentence", 1),
        ("Dear Dr. Adeyemi,\n\nOne. Two? Three.\n\nLeila", 3),
        ("We met Dr. Lee and Prof. Ruiz, e.g. at St. Mary at 3.5 km. Yes.", 2),
        ("I came at 9 a.m. on Monday. Done", 2),
        ("Dear X,\n\nOne.\nTwo.\n\nLeila Haddad, MD\nPGY-2", 2),
        ("Is it [your question…]? Yes.", 2),
        ("He said “go.” Then I went.", 2),
        ("...", 0),
    ],
)
def test_p42_sentences_are_counted_without_greeting_and_signature(text, number) -> None:
    assert sentences(text) == number


def test_a_letter_of_five_thousand_characters_is_looked_over_at_once() -> None:
    assert look("a " * 2500 + "[" * 50).words == 2501
