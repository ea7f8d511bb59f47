"""Groups of settled cases: each is one of which may be told, and nobody is in two."""

from collections import Counter
from datetime import date
from itertools import chain
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from domain.disclosure import SMALLEST_CELL, Contributors, may_tell
from domain.reports.groups import SettledCase, form_groups, reported_before

CITY, OFFICES = UUID(int=1), [UUID(int=10 + number) for number in range(4)]
PEOPLE = [UUID(int=100 + number) for number in range(8)]
ATTRIBUTES = st.tuples(
    st.sampled_from(OFFICES),
    st.sampled_from([date(2026, month, 1) for month in (1, 2, 3, 4)]),
    st.tuples(st.sampled_from("ab"), st.sampled_from("xyz")),
    st.frozensets(st.sampled_from(PEOPLE), max_size=3),
)
CASES = st.lists(ATTRIBUTES, max_size=120).map(
    lambda drawn: [
        SettledCase(UUID(int=1_000 + number), (office, CITY), month, details, handlers)
        for number, (office, month, details, handlers) in enumerate(drawn)
    ]
)


@given(CASES)
def test_a_group_is_one_of_which_may_be_told(cases: list[SettledCase]) -> None:
    by_key = {case.id: case for case in cases}
    groups = form_groups(cases)
    assert max(Counter(chain.from_iterable(groups)).values(), default=1) == 1
    for group in ([by_key[key] for key in keys] for keys in groups):
        handled = Counter(person for case in group for person in case.handlers)
        assert may_tell(Contributors(len(group), handled), SMALLEST_CELL)
        assert len({case.quarter for case in group}) == 1


@given(CASES)
def test_what_is_left_makes_up_no_group(cases: list[SettledCase]) -> None:
    grouped = set(chain.from_iterable(form_groups(cases)))
    assert form_groups([case for case in cases if case.id not in grouped]) == []


def draw(office: UUID, details: tuple[str, ...], *numbers: int) -> list[SettledCase]:
    return [
        SettledCase(UUID(int=number), (office, CITY), date(2026, 1, 1), details, frozenset({PEOPLE[number % 5]}))
        for number in numbers
    ]


def test_groups_are_as_fine_as_they_may_be() -> None:
    fine, other = draw(OFFICES[0], ("a", "x"), *range(11)), draw(OFFICES[0], ("b", "y"), *range(11, 22))
    assert [len(group) for group in form_groups(fine + other)] == [11, 11]
    assert form_groups(fine[1:]) == []
    coarse = draw(OFFICES[0], ("a", "x"), *range(5)) + draw(OFFICES[0], ("a", "y"), *range(5, 11))
    assert [len(group) for group in form_groups(coarse)] == [11]
    apart = draw(OFFICES[0], ("a", "x"), *range(5)) + draw(OFFICES[1], ("b", "y"), *range(5, 11))
    assert [len(group) for group in form_groups(apart)] == [11], "the units above have them together"


def test_a_month_is_reported_when_it_ended_a_month_ago() -> None:
    assert reported_before(date(2026, 11, 30)) == date(2026, 10, 1)
    assert reported_before(date(2026, 12, 1)) == date(2026, 11, 1)
