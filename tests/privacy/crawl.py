"""Sends the requests of the crawl, each undone afterwards, and looks for what should not have been there."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import copy, deepcopy
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.test import Client, override_settings
from django.urls import resolve, reverse

from dashboard.access import MISSING, OPENS, RULES, SIGN_IN, Rule
from outbox.models import Message
from programs.models import Enrollment, Staff
from tests.odds import odds
from tests.privacy import hits
from tests.privacy.answers import at_moment, browser, listening, parting, plain, said, undone
from tests.privacy.asks import Ask
from tests.privacy.holders import Holder, Writes, prints, strays, watching
from tests.privacy.ledger import TOKEN
from tests.privacy.sheets import sheets_of
from tests.privacy.world import World

# Pages that are there at times only: in July, for an advisor without an account.
NOT_ALWAYS = {"roll_over", "advisor_invite"}
# Offered once something was done; pressed by whoever did it, and by somebody else first.
UNDO = {
    "capture_undo", "rotation_undo", "undo", "person_restore", "interaction_restore", "event_people_undo",
    "meeting_uncount", "roll_over_undo", "mail_undo", "mail_unlog", "mail_resume", "mail_rhythm_undo",
    "plan_undo", "story_undo", "giving_undo", "board_seat_undo", "write_unsent",
    "write_unlater",
}  # fmt: skip
OTHER = {"a": "named_b", "b": "named_a"}
# What an answer must be when the matrix does not say.
TAKEN, ASKED_AGAIN = "taken", "asked for the second factor"
OF_OPERATORS = ("operator_release", "operator_retry")
ERRORS = re.compile(r'class="error[^>]*>(?:<p>)?([^<]*)')
FORM = "application/x-www-form-urlencoded"


@dataclass
class Report:
    """What was asked, and what should not have been there."""

    asked: Counter[str] = field(default_factory=Counter)
    leaks: list[str] = field(default_factory=list)
    touched: list[str] = field(default_factory=list)
    against_rule: list[str] = field(default_factory=list)
    differing: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    taken: Counter[str] = field(default_factory=Counter)
    refused: dict[str, str] = field(default_factory=dict)
    logged: int = 0
    pairs: int = 0

    @property
    def wrong(self) -> list[str]:
        """Everything that a crawl must not find."""
        return self.leaks + self.touched + self.against_rule + self.differing


class Crawler:
    """One role's browser, and how the world stood before."""

    def __init__(self, world: World, viewer: str) -> None:
        self.world, self.viewer = world, viewer
        self.report = Report()
        # Signing in is noted in a row: everybody does before the rows are looked at.
        labels = {viewer, "named_a", "named_b", "coordinator_a", "both"}
        self.clients: dict[str, Client] = {label: browser(world, label) for label in sorted(labels)}
        self.before, self.astray = prints(), strays()
        self.pages: list[tuple[Ask, str]] = []
        self.previews: list[tuple[Ask, str]] = []
        self.answers: dict[str, str] = {}
        self.done: list[Ask] = []

    def as_if(self, viewer: str) -> Crawler:
        """The same browsers, looking as somebody else."""
        other = copy(self)
        other.viewer, other.pages = viewer, []
        return other

    def look(self, ask: Ask) -> None:
        """Only keep the page."""
        with self._fresh(ask):
            got = self.clients[self.viewer].get(ask.path)
            if got.status_code == 200:
                self.pages.append((ask, said(got)))

    def ask(self, ask: Ask) -> Any:
        """Send it, look, take back what it did; the answer."""
        hits.asking(ask.role, len(self.done))
        self.done.append(ask)
        with self._fresh(ask), watching() as writes, listening() as lines:
            last = Message.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
            got = self._send(self.clients[ask.viewer], ask)
            text = said(got)
            self._look(ask, got, text, last)
            self._rows(ask, writes, self.before, self.astray)
            if (ask.own or ask.forged) and got.status_code < 400:
                self._go_on(ask, got, text, writes)
            self._logged(ask, lines)
        hits.done()
        return got

    def compare(self, wanted: Callable[[Ask], bool]) -> None:
        """The same once more where nobody else keeps anything: what is shown and done must be the same."""
        for which, ask in enumerate(self.done):
            if not wanted(ask):
                continue
            hits.asking(ask.role, which)
            with self._fresh(ask):
                client = self.clients[ask.viewer]
                got = self._send(client, ask)
                text = f"{got.status_code} {plain(said(got))}"
                to = got.headers.get("Location") or got.headers.get("HX-Redirect") or ""
                if to.startswith("/"):
                    text += plain(said(client.get(to)))
            self.report.pairs += 1
            if (known := self.answers.get(ask.same)) is not None and known != text:
                self.report.differing.append(f"{ask.said}: alone {parting(text, known)}")
        hits.done()

    @contextmanager
    def _fresh(self, ask: Ask) -> Iterator[None]:
        """Rows, the clock and what the browser remembers are afterwards as they were."""
        cookies = deepcopy(self.clients[self.viewer].cookies)
        with undone(), at_moment(ask.at), override_settings(HAS_MAIL_SERVER=True):
            yield
        self.clients[self.viewer].cookies = cookies

    def _send(self, client: Client, ask: Ask) -> Any:
        self.report.asked[ask.method + (" htmx" if ask.headers else "")] += 1
        if ask.method != "post":
            return getattr(client, ask.method)(ask.path, headers=ask.headers)
        body = urlencode(ask.data, doseq=True)
        return client.post(ask.path, body, content_type=FORM, headers=ask.headers)

    def _look(self, ask: Ask, got: Any, text: str, last: int) -> None:
        what = f"{ask.said} -> {got.status_code}"
        self._words(what, text, ask.viewer, ask.link_of)
        if found := odds(text):
            self.report.against_rule.append(f"{what} speaks of odds (P75): {found}")
        for mail in Message.objects.filter(pk__gt=last, pk__lt=10**6) if ask.method == "post" else ():
            whom = next((p.label for p in self.world.people.values() if p.user.email == mail.to), ask.viewer)
            self._words(f"mail to {whom} after {what}", f"{mail.subject} {mail.text} {mail.html}", whom)
        if not follows(ask, got):
            self.report.against_rule.append(f"{what} but the rule says {ask.verdict or 'no error'}")
        if ask.own or ask.forged:
            self.answers[ask.same] = f"{got.status_code} {plain(text)}"
        if ask.own and ask.method == "post":
            name = resolve(urlsplit(ask.path).path).url_name or ""
            self.report.taken[name] += got.status_code < 400
            if got.status_code in (409, 422):
                why = " ".join(ERRORS.findall(text))
                self.report.refused[name] = f"{what}: {why}"
        if "html" in got.headers.get("Content-Type", ""):
            if got.status_code == 200 and ask.method == "get":
                self.pages.append((ask, text))
            elif got.status_code in (200, 409, 422) and ask.own and ask.data:
                self.previews.append((ask, text))

    def _words(self, what: str, text: str, viewer: str, link_of: str = "") -> None:
        for planted in self.world.ledger.foreign(text, viewer):
            if not link_of or link_of not in planted.viewers:
                self.report.leaks.append(f"{what}: {planted.where}")
        self.report.seen |= set(TOKEN.findall(text.lower()))

    def _logged(self, ask: Ask, lines: list[str]) -> None:
        self.report.logged += len(lines)
        for line in lines:
            if self.world.ledger.foreign(line, "the log"):
                self.report.leaks.append(f"log of {ask.said}: {line[:120]}")

    def _rows(
        self, ask: Ask, writes: Writes, before: dict[Holder, str], astray: dict[str, int], viewer: str = ""
    ) -> None:
        """Nothing of somebody else's changed, and nothing came to point at it."""
        written = writes.taken()
        now = prints(written)
        wide = {holder for holder in before.keys() | now.keys() if holder.table in written}
        for holder in sorted(wide, key=str):
            if before.get(holder) != now.get(holder) and not self._may_change(holder, ask, viewer):
                self.report.touched.append(f"{ask.said}: changed {holder}")
        for statement, count in strays(written).items():
            if count != astray.get(statement, 0):
                self.report.touched.append(f"{ask.said}: {statement[:110]} is {count}")

    def _may_change(self, holder: Holder, ask: Ask, viewer: str) -> bool:
        if ask.role == "operator" and resolve(urlsplit(ask.path).path).url_name in OF_OPERATORS:
            return holder.table.startswith("outbox_") or holder.table == "accounts_session"
        known = {one.user.pk for one in self.world.people.values()}
        known |= {one.pk for one in self.world.programs.values()}
        if (holder.user or holder.program) not in known:
            return True  # an account or a program made on the way
        for label in filter(None, (viewer or ask.viewer, ask.link_of)):
            user, keeps, belongs = standing(self.world, label)
            if holder.user == user or holder.program in keeps:
                return True
            if holder.user is None and (holder.program is None or holder.program in belongs):
                return True
        return False

    def _go_on(self, ask: Ask, got: Any, text: str, writes: Writes) -> None:
        """What the answer leads to, and the undo it offers: pressed by somebody else, then by its owner."""
        client, page = self.clients[ask.viewer], text
        to = got.headers.get("Location") or got.headers.get("HX-Redirect") or ""
        if to.startswith("/"):
            landed = client.get(to)
            page = said(landed)
            self.answers[ask.same] += plain(page)
            if landed.status_code >= 404:
                self.report.against_rule.append(f"{ask.said} leads to {to}: {landed.status_code}")
            self._words(f"{ask.said} and on to {to}", page, ask.viewer, ask.link_of)
        if ask.method != "post" or not ask.own:
            return
        if ask.at and to:
            page += said(client.get(urlsplit(ask.path).path))  # a roll-over is undone where it was made
        offered = [sheet for sheet in sheets_of(page) if sheet.method == "post" and undoes(sheet.action)]
        if not offered:
            return
        before, astray = prints(), strays()
        writes.taken()
        other = OTHER.get(self.viewer[-1], "named_b")
        for label in (other, self.viewer):
            for sheet in offered:
                press = Ask(ask.role, label, "post", sheet.action, sheet.filled(), link_of=ask.link_of)
                with undone():
                    pressed = self._send(self.clients[label], press)
                    words = said(pressed)
                    self._words(f"{ask.said}, undone by {label}", words, label, ask.link_of)
                    self._rows(press, writes, before, astray, label)
                    if pressed.status_code >= 500:
                        self.report.against_rule.append(f"{press.said} -> {pressed.status_code}")


