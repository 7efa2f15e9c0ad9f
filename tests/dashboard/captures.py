"""The evaluation lines beside this file: reading them, and scoring the reader against them.

Run as a script it prints both scores:  python -m tests.dashboard.captures
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from contacts.names import fold
from dashboard.capture import CurrentEvent, Promise, Reading, read

HERE = Path(__file__).parent
TUNED = HERE / "captures.txt"
HELD_OUT = HERE / "captures_held_out.txt"
ZONE = ZoneInfo("America/New_York")
NOW = datetime(2026, 5, 19, 15, 40, tzinfo=UTC)
APA = CurrentEvent(7, "APA Annual Meeting", date(2026, 5, 16), date(2026, 5, 20))
FIELDS = ["who", "by", "mine", "theirs", "when", "kind", "take", "place", "occasion"]


@dataclass
class Line:
    """One typed line and the parts a person reads out of it; a part that is absent is expected empty."""

    text: str
    expected: dict[str, str] = field(default_factory=dict)


def lines(path: Path) -> Iterator[Line]:
    line: Line | None = None
    for raw in path.read_text(encoding="utf-8").splitlines():
        if not raw.strip() or raw.startswith("#"):
            continue
        if not raw.startswith(" "):
            if line:
                yield line
            line = Line(raw)
        elif line:
            name, _, value = raw.strip().partition(":")
            assert name in FIELDS, raw
            line.expected[name] = "" if value.strip() == "-" else value.strip()
    if line:
        yield line


def reading_of(text: str) -> Reading:
    return read(text, now=NOW, zone=ZONE, known=[], event=APA, last_met_via="Rounds")


def misread(line: Line) -> dict[str, tuple[str, str]]:
    """The fields the reader got wrong: what was expected and what it read."""
    got = _got(reading_of(line.text), line.expected.get("when", ""))
    wanted = {"kind": "met", "when": "2026-05-19"} | line.expected
    pairs = {name: (wanted.get(name, ""), got[name]) for name in FIELDS}
    return {name: pair for name, pair in pairs.items() if _same(*pair) is False}


def score(path: Path) -> tuple[int, int, int, int]:
    """Lines read without a slip, lines, fields read right, fields."""
    wrong = [misread(line) for line in lines(path)]
    fields = len(wrong) * len(FIELDS)
    return sum(not slips for slips in wrong), len(wrong), fields - sum(map(len, wrong)), fields


def _same(wanted: str, got: str) -> bool:
    return [fold(part) for part in wanted.split(";")] == [fold(part) for part in got.split(";")]


def _got(reading: Reading, when: str) -> dict[str, str]:
    return {
        "who": "; ".join(person.text for person in reading.people),
        "by": reading.introduced_by.text if reading.introduced_by else "",
        "mine": _promises(reading.promises_by_me),
        "theirs": _promises(reading.promises_to_me),
        "when": f"{reading.when:%Y-%m-%d %H:%M}" if " " in when else f"{reading.when:%Y-%m-%d}",
        "kind": reading.kind,
        "take": str(reading.takeaway or ""),
        "place": str(reading.where or ""),
        "occasion": str(reading.occasion or ""),
    }


def _promises(promises: tuple[Promise, ...]) -> str:
    return "; ".join(f"{promise.what} | {promise.due or '-'}" for promise in promises)


def report(path: Path) -> str:
    right, total, fields_right, fields = score(path)
    return f"{path.name}: {right} of {total} lines without a slip, {fields_right} of {fields} fields"


if __name__ == "__main__":
    print(report(TUNED))
    print(report(HELD_OUT))
