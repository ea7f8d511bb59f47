"""What may be told of a group: enough cases of enough people, and so for every difference that can be worked out."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.disclosure import (
    FEWEST_HANDLERS,
    NOBODY,
    PUBLISHED_CASES,
    SMALLEST_GROUP,
    Contributors,
    may_replace,
    may_stand_beside,
    may_tell,
)


def shared(*cases: int) -> Contributors:
    """Cases of one handler each."""
    return Contributors(sum(cases), {UUID(int=person): number for person, number in enumerate(cases, 1) if number})


HANDLED = st.lists(st.integers(0, 12), max_size=9).map(lambda cases: shared(*cases))


@pytest.mark.parametrize(
    ("contributors", "told"),
    [
        (NOBODY, False),
        (shared(2, 2, 2, 2, 2), True),
        (shared(2, 2, 2, 2, 1), False),
        (shared(5, 5, 5, 5), False),
        (shared(8, 2, 2, 2, 2), True),
        (shared(9, 2, 2, 2, 2), False),
    ],
)
def test_a_figure_is_told_of_enough_cases_of_enough_people_of_whom_none_dominates(
    contributors: Contributors, told: bool
) -> None:
    assert may_tell(contributors) is told


def test_the_first_figure_of_an_office_rests_on_more() -> None:
    assert may_replace(shared(6, 6, 6, 6, 6), None)
    assert not may_replace(shared(6, 6, 6, 6, 5), None)


@given(HANDLED, HANDLED)
def test_what_replaces_a_figure_differs_from_it_by_a_group_that_may_be_told(
    before: Contributors, more: Contributors
) -> None:
    now = before.add(more)
    assert may_replace(now, before) is (may_tell(now, PUBLISHED_CASES) and may_tell(more))
    if may_replace(now, before):
        assert now.cases - before.cases >= SMALLEST_GROUP
        assert len(now.difference(before).handled) >= FEWEST_HANDLERS


@given(st.lists(HANDLED, min_size=1, max_size=4), HANDLED)
def test_a_whole_stands_beside_its_parts_if_what_they_leave_may_be_told(
    parts: list[Contributors], rest: Contributors
) -> None:
    together = NOBODY
    for part in parts:
        together = together.add(part)
    allowed = may_stand_beside(together.add(rest), together)
    assert allowed is (rest.cases == 0 or together.cases == 0 or may_tell(rest))


@given(HANDLED, HANDLED)
def test_a_difference_is_the_same_both_ways(one: Contributors, other: Contributors) -> None:
    assert one.difference(other) == other.difference(one)
    assert one.add(other).difference(other) == one.difference(NOBODY)
