"""A process that waits for the start and then calls one function of the application, line after line.

`python -m tests.faults.actor followups.digest:queue_due` says `ready` once Django is up and
the database answers. Each line on its input is a JSON list of arguments; each answer is one JSON
line with the function's result, or {"error": "..."}.
"""

from __future__ import annotations

import importlib
import json
import os
import sys

import django


def main() -> None:
    """Serve calls until the input ends."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    module, _, name = sys.argv[1].partition(":")
    function = getattr(importlib.import_module(module), name)
    database = importlib.import_module("django.db").connection
    database.ensure_connection()
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    print("ready", file=answers)
    for line in sys.stdin:
        database.close_if_unusable_or_obsolete()
        try:
            said = function(*json.loads(line))
        except Exception as error:
            said = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(said, default=str), file=answers)


if __name__ == "__main__":
    main()
