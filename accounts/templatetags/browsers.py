"""`{{ user_agent|browser }}`: “Chrome on Windows” instead of the line a browser sends."""

from django import template

register = template.Library()

# The first that is named wins: each browser also names those it wants to be taken for.
PROGRAMS = [
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
]
MACHINES = [
    ("iPhone", "an iPhone"),
    ("iPad", "an iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "a Chromebook"),
    ("Mac OS X", "a Mac"),
    ("Linux", "Linux"),
]


@register.filter
def browser(line: str) -> str:
    """Which program on which machine, as far as the line tells."""
    program = next((name for mark, name in PROGRAMS if mark in line), "a browser")
    machine = next((name for mark, name in MACHINES if mark in line), "")
    return f"{program} on {machine}" if machine else program
