"""Words that look like a patient's. Pure; the one place that knows how they look.

Two tiers. Numbers that identify somebody (a medical record number, a social security number, a date of
birth with its marker, a Medicare id) stop a save. Words that read like a case only ever hint, because
rules like these fire on ordinary notes too. Nothing here promises that a text is free of patients.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-z]*\.?"
_DATE = (
    r"(?:\d{1,2}\s*[/.\-]\s*\d{1,2}\s*[/.\-]\s*(?:\d{4}|\d{2})|\d{4}\s*[/.\-]\s*\d{1,2}\s*[/.\-]\s*\d{1,2}"
    rf"|{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}|\d{{1,2}}(?:st|nd|rd|th)?[\s-]+(?:of\s+)?{_MONTH},?[\s-]+\d{{4}})"
)
_LINK = r"(?:\s*(?:is|was|=|:|#|no\.?|nr\.?|number|num\.?|id)){0,3}[\s:#.=–—-]*"
# Five digits or more, single spaces and dashes between them, perhaps a letter or three before.
_RECORD = r"(?P<found>(?:[A-Z]{1,3}-?)?\d(?:[ -]?\d){4,13})(?![\d/])"
_LETTER = "[AC-HJKMNP-RT-Y]"
_EITHER = "[0-9AC-HJKMNP-RT-Y]"

NUMBERS = {
    "record": re.compile(
        rf"\b(?:m\.?r\.?n\.?|med(?:ical)?\.?\s+rec(?:ord)?s?\.?(?=\s*(?:no|nr|num|#|:|id|is\b|\d))"
        rf"|(?:patient|pt|chart|hospital|encounter|csn|har)\.?\s*(?:number|num\.?|no\.?|nr\.?|id|identifier|#)"
        rf"|(?:mr|pt)\s*#|csn|empi)(?![a-z]){_LINK}{_RECORD}",
        re.IGNORECASE,
    ),
    "ssn": re.compile(
        r"(?<![\d-])(?P<found>(?!000|666|9\d\d)\d{3}(?P<gap>[ -])(?!00)\d{2}(?P=gap)(?!0000)\d{4})(?![\d-])"
    ),
    "ssn marked": re.compile(
        rf"\b(?:ssn|social\s+security(?:\s+(?:number|no\.?))?){_LINK}"
        r"(?P<found>\d{3}[ .-]?\d{2}[ .-]?\d{4})(?!\d)",
        re.IGNORECASE,
    ),
    "birth": re.compile(
        rf"\b(?:d\.?o\.?b\.?|date\s+of\s+birth|birth\s*date)(?![a-z]){_LINK}(?P<found>{_DATE})", re.IGNORECASE
    ),
    "medicare": re.compile(
        rf"(?<![A-Za-z0-9-])(?P<found>[1-9]{_LETTER}{_EITHER}\d(?P<dash>-?){_LETTER}{_EITHER}\d"
        rf"(?P=dash){_LETTER}{{2}}\d\d)(?![A-Za-z0-9-])",
        re.IGNORECASE,
    ),
}

_AGED = r"\d{1,3}[\s-]*(?:y/?o\b|yo\b|year[\s-]+old\b|yr[\s-]+old\b|month[\s-]+old\b|days?[\s-]+old\b)"
_SOMEBODY = r"(?:m|f|male|female|man|woman|boy|girl|infant|patient|pt|gentleman|lady|veteran|with)\b"
CASES = re.compile(
    rf"(?P<found>\b(?:my|our|his|her|their|this|that|one|a)\s+(?:\w+\s+)?patient(?:['’]s(?:\s+(?:family|wife|husband|"
    rf"mother|father|daughter|son|chart|room|labs?))?|\s+(?:of\s+(?:mine|ours|hers|his)|with|who|in\s+(?:bed|room)|on\s+\d\w*|named|was|is|has|had|died))"
    rf"|\b(?:my|our)\s+patients?\b(?!\s+(?:population|care|safety|education|experience|advocacy|satisfaction|panel))"
    rf"|\b(?:was|were|got|been|being|patient|pt)\s+(?:re)?admitted\s+(?:with|for|overnight|from|to\s+(?:the\s+)?(?:icu|micu|sicu|floor|unit|ward|hospital|psych))"
    rf"|\badmitted\s+with\s+\w+|\bpt\.?\s+(?:is|was|has|had|with|in|s/p|presented|reports?|states?|denies)\b"
    rf"|\b{_AGED}\s*{_SOMEBODY}"
    rf"|\b(?:pt|patient|case|family)\s+(?:in|from)\s+(?:room|rm|bed)\s*\d+|\b(?:bed|rm)\s*#?\d{{1,4}}[a-d]?\b(?=.{{0,30}}\b(?:pt|patient|consult|admit))"
    rf"|\bdischarged\s+(?:home|to|on|against)\b|\b(?:hx|h/o|s/p|c/o|r/o)\s+\w+)",
    re.IGNORECASE,
)


class Span(NamedTuple):
    """Where something was found; `kind` never says what it was."""

    kind: str
    start: int
    end: int


def numbers(text: str) -> list[Span]:
    """Numbers that identify a patient, in order, none inside another. They stop a save."""
    found = [
        Span(kind.split()[0], *one.span("found"))
        for kind, rule in NUMBERS.items()
        for one in rule.finditer(text)
    ]
    kept: list[Span] = []
    for span in sorted(found, key=lambda one: (one.start, -one.end)):
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return kept


def cases(text: str) -> list[Span]:
    """Words that read like a case. They only hint."""
    return [Span("case", *one.span("found")) for one in CASES.finditer(text)]
