"""A kept connection is asked by its socket first.

Django's health check is one round trip a request, a tenth of a page's time. A server that
restarted or ended the connection has closed the socket, and a closed socket is readable:
only then is the round trip worth it.
"""

import select

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """PostgreSQL; see the module."""

    def is_usable(self) -> bool:
        """Whether the connection still answers."""
        if self.connection is None or self.connection.closed:
            return False
        poll = select.poll()
        poll.register(self.connection.fileno(), select.POLLIN)
        return not poll.poll(0) or super().is_usable()
