"""Names of people: reading them, folding them for search, and asking whether two are one person."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz.distance import OSA

TITLES = {
    "dr": "Dr.", "drs": "Dr.", "dra": "Dra.", "doctor": "Dr.", "prof": "Prof.", "profs": "Prof.",
    "professor": "Prof.", "mr": "Mr.", "mrs": "Mrs.", "ms": "Ms.", "miss": "Miss", "mx": "Mx.",
    "rev": "Rev.", "sir": "Sir", "dame": "Dame", "capt": "Capt.", "maj": "Maj.", "col": "Col.",
    "lt": "Lt.", "د": "د.", "أد": "أ.د.", "دكتور": "دكتور", "دكتورة": "دكتورة",
}  # fmt: skip
_WRITTEN = """
MD DO PhD MBBS MBChB MPH MBA MS MSc MSCR MSHP MA MEd MHS MHA MPP MSPH MSW MTR BSN RN NP ARNP APRN CNM CNS
CRNA DNP FNP PMHNP PA PA-C PharmD RPh BCPS BCPP PsyD LCSW LMFT DPT PT OT RD EdD JD DrPH ScD DDS DMD DVM
FACP FAPA FACS FACC FAAP FAAN FACOG FRCP FRCPC FRCS MRCP RRT Esq Jr Sr II III IV
"""
CREDENTIALS = {word.casefold().replace("-", ""): word for word in _WRITTEN.split()}
# Also names or everyday words, so they are credentials only in capitals (or "II").
AMBIGUOUS = {"do", "ma", "ms", "pa", "np", "pt", "ot", "rd", "rn", "ii", "iv", "iii"}
PARTICLES = {
    "van", "von", "der", "den", "de", "del", "della", "di", "da", "dos", "das", "do", "du", "la", "le",
    "bin", "bint", "ibn", "ben", "al", "el", "ter", "ten", "zu", "zur", "st", "st.", "mac", "y",
}  # fmt: skip
# Particles that are given names when capitalised: Van Nguyen, Al Rosen, Ben Ari, Mac Bell.
ALSO_GIVEN = {"van", "al", "ben", "bin", "del", "mac", "den", "la"}
# Letters that no Unicode decomposition turns into plain ones.
PLAIN = str.maketrans({
    "ø": "o", "Ø": "o", "ł": "l", "Ł": "l", "đ": "d", "Đ": "d", "ð": "d", "Ð": "d", "æ": "ae", "Æ": "ae",
    "œ": "oe", "Œ": "oe", "þ": "th", "Þ": "th", "ß": "ss", "ẞ": "ss", "ı": "i", "ħ": "h", "Ħ": "h",
    "ŧ": "t", "Ŧ": "t", "ŋ": "n", "Ŋ": "n", "ə": "e", "Ə": "e", "ĸ": "k",
    "ʼ": " ", "ʻ": " ", "ʹ": " ",
})  # fmt: skip
INVISIBLE = re.compile("[\u200b\u202a-\u202e\u2066-\u2069\ufeff]")
# Hangul, kana, Han: written family first and not taken apart.
WHOLE = re.compile("[\u1100-\u11ff\u3040-\u30ff\u3130-\u318f\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")
NOT_ASCII_WORD = re.compile("[^a-z0-9]+")
# Chosen by the tables in tests/contacts/test_names.py: a family name is forgiven one slip in six letters,
# a given name beside the right family name one in five.
NEAR, NEAR_GIVEN = 0.82, 0.8
MOST_MATCHES = 5


@dataclass(frozen=True)
class Name:
    """A person's name in four parts; a name of one word is the family name."""

    prefix: str = ""
    given: str = ""
    family: str = ""
    suffix: str = ""

    def __str__(self) -> str:
        return " ".join(part for part in (self.prefix, self.given, self.family) if part)


@dataclass(frozen=True)
class Known:
    """Someone already in the owner's contacts."""

    id: int
    name: str
    institution: str = ""

    @cached_property
    def folded(self) -> str:
        """The folded name, a space before each word; without titles, or every doctor would begin with D."""
        return "".join(f" {word}" for word in words(self.name) if word not in TITLES)


def clean_line(text: str) -> str:
    """One tidy line: NFC, single spaces. Raises ValueError with a sentence for the person who typed it."""
    for char in text:
        category = unicodedata.category(char)
        if char in "\n\r\v\f\x85" or category in ("Zl", "Zp"):
            raise ValueError("This must be one line, without line breaks.")
        if category in ("Cc", "Cs") and char != "\t":
            raise ValueError("This contains a character that cannot be shown. Please type it again.")
    return " ".join(unicodedata.normalize("NFC", INVISIBLE.sub("", text)).split())


def fold(text: str) -> str:
    """Lower-case, accent-blind words of letters and digits, one space between them."""
    if text.isascii():
        return NOT_ASCII_WORD.sub(" ", text.lower()).strip()
    text = unicodedata.normalize("NFKD", text.translate(PLAIN)).casefold()
    kept = []
    for char in text.translate(PLAIN):
        if char.isalnum():
            kept.append(char)
        elif unicodedata.category(char)[0] != "M" and unicodedata.category(char) != "Cf":
            kept.append(" ")
    return " ".join(unicodedata.normalize("NFC", "".join(kept)).split())


def words(text: str) -> list[str]:
    """The folded words of a text."""
    return fold(text).split()


