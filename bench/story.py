"""A mentor met three hundred times, and the story beside it, for the measured owner."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from accounts.models import User  # noqa: E402
from quickstart.demo import volume  # noqa: E402
from quickstart.demo.long_run import LongRun  # noqa: E402
from web import clock  # noqa: E402

MET, ROWS = 300, 12

if __name__ == "__main__":
    LongRun(User.objects.get(email=volume.EMAIL), MET, ROWS, clock.now()).make()
