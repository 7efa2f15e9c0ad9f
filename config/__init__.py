"""Wiring only: settings, URLs, Celery, the schedule."""
