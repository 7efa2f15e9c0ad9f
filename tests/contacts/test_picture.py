"""The picture of the network: who came through whom, each in one place, whatever the introductions say."""

from __future__ import annotations

from datetime import date

from contacts.picture import (
    DEEPEST,
    DELETED,
    GROUPS,
    OTHERS,
    UNKNOWN,
    Knot,
    Someone,
    Tie,
    groups,
    people_of,
    place,
)

DAY = date(2026, 1, 1)


def someone(pk: int, name: str = "", **more: object) -> Someone:
    return Someone(pk, family_name=name or f"Person{pk:03}", **more)  # type: ignore[arg-type]


def shape(knots: list[Knot]) -> list[object]:
    return [(one.person.pk, shape(one.through)) if one.through else one.person.pk for one in knots]


def test_p2_each_stands_below_whoever_introduced_them_first() -> None:
    ties = [Tie(1, 2, DAY), Tie(2, 3, DAY), Tie(4, 3, date(2026, 2, 1))]
    (found,) = groups([someone(n, met_via="APA") for n in (1, 2, 3, 4)], ties)
    assert found.words == "APA"
    assert shape(found.knots) == [(1, [(2, [3])]), 4]


def test_a_circle_of_introductions_ends_and_keeps_everybody_once() -> None:
    ties = [Tie(1, 2, DAY), Tie(2, 3, DAY), Tie(3, 1, DAY), Tie(3, 4, DAY), Tie(5, 5, DAY)]
    found = groups([someone(n) for n in range(1, 6)], ties)
    assert sorted(people_of(found)) == [1, 2, 3, 4, 5]
    assert len(place(found).marks) == 5


def test_somebody_deleted_stands_where_the_introduction_came_from() -> None:
    (found,) = groups([someone(7)], [Tie(None, 7, DAY, "a project")])
    (gone,) = found.knots
    assert gone.person.name == DELETED
    assert gone.person.gone == "deleted"
    assert [(one.person.pk, one.led_to) for one in gone.through] == [(7, "a project")]


def test_p2_whoever_was_introduced_and_deleted_stands_below_the_introducer() -> None:
    (found,) = groups([someone(7)], [Tie(7, None, DAY, "a project"), Tie(7, None, DAY)])
    (seven,) = found.knots
    assert [(one.person.name, one.led_to) for one in seven.through] == [(DELETED, "a project"), (DELETED, "")]
    assert [one.person.label for one in place([found]).marks][1:] == ["deleted since"] * 2
    assert len(place([found]).marks) == 3


def test_an_introducer_who_is_not_in_the_picture_hides_nobody() -> None:
    assert people_of(groups([someone(7)], [Tie(99, 7, DAY)])) == [7]


def test_two_hundred_people_keep_apart() -> None:
    """Every mark has room of its own, and the same people always stand in the same places."""
    people = [someone(n, met_via=f"Place {n % 7}") for n in range(1, 201)]
    ties = [Tie(n // 3, n, DAY) for n in range(3, 90)]
    first = place(groups(people, ties))
    spots = [(one.x, one.y) for one in first.marks]
    assert len(spots) == len(set(spots)) == 200
    near = [(a, b) for a in first.marks for b in first.marks if a is not b and a.y == b.y and a.x < b.x]
    assert min(b.x - a.x for a, b in near) >= 24
    assert all(b.x - a.x > 150 for a, b in near if a.named)
    assert place(groups(people[::-1], ties[::-1])) == first
    assert first.height < 3000


def test_a_long_chain_goes_down_after_a_few_columns() -> None:
    people = [someone(n) for n in range(1, 301)]
    made = place(groups(people, [Tie(n, n + 1, DAY) for n in range(1, 300)]))
    assert len(made.marks) == 300
    assert len({one.x for one in made.marks}) == DEEPEST + 1
    assert len({(one.x, one.y) for one in made.marks}) == 300


def test_quiet_people_are_dots_and_a_seat_is_named() -> None:
    people = [someone(n, met_via="APA") for n in range(1, 6)] + [
        someone(9, met_via="APA", roles=("clinical",))
    ]
    made = place(groups(people, []))
    assert [one.person.pk for one in made.marks if one.named] == [9]
    assert len(made.marks) == 6


def test_many_ways_of_having_met_do_not_become_many_rows() -> None:
    found = groups([someone(n, met_via=f"Way {n:02}") for n in range(40)] + [someone(99)], [])
    assert len(found) == GROUPS + 1
    assert found[-1].words == OTHERS
    assert UNKNOWN not in [one.words for one in found[:-1]]
