"""Who is party to a case, and where it goes instead."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.cases.parties import (
    Party,
    Rank,
    Reported,
    UnitPlace,
    check_withdrawal,
    climb,
    is_party,
    level_apart,
    next_level,
)
from domain.problems import Refused
from domain.terms import UnitKind

GOVERNMENT, INSPECTORATE, OFFICE, SECTION, OTHER = (UUID(int=number) for number in range(1, 6))
UNITS = {
    GOVERNMENT: UnitPlace(UnitKind.GOVERNMENT, None),
    INSPECTORATE: UnitPlace(UnitKind.INSPECTORATE, GOVERNMENT),
    OFFICE: UnitPlace(UnitKind.OFFICE, GOVERNMENT),
    SECTION: UnitPlace(UnitKind.SECTION, OFFICE),
    OTHER: UnitPlace(UnitKind.OFFICE, GOVERNMENT),
}
ME, BOSS, CHIEF, STRANGER = (UUID(int=number) for number in range(11, 15))


@pytest.mark.parametrize(
    ("unit", "expected"),
    [(SECTION, OFFICE), (OFFICE, INSPECTORATE), (GOVERNMENT, INSPECTORATE), (INSPECTORATE, GOVERNMENT)],
)
def test_a_case_goes_up_and_past_the_government_to_the_inspectorate(unit: UUID, expected: UUID) -> None:
    assert next_level(unit, UNITS) == expected


def test_without_an_inspectorate_it_goes_to_the_government_and_from_there_nowhere() -> None:
    units = {key: place for key, place in UNITS.items() if key != INSPECTORATE}
    assert next_level(OFFICE, units) == GOVERNMENT
    assert next_level(GOVERNMENT, units) is None


@pytest.mark.parametrize(
    ("unit", "barred", "expected"),
    [
        (SECTION, {SECTION}, OFFICE),
        (SECTION, {SECTION, OFFICE}, INSPECTORATE),
        (SECTION, {SECTION, OFFICE, INSPECTORATE}, GOVERNMENT),
        (OFFICE, {OFFICE, GOVERNMENT}, INSPECTORATE),
        (SECTION, {SECTION, GOVERNMENT}, INSPECTORATE),
    ],
)
def test_a_case_that_names_several_goes_past_all_of_them(unit: UUID, barred: set[UUID], expected: UUID) -> None:
    assert level_apart(unit, barred, UNITS) == expected


@given(
    kinds=st.lists(st.sampled_from(list(UnitKind)), min_size=1, max_size=7),
    data=st.data(),
)
def test_a_case_goes_where_nobody_is_party_or_to_the_next_level(kinds: list[UnitKind], data: st.DataObject) -> None:
    """In any tree of units; it ends, also where the inspectorate and the government are both named."""
    keys = [UUID(int=number) for number in range(1, len(kinds) + 1)]
    places = [st.sampled_from([None, *keys[:number]]) for number in range(len(keys))]
    units = {key: UnitPlace(kind, data.draw(place)) for key, kind, place in zip(keys, kinds, places, strict=True)}
    barred = data.draw(st.sets(st.sampled_from(keys)))
    unit = data.draw(st.sampled_from(keys))
    found = level_apart(unit, barred, units)
    if found is not None and climb([found], units) & barred:
        assert found == next_level(unit, units)
    assert level_apart(unit, set(), units) == next_level(unit, units)


@pytest.mark.parametrize("approve", [True, False])
def test_who_named_somebody_does_not_decide_that_they_stay_named(approve: bool) -> None:
    def code_of(named_by: UUID | None) -> str | None:
        try:
            check_withdrawal(Party(Reported(STRANGER, None), named_by), ME, approve=approve)
        except Refused as refused:
            return refused.problems[0].code
        return None

    assert [code_of(each) for each in (ME, BOSS, None)] == ["SECOND_PERSON", None, None]


def test_whom_a_case_names_no_longer_is_not_withdrawn_again() -> None:
    check_withdrawal(None, ME, approve=False)
    with pytest.raises(Refused) as caught:
        check_withdrawal(None, ME, approve=True)
    assert caught.value.problems[0].code == "NOT_NAMED"


def test_one_is_in_or_under_the_units_above_ones_own_and_the_inspectorate_under_none() -> None:
    assert climb([SECTION], UNITS) == {SECTION, OFFICE, GOVERNMENT}
    assert climb([INSPECTORATE], UNITS) == {INSPECTORATE}
    assert climb([], UNITS) == frozenset()


def test_a_circle_of_units_is_climbed_once() -> None:
    units = {OFFICE: UnitPlace(UnitKind.OFFICE, SECTION), SECTION: UnitPlace(UnitKind.SECTION, OFFICE)}
    assert climb([OFFICE], units) == {OFFICE, SECTION}


@given(
    superiors=st.frozensets(st.sampled_from([BOSS, CHIEF])),
    units=st.frozensets(st.sampled_from(list(UNITS))),
    employee=st.sampled_from([None, ME, BOSS, CHIEF, STRANGER]),
    unit=st.sampled_from([None, *UNITS]),
)
def test_party_is_who_is_named_or_has_above_them_who_or_what_is_named(
    superiors: frozenset[UUID], units: frozenset[UUID], employee: UUID | None, unit: UUID | None
) -> None:
    expected = employee == ME or employee in superiors or unit in units
    rank = Rank(ME, superiors, units)
    assert is_party(rank, [Reported(employee, unit)]) is expected
    assert is_party(rank, [Reported(STRANGER, None), Reported(employee, unit)]) is expected
    assert not is_party(rank, [])
