"""Delivery."""


def deliver_ready() -> int:
    """Send what is ready."""
    return 0