def parse_name(text: str) -> Name:
    """Read a name as people type it; nothing typed is dropped except what a title or comma stood for."""
    text = unicodedata.normalize("NFC", text)
    head, *rest = [part.split() for part in text.split(",")]
    prefix, head = _titles(head)
    suffix: list[str] = []
    given: list[str] = []
    for part in rest:
        while part and not given and head and not credential(part[0], after_comma=True):
            given, part = part, []
        suffix += part
    head, trailing = _trailing_credentials(head)
    if given:
        more, given = _titles(given)
        prefix, family = prefix + more, head
    else:
        given, family = _split(head)
    if not family:
        given, family, suffix, trailing = [], suffix or prefix, [], []
        prefix = [] if family == prefix else prefix
    if text == text.lower():
        given, family = [_capital(word) for word in given], [_capital(word) for word in family]
    letters = ", ".join(credential(word) or word.strip(",") for word in trailing + suffix)
    return Name(" ".join(prefix), " ".join(given), " ".join(family), letters)


def title(word: str) -> str:
    """The title this word stands for ("doctor" is "Dr."), or nothing."""
    return TITLES.get(word.casefold().replace(".", "").strip(","), "")


def credential(word: str, *, after_comma: bool = False) -> str:
    """The credential as it is written ("phd" is "PhD"), or nothing."""
    bare = word.replace(".", "").replace("-", "").strip(",;()")
    known = CREDENTIALS.get(bare.casefold(), "")
    if bare.casefold() in AMBIGUOUS and not bare.isupper():
        return ""
    # "Jr" and "Esq" are written small; the rest are not words, so any case will do after a comma.
    return known if after_comma or bare != bare.title() or known in ("Jr", "Sr", "Esq") else ""


def same_person(one: Name, other: Name) -> bool:
    """The same family name, and given names that do not contradict each other."""
    return likeness(one, other) >= 85


def match(name: Name, known: Sequence[Known]) -> list[Known]:
    """People this name may be, likeliest first: to ask "new, or which of these?"."""
    starts = {f" {word[0]}" for word in words(f"{name.given} {name.family}")}
    found: list[tuple[int, int, Known]] = []
    for person in known:
        if any(start in person.folded for start in starts):
            score = likeness(name, parse_name(person.name))
            if score:
                found.append((-score, len(found), person))
    return [person for _, _, person in sorted(found)[:MOST_MATCHES]]


def likeness(one: Name, other: Name) -> int:
    """0 for two people, else how sure the likeness is, up to 100."""
    family, other_family = _key(one.family), _key(other.family)
    given, other_given = _first(one.given), _first(other.given)
    if not family or not other_family:
        return 0
    if given and (given, family) == (other_family, other_given):
        return 80
    agree = _agreement(given, other_given)
    if family == other_family:
        return agree
    if _within(one.family, other.family):
        return min(agree, 80)
    if _near(family, other_family, NEAR):
        return min(agree, 60)
    # Someone noted by the given name alone: "Hana" and Hana Mori.
    by_given = (not given and family == other_given) or (not other_given and other_family == given)
    return 50 if by_given else 0


def _titles(parts: list[str]) -> tuple[list[str], list[str]]:
    found: list[str] = []
    while len(parts) > 1 and title(parts[0]):
        found, parts = [*found, title(parts[0])], parts[1:]
    return found, parts


def _trailing_credentials(parts: list[str]) -> tuple[list[str], list[str]]:
    found: list[str] = []
    while len(parts) > 1 and credential(parts[-1]):
        found, parts = [parts[-1], *found], parts[:-1]
    return parts, found


def _split(parts: list[str]) -> tuple[list[str], list[str]]:
    """Given and family words. Without a comma the family name is last, with its particles."""
    if len(parts) < 2 or WHOLE.search("".join(parts)):
        return [], parts
    start = len(parts) - 1
    while start > 0 and not any(char.isalnum() for char in parts[start]):
        start -= 1
    while start > 0 and _particle(parts[start - 1], first=start == 1):
        start -= 1
    return parts[:start], parts[start:]


def _particle(word: str, *, first: bool) -> bool:
    small = word.casefold()
    return small in PARTICLES and (word == small or small not in ALSO_GIVEN or not first)


def _capital(word: str) -> str:
    if word in PARTICLES or not word.islower():
        return word
    word = re.sub(r"(^|[-'’])(\w)", lambda hit: hit[1] + hit[2].upper(), word)
    return re.sub(r"^Mc(\w)(?=\w\w)", lambda hit: "Mc" + hit[1].upper(), word)


def _key(text: str) -> str:
    return fold(text).replace(" ", "")


def _first(given: str) -> str:
    """The first given name, hyphens closed up: "Wen-Li" and "Wen Li" differ only in writing."""
    return _key(given.split(" ")[0]) or _key(given)


def _within(family: str, other: str) -> bool:
    """One family name is a word of the other: Berg in van der Berg, Ruiz in Ruiz-Garcia."""
    one, two = _content(words(family)), _content(words(other))
    return bool(one and two) and (one <= two or two <= one)


def _content(parts: Iterable[str]) -> set[str]:
    return {part for part in parts if part not in PARTICLES and len(part) > 2}


def _near(one: str, other: str, enough: float) -> bool:
    return one[:1] == other[:1] and OSA.normalized_similarity(one, other) >= enough


def _agreement(given: str, other: str) -> int:
    """Equal, unknown, an initial or short form (its letters in order: Tom, Thomas), a slip, or 0."""
    if given == other:
        return 100
    if not given or not other:
        return 90
    short, long = sorted((given, other), key=len)
    letters = iter(long)
    if short[0] == long[0] and all(char in letters for char in short):
        return 88
    return 70 if _near(given, other, NEAR_GIVEN) else 0
