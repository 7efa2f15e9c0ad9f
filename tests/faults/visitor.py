"""A resident at a browser: opens a page, fills its form in, sends it, looks at the watch."""

from __future__ import annotations

import http.client
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlencode

TOKEN = "x" * 32


class Form(HTMLParser):
    """What the form with a field of that name would send as it stands."""

    def __init__(self, wanted: str) -> None:
        super().__init__()
        self.wanted, self.found, self.fields = wanted, False, dict[str, str]()
        self._select, self._without_scripts = "", False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name = given.get("name", "")
        if tag == "form" and not self.found:
            self.fields.clear()
        if self.found and tag == "form":
            self.wanted = ""
        self._without_scripts = self._without_scripts or tag == "noscript"
        if not self.wanted or self._without_scripts:
            return
        self.found = self.found or name == self.wanted
        if tag == "select":
            self._select = name
        if tag == "option" and self._select and ("selected" in given or self._select not in self.fields):
            self.fields[self._select] = given.get("value", "")
        if tag == "textarea" and name:
            self.fields[name] = ""
        is_off = given.get("type") in ("checkbox", "radio", "submit") and "checked" not in given
        if tag == "input" and name and not is_off:
            self.fields[name] = given.get("value", "on" if given.get("type") == "checkbox" else "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""
        if tag == "noscript":
            self._without_scripts = False
        if tag == "form" and self.found:
            self.wanted = ""


@dataclass
class Visitor:
    """One signed-in resident; `took` holds every save: what, seconds, status."""

    port: int
    pk: int
    cookie: tuple[str, str]
    took: list[tuple[str, float, int]] = field(default_factory=list)

    def get(self, path: str) -> tuple[int, str]:
        return self._ask("GET", path)

    def save(self, name: str, page: str, wanted: str, path: str = "", **typed: str) -> None:
        """Open the page, type over its form's fields, send it; only the sending is measured."""
        status, text = self.get(page)
        form = Form(wanted)
        form.feed(text)
        if status != 200 or not form.found:
            raise RuntimeError(f"{page} answered {status}, no form with {wanted}")
        began = time.monotonic()
        status, _ = self._ask("POST", path or page, {**form.fields, **typed})
        self.took.append((name, time.monotonic() - began, status))

    def slowest(self, names: Iterable[str]) -> float:
        return max((seconds for name, seconds, _ in self.took if name in names), default=0.0)

    def _ask(self, method: str, path: str, data: dict[str, str] | None = None) -> tuple[int, str]:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        cookies = {self.cookie[0]: self.cookie[1], "csrftoken": TOKEN}
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
        if data is not None:
            headers |= {"X-CSRFToken": TOKEN, "Content-Type": "application/x-www-form-urlencoded"}
            data = {name: value for name, value in data.items() if name != "csrfmiddlewaretoken"}
        line.request(method, path, urlencode(data) if data is not None else None, headers)
        answer = line.getresponse()
        text = answer.read().decode()
        line.close()
        return answer.status, text
