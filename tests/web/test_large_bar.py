"""The large bar of a person's page, and what is drawn of every bar."""

from datetime import datetime

import pytest

from tests.web.test_bars import DENVER, NOW, WINDOWS, at, window
from web import phrases
from web.bars import Bar, small_bar, window_bar
from web.large_bar import large_bar
from web.templatetags import marks

FIRST = at(9, 18, 2025)
TOUCHES = [at(10, 30, 2025), at(12, 4, 2025), at(1, 24)]


def large(state: str = "closing", first: datetime = FIRST, touches: list[datetime] = TOUCHES) -> Bar:
    return large_bar(state, first, touches, *WINDOWS["closing"][1:], NOW, DENVER)


def test_the_large_bar_runs_from_the_month_of_the_first_touch_to_the_month_after_due() -> None:
    columns = large().months
    assert [label.text for label in columns] == [
        "Sep 2025", "Oct", "Nov", "Dec", "Jan 2026", "Feb", "Mar", "Apr", "May", "Jun",
    ]  # fmt: skip
    assert columns[0].at == 0
    assert [label.text for label in columns if label.kind == "major"] == ["Sep 2025", "Dec", "Mar", "Jun"]


def test_older_touches_are_rings_and_the_last_one_is_the_dot() -> None:
    bar = large()
    assert len(bar.rings) == 3
    assert bar.dot > max(bar.rings)
    assert bar.spans[0].kind == "before"
    assert bar.spans[0].end == bar.spans[1].start == bar.dot


def test_a_first_meeting_long_ago_does_not_squeeze_the_window() -> None:
    bar = large(first=at(3, 1, 2019), touches=[at(3, 1, 2019), *TOUCHES])
    assert bar.months[0].text == "Nov 2024"
    assert len(bar.rings) == 2
    assert all("first met" not in label.text for label in bar.labels)


def test_a_last_touch_long_ago_is_still_on_the_bar() -> None:
    bar = large_bar("waiting", at(3, 1, 2022), [], None, None, None, NOW, DENVER)
    assert bar.months[0].text == "Mar 2022"
    assert bar.sentence == "Last touch 1 March 2022."


def test_someone_met_today_has_a_dot_and_no_ring() -> None:
    bar = large_bar("waiting", NOW, [NOW], at(8, 19), at(9, 19), at(10, 19), NOW, DENVER)
    assert bar.rings == ()
    assert bar.dot == bar.now


def test_every_bar_names_itself_and_a_small_one_leaves_that_to_its_row() -> None:
    assert 'role="img" aria-label="Closing, 5 days left, due 24 May."' in marks.bar(window("closing"))
    assert 'aria-hidden="true"' in marks.bar_small(small_bar("open", *WINDOWS["open"], NOW))
    assert ">today, 19 May</text>" in marks.bar_large(large(), "today, 19 May")


def test_words_in_a_drawing_are_escaped() -> None:
    bar = window_bar("open", *WINDOWS["open"], NOW, DENVER, start_label="<b>")
    assert "<b>" not in marks.bar(bar)
    assert "&lt;b&gt;" in marks.bar(bar)


def test_drawings_need_no_inline_style() -> None:
    for state in phrases.STATES:
        assert "style=" not in marks.bar(window(state))
    assert "style=" not in marks.bar_large(large(), "today")


@pytest.mark.parametrize(
    ("goal", "done", "filled"), [(3, 0, False), (3, 2, True), (3, 9, True), (0, 0, False)]
)
def test_a_numeral_fills_from_the_bottom(goal: int, done: int, filled: bool) -> None:
    drawn = marks.numeral(goal, done)
    assert drawn.count(f">{goal}</text>") == (2 if filled else 1)
    if done > goal:
        assert 'y="12.0"' in drawn


def test_an_unknown_glyph_draws_nothing() -> None:
    assert marks.glyph("<script>") == ""
    assert 'href="#g-late"' in marks.glyph("late")
