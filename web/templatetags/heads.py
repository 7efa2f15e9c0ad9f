"""What a page loads, and days in words: each worked out once, for every page has a score of them."""

from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import Any

from django import template
from django.template import defaultfilters
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import dateformat
from django.utils.safestring import SafeString
from django_htmx.jinja import htmx_script

register = template.Library()

# Stands where a request's nonce will; no address of ours has it.
NONCE = "$nonce$"


@register.simple_tag
@lru_cache(maxsize=256)
def styles(*names: str) -> SafeString:
    """`{% styles "forms" "bars" %}`: the sheets of static/css in that order."""
    sheets = (static(f"css/{name}.css") for name in names)
    return SafeString("\n".join(f'<link rel="stylesheet" href="{sheet}">' for sheet in sheets))


@register.simple_tag(takes_context=True)
def modules(context: dict[str, Any], *names: str) -> SafeString:
    """`{% modules "finds" %}`: the modules of static/js, allowed by the request's nonce."""
    return SafeString(_modules(names).replace(NONCE, str(context["request"].csp_nonce)))


@register.simple_tag(takes_context=True)
def htmx(context: dict[str, Any]) -> SafeString:
    """The script of django-htmx, allowed by the request's nonce."""
    return SafeString(_htmx().replace(NONCE, str(context["request"].csp_nonce)))


@lru_cache(maxsize=1)
def _htmx() -> str:
    return htmx_script(nonce=NONCE)


@register.simple_tag
@lru_cache(maxsize=8)
def fixed(name: str) -> SafeString:
    """`{% fixed "parts/keys.html" %}`: a part that says the same to everybody."""
    return SafeString(render_to_string(name))


@lru_cache(maxsize=256)
def _modules(names: tuple[str, ...]) -> str:
    scripts = (static(f"js/{name}.js") for name in names)
    return "\n".join(f'<script type="module" nonce="{NONCE}" src="{script}"></script>' for script in scripts)


@lru_cache(maxsize=4096)
def _said(day: date, form: str) -> str:
    return dateformat.format(day, form)


def _date(value: Any, form: str | None = None) -> str:
    """Django's `date`; a day without an hour is said in the same words wherever it stands."""
    return _said(value, form) if form and type(value) is date else _of_django(value, form)


_of_django: Callable[[Any, str | None], str] = defaultfilters.date
register.filter("date", _date, expects_localtime=True, is_safe=False)
