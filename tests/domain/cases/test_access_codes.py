from datetime import date
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from domain.cases.tickets import derive_access_code, format_ticket, hash_access, normalise_access_code

SECRET = b"a secret of thirty-two bytes ...."
TICKET = format_ticket("KM", date(2026, 11, 24), 123_456_789)


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
