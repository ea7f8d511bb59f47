"""Who is party to a case, and where it goes instead."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.cases.parties import Rank, Reported, UnitPlace, climb, is_party, next_level
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
