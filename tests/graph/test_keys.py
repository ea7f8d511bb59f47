"""Keys that can be nobody's are refused before anything is sent; keys that are nobody's find nothing."""

import pytest

from domain.terms import Role
from tests.graph.demonstration import World

BY_NUMBER = "query($n: String!) { employee(by: {identityNumber: $n}) { id } }"


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("123", "IDENTITY_NUMBER_FORM"),
        ("19950711:201811:2:001", "IDENTITY_NUMBER_FORM"),
        ("19951311 201811 2 001", "IDENTITY_NUMBER_BIRTH_DATE"),
        ("199513112018112001", "IDENTITY_NUMBER_BIRTH_DATE"),
        ("199507112010112001", "IDENTITY_NUMBER_APPOINTMENT"),
        ("199507112018113001", "IDENTITY_NUMBER_SEX"),
        ("199507112018112000", "IDENTITY_NUMBER_SERIAL"),
    ],
)
async def test_an_impossible_number_is_refused_with_its_field(world: World, number: str, code: str) -> None:
    answer = await world.ask_both(BY_NUMBER, Role.HR_AGENCY, n=number)
    assert [error["extensions"] for error in answer["errors"]] == [
        {"code": code, "path": ["employee", "by", "identityNumber"]}
    ]


async def test_a_possible_number_of_nobody_finds_nothing(world: World) -> None:
    assert await world.ask_both(BY_NUMBER, Role.HR_AGENCY, n="195001011970011999") == {"data": {"employee": None}}


@pytest.mark.parametrize("between", [" ", ".", "-", "\u00a0"])
async def test_a_number_is_found_as_cards_print_it(world: World, between: str) -> None:
    listed = await world.ask_both("{ employees(first: 1) { nodes { id identityNumber } } }", Role.HR_AGENCY)
    [employee] = listed["data"]["employees"]["nodes"]
    number = employee["identityNumber"]
    printed = between.join((number[:8], number[8:14], number[14], number[15:]))
    found = await world.ask_both(BY_NUMBER, Role.HR_AGENCY, n=printed)
    assert found == {"data": {"employee": {"id": employee["id"]}}}
