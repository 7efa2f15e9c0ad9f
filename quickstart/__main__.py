"""Command line: `python -m quickstart exec CMD...`, `python -m quickstart run`; see the Makefile."""

import argparse
import os
import sys

from quickstart import app, clean, command
from quickstart.places import Problem


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m quickstart")
    actions = parser.add_subparsers(dest="action", required=True)
    execute = actions.add_parser("exec", help="run one command with PostgreSQL and Redis around it")
    execute.add_argument("command", nargs=argparse.REMAINDER)
    run = actions.add_parser("run", help="run the application with demo data")
    run.add_argument("--port", default=os.environ.get("PORT") or "8000")
    run.add_argument("--under-make", action="store_true", help="end when the make that started this ends")
    actions.add_parser("clean", help="remove caches and collected files")
    actions.add_parser("clean-demo", help="remove the demo database and its mail")
    return parser


def main() -> int:
    """Do what the arguments ask; the exit code."""
    parser = _parser()
    chosen = parser.parse_args()
    try:
        if chosen.action == "run":
            return app.run(app.port_from(chosen.port), under_make=chosen.under_make)
        if chosen.action == "clean":
            return clean.caches()
        if chosen.action == "clean-demo":
            return clean.demo()
        if not chosen.command:
            parser.error("exec needs a command")
        return command.run(chosen.command)
    except Problem as problem:
        print(f"quickstart: {problem}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
