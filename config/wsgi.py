"""WSGI entry point: `gunicorn config.wsgi`."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.utils.module_loading import import_string

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()
import_string("outbox.starting.assert_at_start")()
import_string("web.playbook.book")()

# What was loaded at the start stays: no collection need look at it again, in the middle of a request.
gc.collect()
gc.freeze()
