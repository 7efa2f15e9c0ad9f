"""The rules of the board: who sits where on a day, what is open, who fits, which gaps are said."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from contacts.board import (
    NotADay,
    NotYet,
    Person,
    Term,
    anchors_words,
    core_words,
    day_of,
    fits,
    in_many,
    last_in,
    open_seats,
    outside,
    season,
    seated,
    suggestions,
    times,
)
from contacts.board_gaps import Network, contenders, gaps
from contacts.models import SEATS

TODAY = date(2026, 5, 19)


def one(pk: int = 1, **fields: Any) -> Person:
    return Person(**{"pk": pk, "prefix": "Dr.", "given_name": "Ida", "family_name": f"Vale{pk}", **fields})


def sits(person: Person, role: str, starts: date = date(2025, 7, 1), ends: date | None = None) -> Term:
    return Term(person.pk * 100 + len(role), role, starts, ends, person)


def board_of(*terms: Term, on: date = TODAY) -> dict[str, list[Term]]:
    return seated(terms, on)


# ------------------------------------------------------------------ seats in time
@pytest.mark.parametrize(
    ("on", "role"),
    [
        (date(2026, 4, 30), "clinical"),
        (date(2026, 5, 1), "research"),
        (date(2025, 6, 30), None),
        (date(2025, 7, 1), "clinical"),
    ],
)
def test_p5_a_day_shows_the_role_held_on_it(on, role) -> None:
    ida = one()
    terms = [sits(ida, "clinical", ends=date(2026, 5, 1)), sits(ida, "research", date(2026, 5, 1))]
    assert [seat for seat, here in board_of(*terms, on=on).items() if here] == ([role] if role else [])


def test_p50_only_clinical_filled_leaves_three_open_in_their_order() -> None:
    assert open_seats(board_of(sits(one(), "clinical"))) == ["research", "navigator", "near_peer"]


def test_two_terms_of_one_person_in_one_seat_are_one_place() -> None:
    ida = one()
    assert len(board_of(sits(ida, "clinical"), Term(9, "clinical", TODAY, None, ida))["clinical"]) == 1


@pytest.mark.parametrize(("seats", "many"), [(SEATS[:2], 0), (SEATS[:3], 1), (SEATS, 1)])
def test_p51_three_seats_of_one_person_are_noted_and_two_are_not(seats, many) -> None:
    found = in_many(board_of(*(sits(one(), seat) for seat in seats)))
    assert len(found) == many
    assert not many or found[0][1] == list(seats)


def test_a_function_is_no_seat() -> None:
    assert open_seats(board_of(sits(one(), "sponsor"), sits(one(), "mentor"))) == SEATS


def test_whoever_left_an_open_seat_last_is_named_and_a_term_without_a_day_is_not() -> None:
    terms = [
        sits(one(1), "near_peer", ends=date(2025, 12, 1)),
        sits(one(2), "near_peer", ends=date(2026, 4, 1)),
        sits(one(3), "near_peer", TODAY, TODAY),
    ]
    left = last_in(terms, "near_peer", TODAY)
    assert left and left.person.pk == 2
    assert last_in(terms, "clinical", TODAY) is None


# ------------------------------------------------------------------ who fits
@pytest.mark.parametrize(
    ("seat", "fields", "fit"),
    [
        ("near_peer", {"title": "PGY-4, chief resident", "direction": "peer"}, 2),
        ("near_peer", {"title": "PGY-2", "direction": "peer"}, 0),
        ("near_peer", {"title": "PGY-6", "direction": "peer"}, 0),
        ("near_peer", {"title": "chief CL fellow", "direction": "senior"}, 1),
        ("near_peer", {"title": "PGY-4", "direction": "junior"}, 0),
        ("near_peer", {"title": "fellowship director", "direction": "senior"}, 0),
        ("research", {"title": "associate professor, delirium outcomes"}, 2),
        ("research", {"title": "court clinic"}, 0),
        ("research", {"tags": ("research",), "direction": "peer"}, 0),
        ("navigator", {"title": "CL fellowship director"}, 2),
        ("navigator", {"title": "chief CL fellow"}, 0),
        ("clinical", {"title": "geriatric psychiatry"}, 1),
        ("clinical", {"is_anchor": True}, 2),
        ("clinical", {"stage": "identified"}, 0),
        ("clinical", {"stage": "ended"}, 0),
    ],
)
def test_who_could_sit_in_which_seat(seat, fields, fit) -> None:
    assert fits(seat, one(**fields), "PGY-2") == fit


def test_suggestions_are_met_most_first_and_hold_no_seat() -> None:
    people = [
        one(1, title="program director"),
        one(2, title="dean", meetings=2),
        one(3, title="dean", meetings=1, last_touch=TODAY),
        one(4, title="dean", meetings=9),
    ]
    found = suggestions("navigator", people, {4}, "PGY-2", 2)
    assert [person.pk for person in found] == [2, 3]


# ------------------------------------------------------------------ gaps
INSIDE = [("Psychiatry", "", 12)]


def of(gap: str, network: Network) -> Any:
    return next((one for one in gaps(network) if one.slug == gap), None)


def full(**fields: Any) -> Network:
    return Network(**{"board": board_of(*(sits(one(n), s) for n, s in enumerate(SEATS, 90))), **fields})


def test_nothing_to_say_of_a_board_that_is_full() -> None:
    people = [one(n, is_anchor=True) for n in (1, 2, 3)]
    assert gaps(full(people=people, groups=[*INSIDE, ("Pharmacy", "pharmacy", 4)])) == []


def test_p50_the_open_seat_is_the_one_somebody_fits() -> None:
    ruiz = one(7, title="PGY-4", direction="peer")
    gap = of("open", Network(board_of(sits(one(), "clinical")), [ruiz], training="PGY-2"))
    assert (gap.seat, gap.person) == ("near_peer", ruiz)
    assert of("open", Network(board_of())).seat == "clinical"


def test_meetings_are_counted_of_nobody_while_the_board_is_full() -> None:
    network = full(people=[one(n, is_anchor=True) for n in (1, 2, 3)], groups=INSIDE)
    assert contenders(network, gaps(network)) == set()


def test_meetings_are_counted_of_those_an_open_seat_is_offered_to() -> None:
    people = [
        one(1, title="PGY-4", direction="peer"),
        one(2, title="PGY-3", direction="peer"),
        one(3, title="chief resident", direction="peer"),
        one(4, title="professor", is_anchor=True),
        one(5, title="PGY-4", direction="peer", stage="ended"),
    ]
    taken = [sits(one(n), seat) for n, seat in enumerate(SEATS[:3], 90)]
    network = Network(board_of(*taken), people, training="PGY-2")
    found = [gap for gap in gaps(network) if gap.slug == "open"]
    assert contenders(network, found) == {1, 2}
    (gap,) = (gap for gap in gaps(network.counted({2: 3, 1: 1})) if gap.slug == "open")
    assert (gap.person.pk, gap.person.meetings) == (2, 3)


def test_meetings_are_counted_of_who_could_be_an_anchor() -> None:
    above = [one(n, last_touch=TODAY) for n in (1, 2)]
    network = full(people=[*above, one(3, direction="junior", last_touch=TODAY), one(4)])
    found = [gap for gap in gaps(network) if gap.slug == "anchors"]
    assert contenders(network, found) == {1, 2}
    (gap,) = (gap for gap in gaps(network.counted({2: 1})) if gap.slug == "anchors")
    assert gap.person.pk == 2


def test_p51_the_seat_another_person_fits_is_offered() -> None:
    holder, director = one(1), one(2, title="program director")
    network = Network(board_of(*(sits(holder, seat) for seat in SEATS[:3])), [director])
    gap = of("three", network)
    assert (gap.seat, gap.person, gap.holder, gap.number) == ("navigator", director, holder, 3)


@pytest.mark.parametrize(
    ("groups", "specialty", "card"),
    [
        (INSIDE, "Psychiatry", "no_one_outside"),
        (INSIDE, "", "no_one_outside"),
        ([("Dept. of Psychiatry", "", 12)], "psychiatry", "no_one_outside"),
        ([*INSIDE, ("", "", 9)], "Psychiatry", "no_one_outside"),
        ([*INSIDE, ("Pharmacy", "pharmacy", 1)], "Psychiatry", "mostly_inside"),
        ([*INSIDE, ("Psychiatry", "nursing", 1)], "Psychiatry", "mostly_inside"),
        ([*INSIDE, ("Neurology", "", 3)], "Psychiatry", None),
        ([("Psychiatry", "", 4)], "Psychiatry", None),
        ([], "", None),
    ],
)
def test_p7_the_department_card(groups, specialty, card) -> None:
    found = [gap.slug for gap in gaps(full(groups=groups, specialty=specialty, people=()))]
    assert found == ([card] if card else [])


def test_p7_how_many_are_outside_and_of_how_many() -> None:
    assert outside([*INSIDE, ("Pharmacy", "", 2), ("", "", 3)], "") == ("Psychiatry", 2, 14)


def test_p11_no_peer_this_quarter_names_one_of_mine() -> None:
    people = [one(1, is_anchor=True), one(2, direction="peer", last_touch=date(2026, 1, 3))]
    assert of("peers", full(people=people, has_peer=False)).person == people[1]
    assert of("peers", full(people=people, has_peer=True)) is None
    assert of("peers", full(people=people[:1], has_peer=False)).person is None


@pytest.mark.parametrize(("anchors", "card"), [(1, True), (2, True), (3, False), (6, False)])
def test_p47_fewer_than_three_anchors_are_worth_a_thought(anchors, card) -> None:
    people = [one(n, is_anchor=True) for n in range(anchors)]
    assert bool(of("anchors", full(people=people))) is card


def test_at_most_three_cards_the_seats_first() -> None:
    holder = one(1)
    network = Network(
        board_of(*(sits(holder, seat) for seat in SEATS[:3])), [holder], INSIDE, "Psychiatry", "", False
    )
    assert [gap.slug for gap in gaps(network)] == ["open", "three", "no_one_outside"]


# ------------------------------------------------------------------ words and days
@pytest.mark.parametrize(
    ("number", "words"),
    [(0, "3–5 is typical, one"), (1, "2–4 more"), (2, "1–3 more"), (3, "3–5"), (7, "3–5")],
)
def test_p47_anchors_in_words(number, words) -> None:
    assert anchors_words(number).startswith(words)


@pytest.mark.parametrize(("number", "words"), [(0, "may come"), (2, "may come"), (3, "More is fine")])
def test_p58_core_mentors_in_words(number, words) -> None:
    assert words in core_words(number)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-04", date(2026, 4, 30)),
        ("2024-02", date(2024, 2, 29)),
        ("2025-12", date(2025, 12, 31)),
        ("2026-04-12", date(2026, 4, 12)),
        (" 2026-04 ", date(2026, 4, 30)),
        ("2026-05", TODAY),
        (TODAY.isoformat(), TODAY),
    ],
)
def test_p5_a_month_is_its_last_day_and_this_one_is_today(text, day) -> None:
    assert day_of(text, TODAY) == day


@pytest.mark.parametrize("text", ["2031-01", "9999-12", "2026-06", (TODAY + timedelta(days=1)).isoformat()])
def test_a_board_of_the_future_is_refused_as_such(text) -> None:
    with pytest.raises(NotYet):
        day_of(text, TODAY)


@pytest.mark.parametrize(
    "text", ["April", "2026", "2026-13", "2026-00", "2026-02-30", "0000-01", "1949-12", "٢٠٢٦-٠٤", "2026-4"]
)
def test_what_is_no_month_is_refused(text) -> None:
    with pytest.raises(NotADay):
        day_of(text, TODAY)


@pytest.mark.parametrize(
    ("day", "name", "began"),
    [
        (date(2026, 5, 19), "spring", date(2026, 3, 1)),
        (date(2026, 1, 2), "winter", date(2025, 12, 1)),
        (date(2026, 12, 1), "winter", date(2026, 12, 1)),
        (date(2026, 11, 30), "fall", date(2026, 9, 1)),
    ],
)
def test_seasons(day, name, began) -> None:
    assert season(day) == (name, began)


def test_times_in_words() -> None:
    assert [times(number) for number in (1, 2, 3, 12)] == ["once", "twice", "three times", "12 times"]
