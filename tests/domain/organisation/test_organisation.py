"""Units that form a tree, posts that follow each other."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.organisation.posts import check_assignments
from domain.organisation.units import find_cycle
from domain.problems import Refused

PARENTS = st.dictionaries(st.sampled_from("abcdefgh"), st.sampled_from([None, *"abcdefghz"]))


def test_a_tree_has_no_cycle() -> None:
    assert find_cycle({"government": None, "office": "government", "section": "office", "stray": "unknown"}) is None


def test_a_cycle_is_named_without_the_units_that_only_lead_to_it() -> None:
    assert find_cycle({"leaf": "a", "a": "b", "b": "c", "c": "a"}) == ("a", "b", "c")
    assert find_cycle({"a": "a"}) == ("a",)


def test_a_deep_organisation_is_no_burden() -> None:
    chain = {str(unit): str(unit + 1) for unit in range(20_000)}
    assert find_cycle(chain) is None
    assert find_cycle(chain | {"20000": "19999"}) == ("19999", "20000")


def reaches_itself(unit: str, parents: dict[str, str | None]) -> bool:
    above = parents.get(unit)
    for _ in parents:
        if above == unit:
            return True
        above = parents.get(above) if above else None
    return False


@settings(max_examples=40)
@given(PARENTS)
def test_a_cycle_is_found_exactly_where_a_unit_is_above_itself(parents: dict[str, str | None]) -> None:
    cycle = find_cycle(parents)
    assert (cycle is not None) == any(reaches_itself(unit, parents) for unit in parents)
    if cycle is not None:
        assert [parents[unit] for unit in cycle] == [*cycle[1:], cycle[0]]


JANUARY, JUNE, JULY = date(2026, 1, 1), date(2026, 6, 30), date(2026, 7, 1)


@pytest.mark.parametrize(
    "spans",
    [[], [(JANUARY, None)], [(JANUARY, JUNE), (JULY, None)], [(JULY, None), (JANUARY, JUNE)], [(JANUARY, JANUARY)]],
)
def test_posts_may_follow_each_other_day_by_day(spans: list[tuple[date, date | None]]) -> None:
    check_assignments(spans)


@pytest.mark.parametrize(
    ("spans", "code", "path"),
    [
        ([(JANUARY, None), (JULY, None)], "OVERLAPPING_ASSIGNMENTS", 1),
        ([(JULY, None), (JANUARY, JULY)], "OVERLAPPING_ASSIGNMENTS", 0),
        ([(JANUARY, JUNE), (JANUARY, JUNE)], "OVERLAPPING_ASSIGNMENTS", 1),
        ([(JANUARY, None), (JUNE, JANUARY)], "DATE_ORDER", 1),
    ],
)
def test_posts_that_overlap_or_end_before_they_begin_are_refused(
    spans: list[tuple[date, date | None]], code: str, path: int
) -> None:
    with pytest.raises(Refused) as refused:
        check_assignments(spans)
    (problem,) = refused.value.problems
    assert (problem.code, problem.path) == (code, (path,))


def test_a_refusal_names_both_posts_by_their_days() -> None:
    with pytest.raises(Refused, match=r"2026-01-01\.\.2026-06-30 and 2026-06-30\.\. overlap"):
        check_assignments([(JANUARY, JUNE), (JUNE, None)])


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(0, 30), st.none() | st.integers(0, 9)), max_size=5))
def test_overlaps_are_found_exactly_where_two_posts_share_a_day(drawn: list[tuple[int, int | None]]) -> None:
    spans = [
        (JANUARY + timedelta(start), None if length is None else JANUARY + timedelta(start + length))
        for start, length in drawn
    ]
    days = [{start + day for day in range(60 - start if length is None else length + 1)} for start, length in drawn]
    shared = any(days[one] & days[other] for one in range(len(days)) for other in range(one))
    try:
        check_assignments(spans)
    except Refused:
        assert shared
    else:
        assert not shared
