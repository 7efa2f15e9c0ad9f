"""The bars: geometry at the edges of every state, and the words that stand for a bar."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from web import phrases
from web.bars import Bar, Label, Scale, fit, hours_bar, small_bar, spans, window_bar

DENVER = ZoneInfo("America/Denver")
NOW = datetime(2026, 5, 19, 11, 40, tzinfo=DENVER)


def at(month: int, day: int, year: int = 2026, hour: int = 12, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=DENVER)


WINDOWS = {
    "waiting": (at(3, 25), at(6, 25), at(7, 25), at(8, 25)),
    "open": (at(2, 6), at(5, 6), at(6, 6), at(7, 6)),
    "closing": (at(1, 24), at(4, 24), at(5, 24), at(6, 24)),
    "due": (at(1, 11), at(4, 11), at(5, 11), at(6, 11)),
    "late": (at(11, 19, 2025), at(2, 19), at(3, 19), at(4, 19)),
}


def window(state: str, now: datetime = NOW, width: int = 400) -> Bar:
    return window_bar(state, *WINDOWS[state], now, DENVER, width)


def hours(state: str, met: datetime, now: datetime = NOW) -> Bar:
    return hours_bar(state, met, met + timedelta(hours=72), met + timedelta(days=7), now, DENVER)


@pytest.mark.parametrize(
    ("state", "kinds"),
    [
        ("waiting", ["line", "ahead", "empty", "ahead"]),
        ("open", ["line", "spent", "left", "ahead"]),
        ("closing", ["line", "spent", "left", "ahead"]),
        ("due", ["line", "spent", "over", "ahead"]),
        ("late", ["line", "spent", "past", "over", "ahead"]),
    ],
)
def test_each_state_is_drawn_with_its_own_stretches(state: str, kinds: list[str]) -> None:
    assert [span.kind for span in window(state).spans] == kinds


@pytest.mark.parametrize("state", phrases.STATES)
def test_stretches_join_without_gap_or_overlap_and_end_at_the_edge(state: str) -> None:
    drawn = window(state).spans
    assert drawn[0].start == 0
    assert drawn[-1].end == 100
    assert all(left.end == right.start for left, right in pairwise(drawn))


@pytest.mark.parametrize("state", phrases.STATES)
def test_the_scale_ends_nine_days_after_the_later_of_due_and_now(state: str) -> None:
    start, _, due, _ = WINDOWS[state]
    bar = window(state)
    whole = (max(due, NOW) + timedelta(days=9) - start).total_seconds()
    assert bar.now == pytest.approx((NOW - start).total_seconds() / whole * 100, abs=0.01)
    assert bar.ticks[0].at == pytest.approx((due - start).total_seconds() / whole * 100, abs=0.01)


def test_only_the_late_part_is_red_and_it_starts_at_late() -> None:
    bar = window("late")
    over = next(span for span in bar.spans if span.kind == "over")
    assert [tick.kind for tick in bar.ticks] == ["due", "late"]
    assert over.start == bar.ticks[1].at
    assert over.end == bar.now


@pytest.mark.parametrize(
    ("now", "here"),
    [
        (at(5, 6), "opens"),
        (at(6, 6), "due"),
        (at(5, 1), "opens"),
        (at(6, 20), "due"),
    ],
)
def test_an_open_window_is_spent_between_its_ends_only(now: datetime, here: str) -> None:
    drawn = {span.kind: span for span in window("open", now).spans}
    assert ("spent" in drawn) == (here == "due")
    assert ("left" in drawn) == (here == "opens")


def test_a_touch_this_very_minute_has_no_line_of_no_length() -> None:
    bar = window_bar("waiting", NOW, at(8, 19), at(9, 19), at(10, 19), NOW, DENVER)
    assert bar.now == 0
    assert [span.kind for span in bar.spans] == ["ahead", "empty", "ahead"]


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("waiting", ["last touch 25 Mar", "opens 25 Jun", "due 25 Jul"]),
        ("open", ["last touch 6 Feb", "opened 6 May", "due 6 Jun"]),
        ("closing", ["last touch 24 Jan", "opened 24 Apr", "due 24 May"]),
        ("due", ["last touch 11 Jan", "opened 11 Apr", "due 11 May"]),
        ("late", ["last touch 19 Nov", "due 19 Mar", "late 19 Apr"]),
    ],
)
def test_labels_of_each_state(state: str, words: list[str]) -> None:
    assert [label.text for label in window(state).labels] == words


@pytest.mark.parametrize("state", ["waiting", "open", "closing", "due"])
def test_a_narrow_bar_drops_opened(state: str) -> None:
    assert len(window(state, width=399).labels) == 2


def test_late_labels_hang_on_their_ticks() -> None:
    by_kind = {label.kind: label for label in window("late").labels}
    assert by_kind["grey"].anchor == "end"
    assert by_kind["grey"].at == window("late").ticks[0].at
    assert by_kind["late"].anchor == "start"
    assert by_kind["late"].at == window("late").ticks[1].at


def test_a_label_past_an_end_is_clamped_to_it() -> None:
    (left,) = fit([Label("due", 1.0, "due 24 May")], 400)
    (right,) = fit([Label("due", 99.0, "due 24 May")], 400)
    assert (left.at, left.anchor) == (0.0, "start")
    assert (right.at, right.anchor) == (100.0, "end")


def test_of_two_labels_that_would_touch_the_first_named_stays() -> None:
    kept = fit([Label("due", 50.0, "due 24 May"), Label("wide", 55.0, "opened 20 May")], 400)
    assert [label.kind for label in kept] == ["due"]
    apart = fit([Label("due", 90.0, "due 24 May"), Label("wide", 50.0, "opened 20 May")], 400)
    assert [label.kind for label in apart] == ["wide", "due"]


@pytest.mark.parametrize("width", [320, 354, 400, 600])
@pytest.mark.parametrize("state", phrases.STATES)
def test_no_two_labels_touch_at_any_width(state: str, width: int) -> None:
    for first, second in pairwise(window(state, width=width).labels):
        assert fit([first, second], width) == (first, second)


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("waiting", "Last touch 25 March. Opens 25 June."),
        ("open", "Open, 18 days left, due 6 June."),
        ("closing", "Closing, 5 days left, due 24 May."),
        ("due", "Due since 11 May, may be worth a note."),
        ("late", "Late since 19 April. A late note is still a kind one."),
    ],
)
def test_the_sentence_of_each_state(state: str, words: str) -> None:
    assert window(state).sentence == words


@pytest.mark.parametrize(
    ("state", "moment", "words", "margin"),
    [
        ("waiting", (19, 18), "Last touch 18 January. Opens 19 May.", "Opens 19 May/today"),
        ("closing", (19, 18), "Closing, due today.", "Today/by Tue 19 May"),
        ("due", (19, 9), "Due today, may be worth a note.", "Due/today"),
        ("due", (18, 23), "Due since 18 May, may be worth a note.", "Due/since 18 May"),
        ("late", (19, 9), "Late since today. A late note is still a kind one.", "Late/since today"),
        ("late", (18, 23), "Late since 18 May. A late note is still a kind one.", "Late/since 18 May"),
    ],
)
def test_today_is_called_today(state: str, moment: tuple[int, int], words: str, margin: str) -> None:
    """Where the person lives: in Denver an hour before midnight is yesterday, not UTC's today."""
    then = at(5, moment[0], hour=moment[1])
    assert phrases.sentence(state, at(1, 18), then, then, then, NOW, DENVER) == words
    assert "/".join(phrases.margin_words(state, then, then, then, NOW, DENVER)) == margin


