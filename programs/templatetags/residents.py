"""`{{ rows|resident_rows }}` and `{{ row|resident_cells }}`."""

from django import template

from programs.drawing import cells, lines

register = template.Library()
register.filter("resident_rows", lines)
register.filter("resident_cells", cells)
