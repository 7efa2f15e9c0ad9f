"""`{{ rows|resident_rows:keeps }}` and `{{ row|resident_cells }}`."""

from django import template
from django.utils.safestring import SafeString

from programs.drawing import cells, lines, place_cells, row_cells
from programs.models import Enrollment, RosterEntry
from programs.roster import row_for
from programs.rows import Row

register = template.Library()
register.filter("resident_rows", lines)
register.filter("place_cells", place_cells)
register.filter("row_cells", row_cells)


@register.filter
def resident_cells(row: Row | Enrollment) -> SafeString:
    """The cells of a row, or of what the program sees of a resident today."""
    if isinstance(row, Enrollment):
        return cells(row_for(row, RosterEntry.objects.filter(pk=row.pk).first()))
    return cells(row)
