"""Log lines carry ids and kinds, never what somebody wrote: not in an exception's words, not in a link."""

from __future__ import annotations

import json
import logging
import re
import traceback
from collections.abc import Iterator
from typing import Any


def to_stderr(*, as_json: bool, level: str) -> dict[str, Any]:
    """The LOGGING of the settings."""
    formatter = "json" if as_json else "plain"
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": JsonFormatter}, "plain": {"()": PlainFormatter}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": formatter}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {"django.request": {"level": "ERROR"}, "psycopg.pool": {"level": "ERROR"}},
    }


class PlainFormatter(logging.Formatter):
    """Level, logger and message; of an exception its frames and its type."""

    def format(self, record: logging.LogRecord) -> str:
        lines = [f"{record.levelname} {record.name} {said(record)}"]
        for one in reversed(list(_chain(record))):
            lines += [line.rstrip("\n") for line in traceback.format_tb(one.__traceback__)]
            lines.append(type(one).__name__)
        return "\n".join(lines)


class JsonFormatter(logging.Formatter):
    """One JSON object a line: level, logger, message, and the exception's type without its values."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": self.formatTime(record),
            "level": record.levelname,
            "logger": record.name,
            "message": said(record),
        }
        for one in _chain(record):
            line["error"] = type(one).__name__
            line["where"] = _where(one)
            break
        return json.dumps(line)


def said(record: logging.LogRecord) -> str:
    """The message. Where it quotes an exception it names its type; the words of a link are left out."""
    message = record.getMessage()
    for one in [*_chain(record), *_arguments(record)]:
        for words in (repr(one), str(one)):
            message = _without(message, words, type(one).__name__)
    match = getattr(getattr(record, "request", None), "resolver_match", None)
    for word in match.kwargs.values() if match else ():
        if isinstance(word, str):
            message = _without(message, word, "…")
    return message


def _without(message: str, words: str, instead: str) -> str:
    # Whole words: an error about the number 1 must not eat the ones of an id.
    return re.sub(rf"(?<!\w){re.escape(words)}(?!\w)", instead, message) if words.strip() else message


def _chain(record: logging.LogRecord) -> Iterator[BaseException]:
    """The exception, and what it came from."""
    one = record.exc_info[1] if record.exc_info else None
    seen: set[int] = set()
    while one is not None and id(one) not in seen:
        seen.add(id(one))
        yield one
        one = one.__cause__ or one.__context__


def _arguments(record: logging.LogRecord) -> list[BaseException]:
    given = record.args.values() if isinstance(record.args, dict) else record.args or ()
    return [one for one in given if isinstance(one, BaseException)]


def _where(one: BaseException) -> str:
    """The last line of ours on the way; a library's says little."""
    frames = traceback.extract_tb(one.__traceback__)
    ours = [frame for frame in frames if "site-packages" not in frame.filename] or frames
    return f"{ours[-1].filename}:{ours[-1].lineno}" if ours else ""
