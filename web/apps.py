from django.apps import AppConfig
from django.core.checks import register

from web.checks import playbook_can_be_read
from web.plain_words import speak_plainly


class WebConfig(AppConfig):
    name = "web"

    def ready(self) -> None:
        register(playbook_can_be_read)
        speak_plainly()
