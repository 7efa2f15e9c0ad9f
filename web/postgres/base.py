"""Two things Django does at every request or row that can be had for less, and one of psycopg's.

A kept connection is asked by its socket first. Django's health check is one round trip a request, a
tenth of a page's time. A server that restarted or ended the connection has closed the socket, and a
closed socket is readable: only then is the round trip worth it.

Moments are read by psycopg's own loader in C. Django puts one in Python in its place, to give them the
zone of the connection; ours is always UTC, and a list of fifty people has two hundred and fifty moments.

psycopg looks for the values' places in a statement once and keeps the answer, unless the statement is longer
than 4,096 characters. Those of Today and of a person's page are (ADR 0011), and the look takes 0.1 ms.
"""

import select
from typing import Any

from django.conf import settings
from django.db.backends.postgresql import base
from psycopg import _queries, adapters
from psycopg.pq import Format

# Not a promise of psycopg's: without the name nothing breaks, and a test says that it is gone.
_queries.MAX_CACHED_STATEMENT_LENGTH = 16_384
MOMENT = adapters.types["timestamptz"].oid
C_LOADER = adapters.get_loader(MOMENT, Format.TEXT)


class DatabaseWrapper(base.DatabaseWrapper):
    """PostgreSQL; see the module."""

    def is_usable(self) -> bool:
        """Whether the connection still answers."""
        if self.connection is None or self.connection.closed:
            return False
        poll = select.poll()
        poll.register(self.connection.fileno(), select.POLLIN)
        return not poll.poll(0) or super().is_usable()

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """A connection that reads moments in UTC."""
        connection = super().get_new_connection(conn_params)
        if settings.USE_TZ and self.timezone_name == "UTC" and C_LOADER:
            connection.adapters.register_loader("timestamptz", C_LOADER)
        return connection

    def create_cursor(self, name: str | None = None) -> Any:
        """As Django's, which looks for a zone on the loader that it would have put there itself."""
        if self.connection.adapters.get_loader(MOMENT, Format.TEXT) is not C_LOADER:
            return super().create_cursor(name)
        if not name:
            return self.connection.cursor()
        kept: dict[str, Any] = {"scrollable": False, "withhold": self.connection.autocommit}
        if self.settings_dict["OPTIONS"].get("server_side_binding"):
            return self.connection.cursor(name, **kept)
        client_side: Any = base.ServerSideCursor
        return client_side(self.connection, name=name, **kept)
