"""The environment the application runs in, with embedded servers where the caller named none."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from quickstart import redis
from quickstart.places import secret_key
from quickstart.postgres import Cluster, cluster
from quickstart.processes import Process


@dataclass
class Servers:
    """What a command needs to run: its environment, and what was started for it."""

    env: dict[str, str]
    cluster: Cluster | None = None
    redis: Process | None = None

    def groups(self) -> list[int]:
        """The process groups started here; the cluster is shared and not among them."""
        return [self.redis.pid] if self.redis else []

    def redis_running(self) -> bool:
        """Whether the Redis started here still runs."""
        return self.redis is not None and self.redis.poll() is None


@contextmanager
def servers(database: str = "curbside", *, fresh: bool = False) -> Iterator[Servers]:
    """Yield the servers; what was started for the block ends with it.

    With `fresh` the database is embedded in any case and is made anew.
    """
    env = dict(os.environ)
    found = Servers(env)
    with ExitStack() as started:
        if fresh or not env.get("DATABASE_URL"):
            found.cluster = started.enter_context(cluster(database, fresh=fresh))
            env["DATABASE_URL"] = found.cluster.url("curbside_app")
            env["DATABASE_OWNER_URL"] = found.cluster.url("curbside_owner")
        if not env.get("REDIS_URL"):
            env["REDIS_URL"], found.redis = started.enter_context(redis.server())
        env.setdefault("SECRET_KEY", secret_key())
        env.setdefault("HTTPS_ONLY", "0")
        env.setdefault("ALLOWED_HOSTS", "127.0.0.1,localhost")
        yield found
