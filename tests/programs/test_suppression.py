"""What is withheld of small groups, and that no subtraction brings it back."""

from itertools import product

import pytest

from programs.aggregate import aggregate
from programs.suppression import LEAST, suppressed, table, table_of_sharers
from tests.programs.test_drawing import row

NONE = None


@pytest.mark.parametrize(
    ("numbers", "told"),
    [
        ([5, 6, 7], [5, 6, 7]),
        ([4, 6, 7], [NONE, NONE, 7]),
        ([20, 4], [NONE, NONE]),
        ([0, 20, 30], [NONE, NONE, 30]),
        ([0, 0, 20, 30], [NONE, NONE, NONE, 30]),
        ([1, 3, 9, 20], [NONE, NONE, NONE, 20]),
        ([2, 3, 9, 20], [NONE, NONE, NONE, 20]),
        ([5, 6, 4, 3], [NONE, 6, NONE, NONE]),
        ([5, 5, 0, 9], [NONE, NONE, NONE, 9]),
        ([4, 4, 9, 12], [NONE, NONE, NONE, 12]),
        ([6, 4, 6], [NONE, NONE, NONE]),
        ([3], [NONE]),
        ([], []),
    ],
)
def test_under_five_and_the_next_smallest_are_withheld(numbers: list[int], told: list[int | None]) -> None:
    assert suppressed(numbers) == told


def possible(told: list[int | None], total: int) -> list[set[int]]:
    """Every value each withheld cell may have, for somebody who knows the sum and the cells that are told."""
    hidden = [at for at, number in enumerate(told) if number is None]
    rest = total - sum(number for number in told if number is not None)
    fits = [values for values in product(range(rest + 1), repeat=len(hidden)) if sum(values) == rest]
    return [set(column) for column in zip(*fits, strict=True)]


@pytest.mark.parametrize("cells", [2, 3, 4])
def test_no_subtraction_tells_a_withheld_cell(cells: int) -> None:
    """Every line of up to four cells up to nine (eleven for the shorter): each withheld cell stays open."""
    for numbers in product(range(10 if cells == 4 else 12), repeat=cells):
        if sum(numbers) < LEAST:
            continue
        told = suppressed(numbers)
        assert all(number is None or number >= LEAST for number in told)
        for values in possible(told, sum(numbers)):
            assert len(values) >= LEAST, (numbers, told)


@pytest.mark.parametrize("cells", [2, 3, 4])
def test_not_even_the_rule_itself_tells_a_withheld_cell(cells: int) -> None:
    """Of all lines printed just so, with the same sum, each withheld cell has two values or more."""
    alike: dict[tuple[int, tuple[int | None, ...]], list[tuple[int, ...]]] = {}
    for numbers in product(range({2: 26, 3: 14, 4: 10}[cells]), repeat=cells):
        if sum(numbers) >= LEAST:
            alike.setdefault((sum(numbers), tuple(suppressed(numbers))), []).append(numbers)
    for (_, told), lines in alike.items():
        for at, number in enumerate(told):
            assert number is not None or len({line[at] for line in lines}) > 1, (told, lines)


def test_a_total_under_five_is_withheld_too() -> None:
    found = table("Few", [("a", 3), ("b", 1)])
    assert (found.total, [cell.number for cell in found.cells]) == (None, [None, None])


@pytest.mark.parametrize("hidden", [0, 1, 4])
def test_few_who_do_not_share_are_a_cell_of_every_table(hidden: int) -> None:
    found = table_of_sharers("Seat", [("filled", 12), ("open", 9)], hidden)
    assert [cell.name for cell in found.cells] == ["filled", "open", "not shared"]
    assert [cell.number for cell in found.cells] == [12, None, None]


def test_many_who_do_not_share_are_told_once() -> None:
    found = table_of_sharers("Seat", [("filled", 12), ("open", 9)], 5)
    assert [cell.name for cell in found.cells] == ["filled", "open"]


@pytest.mark.parametrize("hidden", range(12))
@pytest.mark.parametrize("sharing", [3, 5, 14])
def test_the_number_who_do_not_share_is_told_everywhere_or_nowhere(hidden: int, sharing: int) -> None:
    shared = {"active": "1", "last_contact": "30", "clinical": "filled", "research": "open"}
    rows = [row(pk=number, **shared) for number in range(sharing)]
    page = aggregate(rows + [row(pk=100 + number) for number in range(hidden)])
    if page.is_too_small:
        assert not page.facts
        return
    counted, not_shared = page.facts[2].cells
    for one in page.shared:
        told = [cell.number for cell in one.cells]
        if not_shared.number is None and None not in told:
            assert sum(told) != sharing
        assert "not shared" not in [cell.name for cell in one.cells] or None in told
    assert (counted.number is None) == (not_shared.number is None)
