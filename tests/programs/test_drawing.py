"""The drawn row of a resident: escaped, the same for everybody, the way in beside it."""

from datetime import UTC, date, datetime

import pytest

from programs.drawing import cells, lines
from programs.rows import Mentor, Row, short

MARKUP = "<script>x</script>"


def row(**changes: object) -> Row:
    plain = Row(
        pk=7,
        program_id=3,
        name="Owen Tran",
        pgy_level=2,
        track="Research",
        academic_year=2025,
        status="joined",
        started=datetime(2025, 7, 1, tzinfo=UTC),
        advisor_id=1,
        advisor="Dr. Thomas Halloran",
        namesakes=False,
        clinical="",
        research="",
        navigator="",
        near_peer="",
        active="",
        last_contact="",
        next_meeting="",
        paused=False,
        mentors=[],
        as_of=date(2026, 5, 18),
        heard=[],
        help_id=None,
        help_role="",
        help_sentence="",
        help_since=None,
        met=False,
        muted=[],
    )
    return plain._replace(**changes)  # type: ignore[arg-type]


def mentor(**changes: str) -> dict[str, str]:
    return {"name": "Dr. Wen-Li Chao", "role": "clinical", "month": "2026-02", "stage": "met"} | changes


def test_markup_in_every_text_is_escaped() -> None:
    named = mentor(name=MARKUP, role=MARKUP, stage=MARKUP)
    drawn = lines([row(name=MARKUP, track=MARKUP, advisor=MARKUP, mentors=[named])], True)
    assert "<script" not in drawn
    assert drawn.count("&lt;script&gt;") == 7


def test_the_way_in_stands_after_the_cells() -> None:
    one = row()
    assert lines([one], True).startswith(f"<tr data-row>{cells(one)}<td")
    assert 'href="/program/3/people/7/"' in lines([one], True)
    assert "<a " not in lines([one], False)


@pytest.mark.parametrize(
    ("changes", "note"),
    [
        ({}, ""),
        ({"hint": True}, "may want an introduction"),
        ({"hint": True, "paused": True}, "paused"),
        ({"paused": True, "help_role": "navigator"}, "asked for a navigator"),
        ({"status": "invited"}, "not joined yet"),
    ],
)
def test_one_line_stands_under_the_name(changes: dict[str, object], note: str) -> None:
    assert row(**changes).note == note
    assert (f">{note}</small></th>" in cells(row(**changes))) == bool(note)


def test_nobody_yet_stands_where_there_is_no_advisor() -> None:
    assert ">nobody yet</td>" in cells(row(advisor_id=None, advisor=""))


def test_advisors_with_the_same_last_name_keep_their_first() -> None:
    assert ">Dr. Halloran</td>" in cells(row())
    assert ">Dr. Thomas Halloran</td>" in cells(row(namesakes=True))


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Dr. Thomas Halloran", "Dr. Halloran"),
        ("Dr Ana de la Cruz", "Dr Cruz"),
        ("Dr. Chao", "Dr. Chao"),
        ("Ana Ruiz", "Ana Ruiz"),
        ("", ""),
    ],
)
def test_short_names(name: str, said: str) -> None:
    assert short(name) == said


@pytest.mark.parametrize(
    ("month", "said"), [("2026-02", "February"), ("2025-06", "June"), ("2025-05", "May 2025"), ("", "")]
)
def test_a_month_says_its_year_when_it_is_a_year_ago(month: str, said: str) -> None:
    assert Mentor("Dr. Chao", "clinical", month, "met").when(date(2026, 5, 18)) == said


def test_a_named_mentor_in_full() -> None:
    drawn = cells(row(active="1", mentors=[mentor(role="clinical,near_peer", stage="named")]))
    assert "<span>Dr. Chao, clinical, near-peer<small>February, named as mentor</small></span>" in drawn