def undoes(action: str) -> bool:
    """Whether a form takes something back."""
    return resolve(urlsplit(action).path).url_name in UNDO if action.startswith("/") else False


_standing: dict[tuple[int, str], tuple[int, set[int], set[int]]] = {}


def standing(world: World, label: str) -> tuple[int, set[int], set[int]]:
    """The user, the programs whose roster they keep, and those they belong to."""
    known = (id(world), label)
    if label not in world.people:
        return 0, set(), set()
    if known not in _standing:
        user = world.people[label].user
        keeps = Staff.objects.filter(user=user, ended_at__isnull=True).values_list("program_id", flat=True)
        belongs = Enrollment.objects.filter(user=user).values_list("program_id", flat=True)
        _standing[known] = user.pk, set(keeps), set(belongs)
    return _standing[known]


def follows(ask: Ask, got: Any) -> bool:
    """Whether the answer is what the matrix says; of a form that was sent, that it broke nothing."""
    to = got.headers.get("HX-Redirect") or got.headers.get("Location") or ""
    path, verdict = urlsplit(ask.path).path, ask.verdict
    name = resolve(path).url_name or ""
    if got.status_code >= 500 or got.status_code == 403:
        return False
    if verdict == TAKEN:
        return bool(got.status_code < 400)
    if verdict == ASKED_AGAIN:
        return "second-factor" in to or "2fa" in to
    if not verdict or got.status_code == 405 or (ask.method in ("get", "head") and to == reverse("today")):
        return True  # an address that takes no such method
    if verdict == SIGN_IN:
        return to.startswith(reverse("account_login"))
    if verdict == MISSING:
        # allauth asks for the password before it looks whether there is such a key.
        return got.status_code == 404 or (name.startswith("mfa_") and "/account/" in to)
    if verdict == OPENS and RULES[name] is Rule.LINK:
        return True
    bogus = "xxxx" in path or "mfa_" in name
    return got.status_code != 404 or bogus or ask.method != "get" or name in NOT_ALWAYS
