"""Above, alongside or below me, as somebody's title and my own training stage say it (P11)."""

from __future__ import annotations

import re

from django import forms

from contacts.models import Contact, Direction
from residents.models import resident_of

# Teachers before fellows before residents: the director of a fellowship is no fellow.
STUDENT, RESIDENT, FELLOW, TEACHER = range(4)
TITLES = (
    (TEACHER, re.compile(r"\b(attending|professor|director|chair|dean|faculty|physician)\b", re.IGNORECASE)),
    (FELLOW, re.compile(r"\bfellow\b", re.IGNORECASE)),
    (RESIDENT, re.compile(r"\b(pgy[ -]?\d|intern|resident)\b", re.IGNORECASE)),
    (STUDENT, re.compile(r"\b(ms[ -]?[1-4]|student)\b", re.IGNORECASE)),
)
MINE = {"MS": STUDENT, "PG": RESIDENT, "fe": FELLOW, "at": TEACHER}


# What may stand before it, and nothing else: “mentors PGY-1”, “trained as resident” are sentences.
_OF_RANK = (
    r"chief|co-chief|senior|junior|associate|assistant|adjunct|affiliate|vice|deputy|interim|head|program|residency"
    r"|fellowship|clerkship|training|course|site|unit|ward|service|department|division|section|clinical|research"
    r"|medical|academic|visiting|emeritus|final"
    r"|(?:first|second|third|fourth|fifth|1st|2nd|3rd|4th|5th)[ -]year"
)
_OF_FIELD = (
    r"[\w-]*(?:ology|iatry|iatrics?|surgery|surgical|edicine|ontics|therapy|esthesia|genetics|radiology)"
    r"|addiction|forensics?|psych|neuro|sleep|palliative|family|internal|emergency|critical|care|pain|icu|ed|er|cl|c-l"
    r"|ob|gyn|ob-gyn|child|adolescent|adult|women’s|health|public|military|rural|community"
)
# A few words that end in what somebody is, or go on with of what: “chief CL fellow”, “professor of surgery”.
_TITLE = re.compile(
    rf"\(?(?:the |an? |my |our )?(?P<title>(?:(?:{_OF_RANK}|{_OF_FIELD}) ){{0,3}}"
    r"(?:attending|professor|director|chair|dean|fellow|intern|resident|student|pgy[ -]?\d|ms[ -]?[1-4])"
    r"(?: (?:of|in|for) [\w'’-]+(?: [\w'’-]+){0,3})?)\)?",
    re.IGNORECASE,
)


def title_in(text: str) -> str:
    """The title these few words beside a name are, “” when they are something else."""
    found = _TITLE.fullmatch(text.strip())
    return found["title"] if found else ""


def stands(title: str, training: str) -> str:
    """“alongside” for a PGY-4 when I am one of the residents; "" when the title does not say."""
    me = MINE.get(training[:2], RESIDENT)
    for rank, words in TITLES:
        if words.search(title):
            return Direction.SENIOR if rank > me else Direction.JUNIOR if rank < me else Direction.PEER
    return ""


class Standing(forms.BaseForm):
    """A form in which a title that was typed says where they stand, unless that was chosen beside it."""

    def place(self, contact: Contact) -> None:
        """Where the new title puts them."""
        if "title" not in self.changed_data or "direction" in self.changed_data:
            return
        said = stands(self.cleaned_data.get("title") or "", resident_of(contact.owner).training_stage)
        if said and "direction" in self.cleaned_data:
            self.cleaned_data["direction"] = said
