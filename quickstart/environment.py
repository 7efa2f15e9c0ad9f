"""The environment the application runs in, with embedded servers where the caller named none."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

from quickstart import redis
from quickstart.places import secret_key
from quickstart.postgres import Cluster, cluster
from quickstart.processes import Process


@dataclass
class Servers:
    """What a command needs to run: its environment, and what was started for it."""

    env: dict[str, str]
    cluster: Cluster | None = None
    processes: list[Process] = field(default_factory=list)


@contextmanager
def servers(database: str = "curbside") -> Iterator[Servers]:
    """Yield the servers; what was started for the block ends with it."""
    env = dict(os.environ)
    found = Servers(env)
    with ExitStack() as started:
        if not env.get("DATABASE_URL"):
            found.cluster = started.enter_context(cluster(database))
            env["DATABASE_URL"] = found.cluster.url("curbside_app")
            env["DATABASE_OWNER_URL"] = found.cluster.url("curbside_owner")
        if not env.get("REDIS_URL"):
            env["REDIS_URL"], process = started.enter_context(redis.server())
            found.processes.append(process)
        env.setdefault("SECRET_KEY", secret_key())
        env.setdefault("HTTPS_ONLY", "0")
        env.setdefault("ALLOWED_HOSTS", "127.0.0.1,localhost")
        yield found
