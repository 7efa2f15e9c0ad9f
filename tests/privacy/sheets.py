"""The forms of a page, filled in as a browser and a quick hand would."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from html.parser import HTMLParser

from tests.conftest import START

Data = dict[str, list[str]]
WORDS = {
    "email": "ida.vale@example.org",
    "tel": "+13035550123",
    "url": "https://example.org/",
    "number": "1",
    "date": (START + timedelta(days=12)).date().isoformat(),
    "datetime-local": (START + timedelta(days=9)).strftime("%Y-%m-%dT%H:%M"),
    "time": "09:00",
    "password": "correct horse battery",
}
NEVER_SENT = {"button", "image", "reset", "file"}
# Ids that the world gave out; a choice among them is what a stranger would forge.
FIRST_ID = 1_000_000


@dataclass
class Field:
    """A name with what would be sent for it, and what else could be."""

    name: str
    kind: str
    sent: list[str] = field(default_factory=list)
    choices: list[str] = field(default_factory=list)
    required: bool = False
    box: bool = False


@dataclass
class Sheet:
    """One form. `buttons`: (name, value, action) of each way to send it."""

    action: str
    method: str
    fields: dict[str, Field] = field(default_factory=dict)
    buttons: list[tuple[str, str, str]] = field(default_factory=list)

    def filled(self) -> Data:
        """Everything the browser would send, empty required fields and open choices filled in."""
        return {one.name: value for one in self.fields.values() if (value := _fill(one))}

    def ticked(self) -> Data:
        """The same with every box ticked that was not."""
        boxes = {one.name: one.choices for one in self.fields.values() if one.box and not one.sent}
        return {**self.filled(), **boxes} if boxes else {}

    def ways(self) -> list[tuple[str, Data]]:
        """Where each button sends the filled form."""
        buttons = self.buttons or [("", "", "")]
        found = []
        for data in filter(None, (self.filled() or {"": []}, self.ticked())):
            for name, value, to in buttons:
                found.append((to or self.action, data | ({name: [value]} if name else {})))
        return found


def is_id(value: str) -> bool:
    """Whether the world gave it out as an id."""
    return value.isdecimal() and len(value) < 19 and int(value) > FIRST_ID


def _fill(one: Field) -> list[str]:
    wanted = [value for value in one.sent if value != ""]
    if wanted:
        return wanted
    ids = [value for value in one.choices if is_id(value)]
    if ids or (one.required and one.choices):
        return (ids or [value for value in one.choices if value])[:1]
    if one.required and one.kind != "choice":
        return [WORDS.get(one.kind, "Ida Vale")]
    return one.sent


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.sheets: list[Sheet] = []
        self.by_id: dict[str, Sheet] = {}
        self.open: Sheet | None = None
        self.text: Field | None = None
        self.choice: Field | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.open = Sheet(told.get("action", ""), told.get("method", "get").lower())
            self.sheets.append(self.open)
            self.by_id[told.get("id", "")] = self.open
        elif tag == "option" and self.choice is not None:
            value = told.get("value", "")
            self.choice.choices.append(value)
            self.choice.sent += [value] if "selected" in told else []
        elif tag in ("input", "textarea", "select", "button"):
            sheet = self.by_id.get(told["form"]) if "form" in told else self.open
            if sheet is not None and "disabled" not in told:
                self._control(sheet, tag, told)

    def _control(self, sheet: Sheet, tag: str, told: dict[str, str]) -> None:
        name, kind = told.get("name", ""), told.get("type", "text" if tag == "input" else "").lower()
        if tag == "button" or kind == "submit":
            if kind in ("", "submit"):
                sheet.buttons.append((name, told.get("value", ""), told.get("formaction", "")))
            return
        if not name or kind in NEVER_SENT:
            return
        is_choice = tag == "select" or kind in ("checkbox", "radio")
        one = sheet.fields.setdefault(name, Field(name, "choice" if is_choice else kind))
        one.required = one.required or "required" in told or (kind == "radio")
        one.box = one.box or kind == "checkbox"
        if kind in ("checkbox", "radio"):
            value = told.get("value", "on")
            one.choices.append(value)
            one.sent += [value] if "checked" in told else []
        elif tag == "input":
            one.sent.append(told.get("value", ""))
        self.text = one if tag == "textarea" else self.text
        self.choice = one if tag == "select" else self.choice

    def handle_data(self, data: str) -> None:
        if self.text is not None:
            self.text.sent = ["".join(self.text.sent) + data.lstrip("\n")]

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.open = None
        elif tag == "textarea":
            self.text = None
        elif tag == "select" and self.choice is not None:
            if not self.choice.sent and self.choice.choices:
                self.choice.sent = self.choice.choices[:1]
            self.choice = None


def sheets_of(html: str) -> list[Sheet]:
    """Every form of the page."""
    reader = _Reader()
    reader.feed(html)
    return reader.sheets


class _Links(HTMLParser):
    found: list[str]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in ("href", "hx-get") and value and value.startswith("/") and "?" in value:
                self.found.append(value)


def queries_of(html: str) -> list[str]:
    """Every address of this site with a query that the page leads to."""
    reader = _Links()
    reader.found = []
    reader.feed(html)
    return list(dict.fromkeys(reader.found))
