"""Tickets and codes survive being read aloud and typed in, and belong to one case."""

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.cases.tickets import (
    ALPHABET,
    derive_access_code,
    format_access_code,
    format_ticket,
    hash_access,
    normalise_access_code,
    normalise_ticket,
)

DAYS = st.dates(date(2020, 1, 1), date(2099, 12, 31))
NUMBERS = st.integers(0, 2**30 - 1)
CODES = st.binary(min_size=10, max_size=10)
SECRET = b"a secret of thirty-two bytes ...."
TICKET = format_ticket("KM", date(2026, 11, 24), 123_456_789)


def test_a_ticket_shows_its_day() -> None:
    assert format_ticket("KM", date(2026, 11, 24), 0) == "KM-261124-000000"
    assert format_ticket("KM", date(2026, 11, 24), 2**30 - 1) == "KM-261124-ZZZZZZ"
    assert format_ticket("KM", date(2026, 11, 24), 0b00001_00010_00011_00100_00101_01010) == "KM-261124-12345A"


def test_an_access_code_is_written_in_groups() -> None:
    assert format_access_code(bytes(9) + b"\x21") == "0000-0000-0000-0011"
    assert format_access_code(b"\xff" * 10) == "ZZZZ-ZZZZ-ZZZZ-ZZZZ"


@pytest.mark.parametrize("length", [0, 9, 11])
def test_an_access_code_takes_80_bits_no_more_and_no_less(length: int) -> None:
    with pytest.raises(ValueError, match="10 random bytes"):
        format_access_code(bytes(length))


def test_the_alphabet_has_32_symbols_and_none_that_are_taken_for_another() -> None:
    assert len(set(ALPHABET)) == 32
    assert not set(ALPHABET) & set("ILOU")


@pytest.mark.parametrize(
    "typed",
    [
        "KM-261124-01Z1A0",
        "km-261124-01z1a0",
        " KM 261124 O1ZLAo ",
        "kM26ii24oizia0",
        "KM–261124—01Z1A0",
        "KM\uff0d\uff12\uff16\uff11\uff11\uff12\uff14 01Z1A0",
    ],
)
def test_a_ticket_is_recognised_however_it_is_typed(typed: str) -> None:
    assert normalise_ticket(typed) == "KM-261124-01Z1A0"


@pytest.mark.parametrize(
    "foreign", ["19-00012345", "SR18-00000001", "KM-261124-01Z1A0X", "KM-A61124-01Z1A0", "261124-01Z1A0", ""]
)
def test_numbers_from_elsewhere_stay_as_they_are(foreign: str) -> None:
    assert normalise_ticket(f" {foreign}\n") == foreign


@settings(max_examples=40)
@given(st.text("ABCDEFGHIJKLMNOPQRSTVWXYZ", min_size=1, max_size=6), DAYS, NUMBERS)
def test_a_ticket_of_any_prefix_is_recognised(prefix: str, day: date, number: int) -> None:
    ticket = format_ticket(prefix, day, number)
    assert normalise_ticket(ticket.lower().replace("-", "")) == normalise_ticket(ticket)
    assert normalise_ticket(ticket)[-13:] == ticket[-13:]


@settings(max_examples=40)
@given(DAYS, NUMBERS)
def test_a_ticket_normalises_to_itself(day: date, number: int) -> None:
    ticket = format_ticket("KM", day, number)
    assert normalise_ticket(ticket) == ticket
    assert normalise_ticket(ticket.lower().replace("-", " ").replace("0", "o").replace("1", "l")) == ticket


@settings(max_examples=40)
@given(CODES)
def test_an_access_code_normalises_to_itself(random: bytes) -> None:
    code = format_access_code(random)
    assert normalise_access_code(code) == code
    assert normalise_access_code(code.lower().replace("-", "").replace("0", "O").replace("1", "I")) == code


@settings(max_examples=40)
@given(CODES, CODES)
def test_different_bytes_make_different_codes(one: bytes, other: bytes) -> None:
    assert (format_access_code(one) == format_access_code(other)) == (one == other)


@settings(max_examples=40)
@given(st.text(max_size=80))
def test_normalising_twice_changes_nothing(typed: str) -> None:
    code, ticket = normalise_access_code(typed), normalise_ticket(typed)
    assert normalise_access_code(code) == code
    assert normalise_ticket(ticket) == ticket


@pytest.mark.parametrize("typed", ["", "7K3Q", "7K3Q-X9AB-04MN-ZZ1T-0", "0" * 100_000])
def test_what_is_no_code_matches_none(typed: str) -> None:
    assert len(normalise_access_code(typed).replace("-", "")) != 16
    assert len(normalise_access_code(typed)) <= 64


@given(st.uuids(), st.uuids())
def test_each_case_has_an_access_code_of_its_own_that_stays(case: UUID, other: UUID) -> None:
    code = derive_access_code(SECRET, case)
    assert code == derive_access_code(SECRET, case) == normalise_access_code(code)
    assert (code == derive_access_code(SECRET, other)) is (case == other)
    assert code != derive_access_code(b"another secret", case)


@given(st.uuids())
def test_ticket_and_code_are_found_however_they_are_typed(case: UUID) -> None:
    code = derive_access_code(SECRET, case)
    typed = f" {TICKET.lower().replace('-', ' ')} ", code.lower().replace("-", "").replace("0", "o").replace("1", "l")
    assert hash_access(SECRET, *typed) == hash_access(SECRET, TICKET, code)
    assert hash_access(b"another secret", TICKET, code) != hash_access(SECRET, TICKET, code)


@given(st.text(), st.text())
def test_anything_a_person_may_type_has_a_hash(ticket: str, code: str) -> None:
    assert len(hash_access(SECRET, ticket, code)) == 32
    assert len(hash_access(SECRET, ticket + "\ud800", code)) == 32
