"""What is looked at before the application starts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error

from web import playbook
from web.playbook_entries import PlaybookError


def playbook_can_be_read(**kwargs: Any) -> list[CheckMessage]:
    """One error for each entry that cannot be used."""
    try:
        playbook.read(Path(settings.PLAYBOOK))
    except PlaybookError as wrong:
        return [Error(problem, id="playbook.E001") for problem in wrong.problems]
    return []
