"""Command line: `python -m quickstart exec CMD...`."""

import argparse
import sys

from quickstart import command
from quickstart.places import Problem


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m quickstart", description=__doc__)
    actions = parser.add_subparsers(dest="action", required=True)
    execute = actions.add_parser("exec", help="run one command with PostgreSQL and Redis around it")
    execute.add_argument("command", nargs=argparse.REMAINDER)
    return parser


def main() -> int:
    """Do what the arguments ask; the exit code."""
    parser = _parser()
    chosen = parser.parse_args()
    try:
        if not chosen.command:
            parser.error("exec needs a command")
        return command.run(chosen.command)
    except Problem as problem:
        print(f"quickstart: {problem}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
