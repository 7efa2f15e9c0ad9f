"""The mail server of the mail's own tests."""

from tests.outbox.conftest import sink

__all__ = ["sink"]
