"""The playbook's files: read whole, and refused by name when something is wrong with them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.core.checks import run_checks

from web import playbook
from web.looked_for import pattern
from web.playbook_entries import PlaybookError
from web.playbook_gaps import SEATS

HERE = Path(settings.PLAYBOOK)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(HERE, tmp_path / "playbook"))


def test_p35_four_questions_for_anyone_are_pinned() -> None:
    assert len(playbook.pinned()) == 4
    assert all(question.endswith("?") for question in playbook.pinned())


def test_p43_the_bank_for_an_interview_offers_more_than_three_to_five() -> None:
    bank = playbook.bank("informational")
    assert bank.choose == (3, 5)
    assert len(bank.questions) >= 4


@pytest.mark.parametrize(
    ("practice", "bank"), [("P17", "nontraditional"), ("P33", "poster"), ("P43", "informational")]
)
def test_every_bank_names_the_practice_it_serves(practice, bank) -> None:
    """P17, P33 and P43 have questions of their own."""
    assert playbook.bank(bank).practice == practice


OCCASIONS = """
    conference thanks update check_in promise close_loop after_introduction linkedin two_lines ask_ahead
    interview interview_research once introduce_me article congratulate poster_script
"""


@pytest.mark.parametrize("slug", OCCASIONS.split())
def test_there_is_a_letter_for_every_occasion(slug) -> None:
    assert playbook.template(slug).body


def test_p42_four_to_six_sentences_unless_a_letter_says_otherwise() -> None:
    assert playbook.template("interview").sentences == (4, 6)
    assert playbook.template("congratulate").sentences == (2, 2)
    assert playbook.template("linkedin").sentences is None


def test_nothing_in_it_scores_or_promises_a_place() -> None:
    """P75: openings, never odds."""
    text = " ".join(path.read_text("utf-8") for path in HERE.glob("*.toml")).lower()
    assert "%" not in text
    assert "match odds" not in text
    assert "!" not in text


def test_p50_every_seat_says_what_it_gives_in_its_order() -> None:
    assert list(playbook.seats()) == list(SEATS)
    assert all(seat.practice == "P50" and seat.gives.endswith(".") for seat in playbook.seats().values())


@pytest.mark.parametrize(
    ("practice", "card"),
    [("P50", "open"), ("P51", "three"), ("P7", "no_one_outside"), ("P11", "peers"), ("P47", "anchors")],
)
def test_every_gap_names_the_practice_it_serves(practice, card) -> None:
    """P7, P11, P47, P50 and P51 have cards of their own."""
    assert playbook.card(card).practice == practice


BROKEN = [
    ("gaps.toml", "[seats.clinical]", "[seats.clinic]", "[seats.clinical]: it is missing"),
    ("gaps.toml", 'gives = "Someone who sees', 'give = "Someone who sees', "`give` is not a field"),
    ("gaps.toml", '{met} {ask}"', '{meet} {ask}"', "nothing is known by the name {meet}"),
    ("gaps.toml", '{met} {ask}"', '{met} {ask"', "a { has no }"),
    ("updates.toml", "[news.talk]", "[news.talks]", "[news.talk]: it is missing"),
    ("updates.toml", "[news.talk]", "[new.talk]", "only [panel] and [news.…] may stand here"),
    ("updates.toml", "“{title}”.", "“{titel}”.", "nothing is known by the name {titel}"),
    ("updates.toml", "[[ at {event}]]", "[[ at {event}", "a { has no }, or a [[ has no ]]"),
    ("updates.toml", "{person}, and", "{person, and", "a { has no }, or a [[ has no ]]"),
    ("updates.toml", "“{title}”.", "“{title}”", "`words` should end with a full stop"),
    ("updates.toml", "nothing = ", "empty = ", "[panel]: `nothing` is missing or empty"),
    ("letters.toml", "\n{news}.", "\nNews.", "`news` and {news} need each other"),
    ("gaps.toml", "[cards.open]", "[card.open]", "only [seats.…] and [cards.…] may stand here"),
    ("stages.toml", 'training = ["PGY-1"]', 'training = ["PGY-2"]', "“PGY-2” stands in two spans"),
    ("stages.toml", 'training = ["PGY-1"]', 'training = ["PGY-0"]', "“PGY-1” stands in no span"),
    ("stages.toml", '"known_for", "openings"', '"known", "openings"', "not “known”"),
    ("stages.toml", 'page = "questions"', 'page = "admin"', "`page` should be one of"),
    (
        "letters.toml",
        "[conference]\n",
        "[conference]\nlenght = 3\n",
        "letters.toml, [conference]: `lenght` is not",
    ),
    ("letters.toml", 'practice = "P36"\ntitle = "72', 'title = "72', "[conference]: `practice` is missing"),
    ("letters.toml", 'practice = "P36"\ntitle = "72', 'practice = "P76"\ntitle = "72', "not “P76”"),
    ("letters.toml", "{takeaway}.", "{takeway}.", "nothing is known by the name {takeway}"),
    ("letters.toml", "[[ at {event}]]", "[[ at {event}", "a [[ has no ]]"),
    ("letters.toml", 'form = "email"', 'form = "letter"', "`form` should be one of email"),
    ("letters.toml", 'minutes = "coffee"', 'minutes = "tea"', "`minutes` should be one of"),
    (
        "letters.toml",
        'checklist = "thanks"',
        'checklist = "thnks"',
        "[thanks]: there is no checklist “thnks”",
    ),
    ("letters.toml", "limit = 200", 'limit = "200"', "[linkedin]: `limit` should be a figure"),
    ("questions.toml", "choose = [3, 4]", "choose = [4, 3]", "[universal]: `choose` should be two figures"),
    ("questions.toml", "[universal]", "[all]", "[universal]: the questions for anyone are missing"),
    ("checklists.toml", 'items = ["said_thanks"', 'items = ["said_thank"', "there is no item “said_thank”"),
    ("checklists.toml", 'known = ["takeaway"]', 'known = ["mood"]', "not “mood”"),
    ("hints.toml", "first = true", 'first = "yes"', "`first` should be true or false"),
    ("hints.toml", '    "rank me",', '    "",', "[transactional]: `looks_for` should be a list of texts"),
    ("hints.toml", "[pressing]", "[pressing", "hints.toml: this is not valid TOML"),
]


@pytest.mark.parametrize(("file", "old", "new", "said"), BROKEN)
def test_a_broken_file_is_refused_with_its_name_and_its_entry(copy, file, old, new, said) -> None:
    path = copy / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(PlaybookError) as refused:
        playbook.read(copy)
    assert said in str(refused.value)
    assert f"playbook/{file}" in str(refused.value)


def test_a_missing_file_is_named(copy) -> None:
    (copy / "hints.toml").unlink()
    with pytest.raises(PlaybookError, match=r"playbook/hints\.toml: the file is missing"):
        playbook.read(copy)


def test_the_start_is_refused_with_every_problem_at_once(copy, settings) -> None:
    for name in ("letters", "hints"):
        path = copy / f"{name}.toml"
        path.write_text(path.read_text("utf-8").replace('practice = "P', 'practice = "Q', 1), "utf-8")
    settings.PLAYBOOK = copy
    errors = [one for one in run_checks() if one.id == "playbook.E001"]
    assert [one.msg.split(",")[0] for one in errors] == ["playbook/letters.toml", "playbook/hints.toml"]


@pytest.mark.parametrize(
    ("phrase", "text", "found"),
    [
        ("# minutes", "Would you have 10–15 minutes?", True),
        ("# minutes", "ten to fifteen minutes", True),
        ("# minutes", "a few minutes", False),
        ("dear *", "Dear Dr. Adeyemi,", True),
        ("dear *", "endear me", False),
        ("i’m a …", "I'm a resident at Marlowe", True),
        ("my illness", "my illnesses", False),
        ("get into your program", "get  into\nyour program", True),
    ],
)
def test_phrases_are_read_as_somebody_who_does_not_program_means_them(phrase, text, found) -> None:
    assert bool(pattern([phrase]).search(text)) is found
