"""Says in one line what is missing, before Django's settings ask for it (loaded with `-p`)."""

import os

import pytest

if not os.environ.get("DATABASE_URL") or not os.environ.get("DATABASE_OWNER_URL"):
    raise pytest.UsageError("The tests need DATABASE_URL and DATABASE_OWNER_URL: run make test.")
