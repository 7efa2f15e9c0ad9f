"""Every periodic job, on one screen.

Plain 60-second intervals: an hourly crontab in a zone with daylight saving skips the
repeated hour. `expires` is shorter than the interval, so a worker that was away does not
work through a pile of old ticks. Every job is idempotent; two beats are harmless.
"""

from typing import Any

MINUTE = 60.0

SCHEDULE: dict[str, dict[str, Any]] = {
    "raise due reminders": {"task": "followups.tasks.sweep", "schedule": MINUTE, "options": {"expires": 55}},
    "prepare weekly emails": {
        "task": "followups.tasks.digests",
        "schedule": MINUTE,
        "options": {"expires": 55},
    },
    "deliver mail": {"task": "outbox.tasks.deliver", "schedule": MINUTE, "options": {"expires": 55}},
    "empty the trash": {
        "task": "dashboard.tasks.tidy",
        "schedule": 60 * MINUTE,
        "options": {"expires": 3000},
    },
}
