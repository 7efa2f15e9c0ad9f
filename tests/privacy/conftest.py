"""The people of a program, as in its own tests."""

from tests.programs.conftest import at_desk, cora, enroll, joined, link_for, marlowe, staff_client

__all__ = ["at_desk", "cora", "enroll", "joined", "link_for", "marlowe", "staff_client"]
