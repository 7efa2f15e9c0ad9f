"""Words and years that stand in one place of the database only, and who may ever see each."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from django.contrib.postgres.fields import ArrayField
from django.db import models

from accounts.zones import validate_zone

TOKEN = re.compile(r"zq[0-9a-z]{5}q")
# Ids and random characters have digits too: a year stands alone, or begins a date.
YEAR = re.compile(r"""(?<![\w/"'=.-])(2[2-9]\d\d)(?![\w"'])|(?<!\w)(2[2-9]\d\d)-\d\d-\d\d""")
LETTERS = "0123456789abcdefghijklmnopqrstuvwxyz"
# Moments that mean “gone”, “closed” or “told” when they are there: such a row is out of everybody's sight.
STATES = {
    "trashed_at", "deleted_at", "resumed_on", "closed_at", "told_at", "planned_late_at", "snoozed_until",
    "notice_at", "seen_at", "answered_at", "lease_until", "expires_at", "finished_at", "next_try_at",
    "withdrawn_at", "left_at", "ended_at", "revoked_at", "used_at", "digest_since", "undone_at", "next_at",
}  # fmt: skip
# Not words of anybody: what is there decides how the row is read.
KEYWORDS = {
    "User.password", "Message.state", "Message.kind", "Message.to", "Attempt.phase", "Contact.last_touch_how",
    "FollowUp.together", "Participant.stage_before", "Submission.location",
    "Letter.template",
}  # fmt: skip


class Planted(NamedTuple):
    """Where a word stands, and who may see it."""

    where: str
    viewers: frozenset[str]


@dataclass
class Ledger:
    """Every word and year planted."""

    words: dict[str, Planted] = field(default_factory=dict)
    years: dict[str, Planted] = field(default_factory=dict)

    def word(self, where: str, viewers: Iterable[str]) -> str:
        """A fresh word."""
        number, digits = len(self.words) * 7919 % 36**5, ""
        for _ in range(5):
            number, rest = divmod(number, 36)
            digits += LETTERS[rest]
        made = f"zq{digits}q"
        assert made not in self.words
        self.words[made] = Planted(where, frozenset(viewers))
        return made

    def year(self, where: str, viewers: Iterable[str]) -> int:
        """A fresh year; later ones are greater, so that an end comes after its beginning."""
        made = 2200 + len(self.years)
        assert made < 3000
        self.years[str(made)] = Planted(where, frozenset(viewers))
        return made

    def value(self, column: models.Field[Any, Any], viewers: Iterable[str]) -> Any:
        """What to write into a column so that it can be recognised; None where there is nothing to plant."""
        where = f"{column.model._meta.object_name}.{column.name}"
        if column.choices:
            open_choice = column.has_default() or column.blank or column.null
            return None if open_choice else next(key for key, _ in column.flatchoices if key != "")
        if where in KEYWORDS or column.name in STATES:
            return None
        if isinstance(column, models.EmailField):
            return f"{self.word(where, viewers)}@example.org"
        if isinstance(column, ArrayField) and not column.base_field.choices:
            return [self.word(where, viewers)] if isinstance(column.base_field, models.CharField) else None
        if isinstance(column, models.CharField | models.TextField):
            return None if validate_zone in column.validators else self.word(where, viewers)
        if isinstance(column, models.DateTimeField):
            return datetime(self.year(where, viewers), 3, 4, 15, tzinfo=UTC)
        if isinstance(column, models.DateField):
            return date(self.year(where, viewers), 3, 4)
        wants_a_number = (
            isinstance(column, models.IntegerField) and not column.null and not column.has_default()
        )
        return 1 if wants_a_number else None

    def foreign(self, text: str, viewer: str) -> list[Planted]:
        """What stands in the text and is not for this viewer."""
        found = [self.words[word] for word in set(TOKEN.findall(text.lower())) & self.words.keys()]
        years = {alone or begins for alone, begins in YEAR.findall(text)}
        found += [self.years[year] for year in years & self.years.keys()]
        return [planted for planted in found if viewer not in planted.viewers]
