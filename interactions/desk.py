"""What the page of a letter shows: whose it is, its words, how they look, and what is on file."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from contacts.models import Contact
from followups.checking import Checked, check
from followups.drafts import Draft
from followups.models import FollowUp, Letter
from followups.reaching import Reach, reach
from followups.rows import row
from followups.windows import Basis
from interactions import composing, news, telling
from interactions.composing import TABS, About
from interactions.letter_facts import letter_facts
from interactions.letter_form import LetterForm
from interactions.models import Target
from interactions.news_facts import since
from interactions.occasions import NAMES, Occasion, first_address, number_of, occasion_of
from residents.models import resident_of
from web.guarded import mark_of, marks_of, stopped
from web.http import SignedInRequest
from web.phrases import long_date
from web.playbook import checklist, hints, panel, template, templates
from web.playbook_updates import Panel
from web.playbook_words import SLOTS, Template

ASKED = ("follow_up", "target", "touch", "next")
BY = {"linkedin": "linkedin", "script": "in_person"}


@dataclass
class Desk:
    """One letter to one person, as its address names it."""

    request: SignedInRequest
    contact: Contact
    follow_up: FollowUp | None
    now: datetime

    @cached_property
    def about(self) -> About:
        touch, user = number_of(self.request, "touch"), self.request.user
        resident = resident_of(user)
        since = (self.contact.last_touch_at or self.contact.created_at).astimezone(user.zone).date()
        facts = letter_facts(
            self.contact,
            self.now,
            touch=touch,
            follow_up=self.follow_up.pk if self.follow_up else 0,
            since=since,
        )
        if touch and (facts.touch is None or facts.touch.pk != touch):
            raise Http404
        return About(
            user, resident, self.contact, self.follow_up, self.target, facts, self.now, self.occasion.words
        )

    @cached_property
    def occasion(self) -> Occasion:
        return occasion_of(self.request, self.contact)

    @property
    def others(self) -> list[Contact]:
        return self.occasion.others(self.slug)

    @cached_property
    def target(self) -> Target | None:
        number = number_of(self.request, "target")
        if not number:
            return None
        rows = Target.objects.owned_by(self.request.user)
        if self.request.GET.get("template") != composing.INTRODUCE:
            # Only whoever could introduce me is written to about somebody else (P26).
            rows = rows.filter(contact=self.contact)
        return get_object_or_404(
            rows.select_related("event", "contact", "recommended_by", "session"), pk=number
        )

    @cached_property
    def bullets(self) -> list[telling.Bullet]:
        """What can be told since the last touch, in a letter that tells news (P8, P49)."""
        return news.to_tell(self.contact, self.now) if self.chosen.news else []

    def boxes(self, body: str) -> list[telling.Box]:
        known = composing.known(self.about, self.chosen)
        return telling.boxes(body, self.bullets, [known[name] for name in ("takeaway", "greeting", "sign")])

    @cached_property
    def letters(self) -> dict[str, Letter]:
        """Those kept of this follow-up, or of none; the last written first."""
        mine = Letter.objects.filter(contact=self.contact, follow_up=self.follow_up)
        return {one.template: one for one in mine.order_by("-updated_at", "-pk")}

    @cached_property
    def chosen(self) -> Template:
        """The letter the address names, else the one that fits."""
        named = self.request.GET.get("template", "")
        if not named and self.follow_up and self.follow_up.basis == Basis.MANUAL and self.letters:
            # A letter may have been begun from a template that a later playbook no longer has.
            named = next((slug for slug in self.letters if slug in {one.slug for one in templates()}), "")
        try:
            return template(named or composing.usual(self.about))
        except KeyError as error:
            raise Http404 from error

    @property
    def slug(self) -> str:
        return self.chosen.slug

    @property
    def by(self) -> str:
        """The channel it will go through."""
        asked = "text" if self.request.GET.get("by") == "text" else "email"
        return BY.get(self.chosen.form, asked if self.chosen.form == "short" else "email")

    @cached_property
    def reach(self) -> Reach:
        return reach(self.about.reader, self.by, self.now, self.request.user.zone)

    @cached_property
    def is_stale(self) -> bool:
        """The kept letter is older than the last touch: it was for something that is over."""
        letter, last = self.letters.get(self.slug), self.contact.last_touch_at
        if letter and not self.occasion.fits(letter):
            return True
        return bool(letter and not self.follow_up and last and letter.updated_at <= last)

    @cached_property
    def kept(self) -> Letter | None:
        """The letter to go on with."""
        asked = self.request.GET
        if "fresh" in asked or (self.is_stale and "kept" not in asked):
            return None
        return self.letters.get(self.slug)

    @cached_property
    def letter(self) -> Draft:
        if self.kept:
            return Draft(self.kept.subject, self.kept.body)
        return composing.begin(self.about, self.chosen)

    def checked(self, body: str) -> Checked:
        """The text looked over; nothing of this is kept."""
        return check(
            self.chosen,
            checklist(self.chosen.checklist),
            hints(),
            body,
            known=composing.known(self.about, self.chosen),
            open_words=SLOTS,
            early=self.about.early,
        )

    def form(self, data: Any = None) -> LetterForm:
        """The words sent; a number that is in the kept letter was let through before."""
        kept = self.letters.get(self.slug)
        return LetterForm(data, initial={"subject": kept.subject, "body": kept.body} if kept else {})

    def numbers(self, body: str) -> tuple[list[str], str]:
        """What looks like a patient's number (P19), and what stands for it in a form."""
        kept = self.letters.get(self.slug)
        found = stopped(body, marks_of(kept.body) if kept else set())
        spans = [body[one.start : one.end] for one in found]
        return spans, ",".join(mark_of(span) for span in spans)

    @property
    def panel(self) -> Panel:
        return panel()

    @property
    def since(self) -> str:
        """“since 24 January”: what counts as told."""
        return f"since {long_date(since(self.contact), self.now, self.request.user.zone)}"

    @property
    def two_lines(self) -> str:
        return self.address(template=composing.LINES, by="")

    @property
    def save(self) -> str:
        return self.address()

    @property
    def check(self) -> str:
        return self.address("write_check")

    @property
    def sent(self) -> str:
        return self.address("write_sent")

    @property
    def later(self) -> str:
        return self.address("write_morning")

    @property
    def by_text(self) -> str:
        return self.address(by="text")

    @property
    def by_email(self) -> str:
        return self.address(by="")

    @property
    def earlier(self) -> str:
        return self.address(kept="1")

    @property
    def afresh(self) -> str:
        return self.address(fresh="1")

    @property
    def by_words(self) -> str:
        return {"email": "address", "text": "number", "linkedin": "LinkedIn page"}.get(self.by, "address")

    @property
    def list_title(self) -> str:
        return checklist(self.chosen.checklist).title

    @property
    def days(self) -> int:
        return int(settings.DRAFT_DAYS)

    def address(self, name: str = "write", **other: str) -> str:
        """This letter's address, with other words in its question where some are given."""
        asked = self.request.GET
        words = {key: asked[key] for key in (*ASKED, *NAMES) if asked.get(key)}
        words |= {"template": self.slug, **other}
        if self.by == "text" and "by" not in other and words["template"] == self.slug:
            words["by"] = "text"
        return f"{reverse(name, args=[self.contact.pk])}?{urlencode({k: v for k, v in words.items() if v})}"

    def context(self, letter: Draft | None = None, version: int | None = None) -> dict[str, Any]:
        """Everything the page draws."""
        shown = letter or self.letter
        stored = self.letters.get(self.slug)
        owed = self.follow_up if self.follow_up and self.follow_up.is_owed else None
        return {
            "desk": self,
            "contact": self.contact,
            "letter": shown,
            "version": version if version is not None else stored.version if stored else 0,
            "checked": self.checked(shown.body),
            "boxes": self.boxes(shown.body),
            "to": (to := self._to()),
            "mailto": shown.mailto(to) if self.by == "email" else "",
            "is_over": self.follow_up != owed,
            "row": row(owed, self.now, self.request.user.zone) if owed else None,
            "touch": self.about.facts.touch,
            "tabs": self._tabs(),
            "others": self._others(),
            "key": uuid.uuid4(),
            "at": "people" if not self.follow_up else "today",
        }

    def _to(self) -> str:
        ways = self.about.facts.ways
        to = ways.get(self.by) or (ways.get("phone", "") if self.by == "text" else "")
        return ", ".join(one for one in (to, *map(first_address, self.others)) if one)

    def _tabs(self) -> list[tuple[str, str, bool]]:
        form = "email" if self.chosen.form == "script" else self.chosen.form
        slugs = composing.tabs_of(self.about, self.chosen)
        return [(words, self.address(template=slugs[kind], by=""), kind == form) for kind, words, _ in TABS]

    def _others(self) -> list[tuple[Template, str]]:
        """Other letters to begin: the reasons to write, and what is usual now."""
        usual = composing.usual(self.about)
        fitting = [one for one in templates() if (one.reason or one.slug == usual) and one.form == "email"]
        # Whoever is known well is not asked to meet once.
        apart = {self.slug} if self.about.early else {self.slug, composing.ONCE}
        return [(one, self.address(template=one.slug, by="")) for one in fitting if one.slug not in apart]


def desk(request: SignedInRequest, contact_id: int, now: datetime) -> Desk:
    """The letter of this address; what is not the user's is a 404."""
    contact = get_object_or_404(
        Contact.objects.owned_by(request.user).defer("search", "search_own", "search_heard"), pk=contact_id
    )
    contact.owner = request.user
    number = number_of(request, "follow_up")
    one = None
    if number:
        one = get_object_or_404(FollowUp.objects.owned_by(request.user), pk=number, contact=contact)
        one.contact = contact
    open_ = Desk(request, contact, one, now)
    # Looked up now: what is not the user's is refused before anything is written.
    _ = open_.target, open_.chosen, open_.occasion, open_.about if number_of(request, "touch") else None
    return open_
