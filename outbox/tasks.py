from celery import shared_task

from outbox import delivery


@shared_task
def deliver() -> None:
    """Send what is ready."""
    delivery.deliver_ready()
