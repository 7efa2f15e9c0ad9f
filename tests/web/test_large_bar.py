"""The large bar of a person's page, and what is drawn of every bar."""

from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from tests.web.test_bars import DENVER, NOW, WINDOWS, at, window
from web import phrases
from web.bars import Bar, Label, small_bar, window_bar
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


# ------------------------------------------------------------------ where its words stand
SPANS = [(months, back) for months in (0, 1, 3, 7, 11, 14, 17, 18, 40, 200) for back in (0, 1, 4, 20, 60)]


def spread(months: int, back: int, state: str = "waiting") -> Bar:
    """A person met so many months ago and last touched so many days ago, with a window of four months."""
    last = NOW - timedelta(days=back)
    first = min(last, NOW - timedelta(days=30.4 * months))
    opens, due, late = (last + timedelta(days=days) for days in (90, 120, 180))
    if state in ("due", "late"):
        opens, due, late = (NOW - timedelta(days=days) for days in (60, 30, 9 if state == "late" else -9))
    return large_bar(state, first, [first, last], opens, due, late, NOW, DENVER)


def ends(label: Label, width: int) -> tuple[float, float]:
    """Measured apart from the code: about as wide as a browser draws them."""
    size, left = len(label.text) * 6.4, label.at * width / 100
    beside = {"start": 8, "end": -8 - size, "middle": -size / 2}[label.anchor]
    return left + beside, left + beside + size


@pytest.mark.parametrize("state", ["waiting", "due", "late"])
@pytest.mark.parametrize(("months", "back"), SPANS)
def test_no_word_leaves_the_bar_touches_another_or_is_struck_by_today(state, months, back) -> None:
    bar = spread(months, back, state)
    for width, seen in ((1168, bar.labels), (344, [one for one in bar.labels if "wide" not in one.kind])):
        here = sorted(ends(label, width) for label in seen)
        line = bar.now * width / 100
        assert all(left >= -2 and right <= width + 2 for left, right in here)
        assert all(right <= line + 2 or line - 2 <= left for left, right in here)
        assert all(one[1] <= other[0] for one, other in pairwise(here))


@pytest.mark.parametrize(("months", "back"), SPANS)
def test_due_is_always_named_beside_its_tick(months, back) -> None:
    bar = spread(months, back)
    (due,) = (label for label in bar.labels if label.text.startswith("due "))
    assert due.at == next(tick.at for tick in bar.ticks if tick.kind == "due")


@pytest.mark.parametrize("months", [1, 6, 14, 18, 30, 200])
def test_names_of_months_do_not_touch(months) -> None:
    columns = spread(months, 0 if months < 19 else 30 * months).months
    for width, seen in ((1168, columns), (344, [one for one in columns if one.kind == "major"])):
        named = [ends(label, width) for label in seen if label.text]
        assert named[-1][1] <= width + 8
        assert all(one[1] <= other[0] for one, other in pairwise(named))
    assert len([label for label in columns if label.text]) >= min(len(columns), 6)


def test_a_month_beside_the_year_is_left_out_where_it_would_touch() -> None:
    texts = [label.text for label in spread(18, 0).months]
    assert texts[:3] == ["Nov 2024", "", "Jan 2025"]
    assert texts[3:6] == ["", "Mar", "Apr"]


def test_the_last_touch_of_today_stands_beside_the_line_of_today() -> None:
    (last,) = (label for label in spread(18, 0).labels if label.kind == "last")
    assert last.anchor == "end"
    (last,) = (label for label in spread(0, 0).labels if label.kind == "last")
    assert last.anchor == "start"