def test_days_are_counted_where_the_person_lives() -> None:
    due, evening = at(5, 24, hour=12), at(5, 23, hour=23)
    assert phrases.days_between(evening, due, DENVER) == 1
    assert phrases.days_between(evening, due, ZoneInfo("UTC")) == 0
    assert phrases.sentence("closing", at(1, 24), at(4, 24), due, at(6, 24), at(5, 24, hour=9), DENVER) == (
        "Closing, due today."
    )
    assert phrases.sentence("closing", at(1, 24), at(4, 24), due, at(6, 24), at(5, 23, hour=9), DENVER) == (
        "Closing, 1 day left, due 24 May."
    )


def test_a_date_about_a_year_away_carries_its_year() -> None:
    assert phrases.short_date(at(5, 1, 2025), NOW, DENVER) == "1 May 2025"
    assert phrases.short_date(at(11, 19, 2025), NOW, DENVER) == "19 Nov"
    assert phrases.long_date(at(11, 19, 2025), NOW, DENVER) == "19 November 2025"


@pytest.mark.parametrize(
    ("state", "met", "words", "margin"),
    [
        ("open", (17, 15, 10), "Open, 27 hours left, due Wednesday 15:10.", "27 h left/by Wed 15:10"),
        ("open", (18, 17, 45), "Open, 54 hours left, due Thursday 17:45.", "54 h left/by Thu 17:45"),
        ("closing", (16, 20, 40), "Closing, 9 hours left, due today 20:40.", "9 h left/by 20:40 today"),
        ("closing", (16, 12, 10), "Closing, 30 minutes left, due today 12:10.", "30 min left/by 12:10 today"),
        ("due", (15, 15, 0), "Due since Monday 15:00, may be worth a note.", "Due/since Mon 15:00"),
        ("due", (16, 9, 15), "Due since 09:15 today, may be worth a note.", "Due/since 09:15"),
        ("late", (9, 15, 0), "Late since 16 May. A late note is still a kind one.", "Late/since 16 May"),
    ],
)  # fmt: skip
def test_seventy_two_hours_in_words(state: str, met: tuple[int, int, int], words: str, margin: str) -> None:
    day, hour, minute = met
    begun = at(5, day, hour=hour, minute=minute)
    due, late = begun + timedelta(hours=72), begun + timedelta(days=7)
    assert hours(state, begun).sentence == words
    assert "/".join(phrases.margin_words(state, begun, due, late, NOW, DENVER, hours=True)) == margin


