"""Patient numbers stop a save; words of a case only hint: measured on generated and ordinary notes."""

import random
import re
import string

import pytest

from tests.web.ordinary_notes import CASE_NOTES, HELD_OUT_CASES, ORDINARY
from web import patients

LETTERS = "ACDEFGHJKMNPQRTUVWXY"
EITHER = LETTERS + string.digits


def digits(chance: random.Random, count: int) -> str:
    return "".join(chance.choice(string.digits) for _ in range(count))


def record(chance: random.Random) -> str:
    number = digits(chance, chance.randint(5, 10))
    shape = chance.choice(["plain", "dashes", "spaces", "letter"])
    if shape == "dashes":
        number = "-".join(re.findall("..?", number))
    elif shape == "spaces":
        number = f"{number[:4]} {number[4:]}"
    elif shape == "letter":
        number = chance.choice(["A", "MR", "E-"]) + number
    marker = chance.choice(
        ["MRN", "mrn:", "MRN#", "MRN is", "Mrn number", "M.R.N.", "medical record number", "Medical record #",
         "med rec no.", "patient ID", "pt id:", "Patient number", "chart #", "Chart no.", "CSN", "MR #"]
    )  # fmt: skip
    return f"{marker} {number}"


def ssn(chance: random.Random) -> str:
    area = chance.choice([n for n in range(1, 900) if n != 666])
    parts = f"{area:03}", f"{chance.randint(1, 99):02}", f"{chance.randint(1, 9999):04}"
    gap = chance.choice(["-", " ", "-", ""])
    number = gap.join(parts)
    marker = chance.choice(["SSN ", "ssn: ", "SSN# ", "social security number "])
    return marker + number if not gap else chance.choice(["", marker]) + number


def birth(chance: random.Random) -> str:
    day, month, year = chance.randint(1, 28), chance.randint(1, 12), chance.randint(1920, 2020)
    name = ["Jan", "February", "Mar", "April", "May", "June", "Jul", "Aug", "Sept", "October", "Nov", "Dec"][
        month - 1
    ]
    date = chance.choice(
        [f"{month}/{day}/{year}", f"{month:02}-{day:02}-{year}", f"{year}-{month:02}-{day:02}",
         f"{name} {day}, {year}", f"{day} {name} {year}", f"{month}/{day}/{year % 100:02}",
         f"{day:02}.{month:02}.{year}"]
    )  # fmt: skip
    return (
        chance.choice(["DOB", "dob:", "D.O.B.", "date of birth", "Date of birth:", "birthdate", "DOB is"])
        + " "
        + date
    )


def medicare(chance: random.Random) -> str:
    one = (
        chance.choice("123456789")
        + chance.choice(LETTERS)
        + chance.choice(EITHER)
        + chance.choice(string.digits),
        chance.choice(LETTERS) + chance.choice(EITHER) + chance.choice(string.digits),
        chance.choice(LETTERS) + chance.choice(LETTERS) + digits(chance, 2),
    )
    return chance.choice(["-", ""]).join(one)


@pytest.mark.parametrize("make", [record, ssn, birth, medicare])
def test_numbers_that_identify_are_found(make) -> None:  # type: ignore[no-untyped-def]
    chance = random.Random(5)
    texts = [f"Talked about the case, {make(chance)}, after rounds." for _ in range(500)]
    missed = [text for text in texts if not patients.numbers(text)]
    print(f"{make.__name__}: {500 - len(missed)} of 500 found")
    assert len(missed) <= 10, missed[:5]


def test_ordinary_notes_are_never_stopped() -> None:
    assert len(ORDINARY) >= 200
    assert [note for note in ORDINARY if patients.numbers(note)] == []


def test_the_found_place_is_the_number_alone() -> None:
    text = "Talked about the case, MRN 00482913, after rounds."
    (span,) = patients.numbers(text)
    assert text[span.start : span.end] == "00482913"


def test_case_words_hint_and_rarely_for_nothing() -> None:
    false = [note for note in ORDINARY if patients.cases(note)]
    tuned = [note for note in CASE_NOTES if patients.cases(note)]
    held = [note for note in HELD_OUT_CASES if patients.cases(note)]
    print(
        f"case words: {len(tuned)} of {len(CASE_NOTES)} tuned, {len(held)} of {len(HELD_OUT_CASES)} held out,"
        f" {len(false)} of {len(ORDINARY)} ordinary notes"
    )
    assert len(false) <= len(ORDINARY) / 10, false
    assert len(tuned) == len(CASE_NOTES), [note for note in CASE_NOTES if note not in tuned]


@pytest.mark.parametrize(
    "note",
    ["Ms. Alvarez (coordinator) knows the schedule", "she admitted she hates calls", "Room 204, Delirium"],
)
def test_colleagues_are_no_patients(note: str) -> None:
    assert patients.cases(note) == [] and patients.numbers(note) == []


@pytest.mark.parametrize("text", ["", "MRN", "MRN " * 5000, "1" * 20_000, "a-" * 10_000, "9 " * 10_000])
def test_long_texts_are_read_at_once(text: str) -> None:
    """No expression goes back over itself: the longest note is one pass."""
    assert isinstance(patients.numbers(text) + patients.cases(text), list)
