"""When to say what a relationship has become: at the third and the fourth meeting, then never again (P53)."""

from __future__ import annotations

from contacts.models.kinds import Direction, Stage

# The meeting that makes a relationship a recurring one, and the last at which naming it is suggested.
RECURRING_AFTER, LAST_ASKED = 3, 4
TIMES = {3: "three times", 4: "four times"}


def asks(stage: str, direction: str, meetings: int, put_off: int) -> bool:
    """Whether to suggest naming it. `put_off` is how many meetings there were when it was last put off."""
    if stage != Stage.RECURRING or direction == Direction.JUNIOR:
        return False
    return RECURRING_AFTER <= meetings <= LAST_ASKED and put_off < meetings
