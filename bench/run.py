"""`make bench`: builds the measured database when it is not there, then measures in a process of its own."""

import subprocess
import sys

from bench import database
from quickstart.prepare import static_files


def main() -> int:
    """0 when every bound holds."""
    env = database.environment()
    database.ready(env, lambda text: print(text, flush=True))
    static_files(env)
    return subprocess.run([sys.executable, "-m", "bench.table"], cwd=database.ROOT, env=env).returncode


if __name__ == "__main__":
    sys.exit(main())
