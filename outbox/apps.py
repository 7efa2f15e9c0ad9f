from django.apps import AppConfig
from django.core.checks import Tags, register
from django.utils.module_loading import import_string


class OutboxConfig(AppConfig):
    name = "outbox"

    def ready(self) -> None:
        # By name: its models are there only now.
        register(import_string("outbox.starting.durable"), Tags.database)
