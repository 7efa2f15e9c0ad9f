"""The drawn row of a resident: escaped, and without a link where the resident sees it."""

from programs.drawing import cells
from programs.models import Enrollment

MARKUP = "<script>x</script>"


def row() -> Enrollment:
    made = Enrollment(
        pk=7, program_id=3, name=MARKUP, track=MARKUP, pgy_level=2, academic_year=2025, status="joined"
    )
    made.advisor_name = MARKUP
    return made


def test_markup_in_every_text_is_escaped() -> None:
    drawn = cells(row(), link=True)
    assert "<script" not in drawn
    assert drawn.count("&lt;script&gt;") == 3


def test_only_the_program_gets_a_link() -> None:
    assert 'href="/program/3/people/7/"' in cells(row(), link=True)
    assert "<a " not in cells(row())


def test_nobody_yet_stands_where_there_is_no_advisor() -> None:
    made = row()
    made.advisor_name = ""
    assert "<td>nobody yet</td>" in cells(made)
