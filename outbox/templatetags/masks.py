"""`{{ address|masked }}`."""

from django import template

from outbox.masking import masked

register = template.Library()
register.filter("masked", masked)
