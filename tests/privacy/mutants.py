"""Every look-up that names an owner, and what it reads like without."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent.parent
APPS = ["dashboard", "interactions", "followups", "residents", "contacts", "programs", "outbox", "accounts"]
# The managers themselves, and who is signed in: without their owner nothing at all would stand.
SKIPPED = ("migrations", "models", "management", "tests", "sessions")
HIT = '__import__("tests.privacy.hits", fromlist=["hit"]).hit'

# The owner's method -> what it leaves when nobody is named.
METHODS = {
    "owned_by": "all()",
    "trash_of": "filter(trashed_at__isnull=False)",
    "active_for": 'filter(status="joined")',
    "staffed_by": "filter(staff__ended_at__isnull=True)",
    "listed": 'exclude(enrollment__status="left")',
    "of": 'exclude(status="left")',
    "matching": "none()",
}
STILL = {
    "Contact": "filter(trashed_at__isnull=True)",
    "FollowUp": "filter(contact__trashed_at__isnull=True)",
    "Interaction": "filter(deleted_at__isnull=True)",
}
LOOKS_UP = {"filter", "get", "exclude", "get_object_or_404"}
OWNERS = re.compile(r"(?:\w+__)?(?:owner|user|program)(?:_id|__in)?")
RELATED = re.compile(r"\b((?:self\.)?(?:program|user))\.(advisors|staff|invitations|enrollments)(?=\.\w)")
COLUMN = r"(?:\w+\.)?(?:owner_id|user_id|program_id)"
PARAM = r"(?:%\(\w+\)s|%s|ANY\(%(?:\(\w+\))?s\))"
IN_SQL = re.compile(
    rf"(?<![\w.]){COLUMN} = (?:{PARAM}|\w+\.(?:owner_id|user_id)\b|u\.id\b)"
    r"|(?<![\w.])u\.id = \w+\.(?:owner_id|user_id)\b"
)


class Bug(NamedTuple):
    """One look-up: where it stands, what it reads without its owner, and with a mark instead."""

    path: Path
    line: int
    inside: str
    was: str
    start: int
    end: int
    without: str
    marked: str

    @property
    def name(self) -> str:
        """Stays when lines move."""
        return f"{self.path}:{self.inside}: {self.was}"

    def seeded(self, source: str) -> str:
        """The source with this one look-up broken."""
        return source[: self.start] + self.without + source[self.end :]


def bugs() -> list[Bug]:
    """Every place where an owner can be taken out; a second one of the same name is told so."""
    found: list[Bug] = []
    seen: Counter[str] = Counter()
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            if not any(part in SKIPPED for part in parts):
                for one in sorted(_in_file(path, path.read_text("utf-8")), key=lambda bug: bug.start):
                    seen[one.name] += 1
                    again = f" ({seen[one.name]})" if seen[one.name] > 1 else ""
                    found.append(one._replace(was=one.was + again))
    return found


def marked(source: str, numbered: list[tuple[int, Bug]]) -> str:
    """The source with a mark at each of its look-ups."""
    for number, one in sorted(numbered, key=lambda pair: -pair[1].start):
        source = source[: one.start] + one.marked.replace("NUMBER", str(number)) + source[one.end :]
    return source


def _in_file(path: Path, source: str) -> Iterator[Bug]:
    tree, starts = ast.parse(source), _line_starts(source)
    names = list(_named(tree))

    def bug(start: int, end: int, without: str, told: str) -> Bug:
        line = source.count("\n", 0, start) + 1
        inside = [name for first, last, name in names if first <= line <= last]
        was = " ".join(source[start:end].split())
        return Bug(path.relative_to(ROOT), line, inside[-1] if inside else "", was, start, end, without, told)

    texts = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield from (bug(*each) for each in _in_call(node, source, starts))
        elif isinstance(node, ast.Constant | ast.JoinedStr) and isinstance(getattr(node, "value", ""), str):
            texts.append(_span(node, starts))
    for found in IN_SQL.finditer(source):
        if any(start <= found.start() < end for start, end in texts):
            was = found.group()
            param = re.search(r"%s", was)
            without = "(%s)::text IS NOT NULL" if param else "true"
            yield bug(*found.span(), without, f"/*look-up NUMBER*/ {was}")
    for found in RELATED.finditer(source):
        program, related = found.groups()
        without = f"{program}.{related}.model._default_manager"
        yield bug(*found.span(), without, f"{HIT}(NUMBER, {program}).{related}")


def _in_call(node: ast.Call, source: str, starts: list[int]) -> Iterator[tuple[int, int, str, str]]:
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    end = _at(node.end_lineno, node.end_col_offset, starts, source)
    if isinstance(node.func, ast.Attribute) and name in METHODS and node.args:
        before = ast.get_source_segment(source, node.func.value) or ""
        start = _at(node.func.value.end_lineno, node.func.value.end_col_offset, starts, source)
        first = ast.get_source_segment(source, node.args[0]) or ""
        if name == "of" and not before.endswith(".objects"):
            return
        if name in ("matching",):
            return
        model = before.split(".")[0]
        rest = STILL.get(model, "all()") if name == "owned_by" else METHODS[name]
        call = source[start:end].replace(first, f"{HIT}(NUMBER, {first})", 1)
        yield start, end, f".{rest}", call
    if name not in LOOKS_UP:
        return
    for one in node.keywords:
        words = isinstance(one.value, ast.Constant)  # a program that is a name, not a row
        if one.arg and OWNERS.fullmatch(one.arg) and not words:
            start = _at(one.lineno, one.col_offset, starts, source)
            value = ast.get_source_segment(source, one.value) or ""
            stop = _at(one.end_lineno, one.end_col_offset, starts, source)
            after = re.match(r"\s*,\s*", source[stop:])
            told = f"{one.arg}={HIT}(NUMBER, {value})" + (after.group() if after else "")
            yield start, stop + (after.end() if after else 0), "", told


def _named(tree: ast.Module) -> Iterator[tuple[int, int, str]]:
    """First and last line of every function, method and constant, outer ones first."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.lineno, node.end_lineno or 0, node.name
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            yield node.lineno, node.end_lineno or 0, node.targets[0].id


def _span(node: ast.expr, starts: list[int]) -> tuple[int, int]:
    last = node.end_lineno or node.lineno
    return starts[node.lineno - 1], starts[last] if last < len(starts) else 10**9


def _line_starts(source: str) -> list[int]:
    starts = [0]
    for line in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    return starts


def _at(line: int | None, column: int | None, starts: list[int], source: str) -> int:
    """An offset in characters; the tree counts bytes."""
    begin = starts[(line or 1) - 1]
    text = source[begin:].split("\n", 1)[0].encode()[: column or 0]
    return begin + len(text.decode())
