"""The environment the application runs in, with embedded servers where the caller named none."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from quickstart import redis
from quickstart.places import secret_key
from quickstart.postgres import Cluster


@contextmanager
def servers(database: str = "curbside") -> Iterator[dict[str, str]]:
    """Yield a complete environment; what was started for it ends with the block."""
    env = dict(os.environ)
    with ExitStack() as started:
        if not env.get("DATABASE_URL"):
            cluster = started.enter_context(Cluster())
            env["DATABASE_URL"] = cluster.url("curbside_app", database)
            env["DATABASE_OWNER_URL"] = cluster.url("curbside_owner", database)
        if not env.get("REDIS_URL"):
            env["REDIS_URL"] = started.enter_context(redis.server())
        env.setdefault("SECRET_KEY", secret_key())
        env.setdefault("HTTPS_ONLY", "0")
        env.setdefault("ALLOWED_HOSTS", "127.0.0.1,localhost")
        yield env
