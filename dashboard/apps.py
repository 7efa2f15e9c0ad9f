from django.apps import AppConfig
from django.core.checks import Tags, register
from django.utils.module_loading import import_string


class DashboardConfig(AppConfig):
    name = "dashboard"

    def ready(self) -> None:
        # By name: the models it reads are there only now.
        register(import_string("dashboard.access.every_address_has_a_rule"), Tags.urls)