def test_seventy_two_hours_are_three_cells() -> None:
    bar = hours("open", at(5, 17, hour=15, minute=10))
    assert [(tick.kind, tick.at) for tick in bar.ticks] == [("cell", 33.33), ("cell", 66.67), ("due", 100.0)]
    assert [label.text for label in bar.labels] == ["met Sun 15:10", "24 h", "48 h", "due Wed 15:10"]


def test_cells_count_hours_passed_across_a_clock_change() -> None:
    met = datetime(2026, 3, 7, 15, 0, tzinfo=DENVER)
    due = datetime(2026, 3, 10, 15, 0, tzinfo=DENVER)
    bar = hours_bar("open", met.astimezone(UTC), due.astimezone(UTC), due, met + timedelta(hours=1), DENVER)
    assert [tick.kind for tick in bar.ticks] == ["cell", "cell", "due"]
    assert bar.labels[-1].text == "due Tue 15:00"


def test_a_late_bar_of_hours_is_a_longer_line_red_from_day_seven() -> None:
    bar = hours("late", at(5, 9, hour=15))
    assert [span.kind for span in bar.spans] == ["spent", "past", "over"]
    assert bar.spans[-1].start == next(tick.at for tick in bar.ticks if tick.kind == "late")
    assert bar.now == 100
    assert [label.text for label in bar.labels] == ["met Sat 9 May", "72 h", "7 days"]


def test_a_thank_you_of_24_hours_has_no_inner_cells() -> None:
    met = at(5, 19, hour=8)
    bar = hours_bar("open", met, met + timedelta(hours=24), met + timedelta(days=7), NOW, DENVER)
    assert [tick.kind for tick in bar.ticks] == ["due"]


def test_a_small_bar_without_cadence_is_a_dot_a_line_and_now() -> None:
    bar = small_bar("waiting", at(5, 14), None, None, None, NOW)
    assert [span.kind for span in bar.spans] == ["line", "ahead"]
    assert bar.ticks == ()
    assert 30 < bar.now < 40


@pytest.mark.parametrize("state", phrases.STATES)
def test_a_small_bar_has_the_geometry_of_the_window_bar_and_no_words(state: str) -> None:
    small, full = small_bar(state, *WINDOWS[state], NOW), window(state)
    assert (small.spans, small.ticks, small.now) == (full.spans, full.ticks, full.now)
    assert small.labels == ()


def test_the_scale_survives_a_start_after_its_end() -> None:
    assert Scale(NOW, NOW)(NOW) == 0
    assert Scale(NOW, NOW - timedelta(days=1))(NOW + timedelta(days=1)) == 100


def test_spans_are_never_empty_or_backwards() -> None:
    for state in phrases.STATES:
        for now in (0.0, 40.0, 60.0, 100.0):
            assert all(span.end > span.start for span in spans(state, 40.0, 60.0, 80.0, now))
