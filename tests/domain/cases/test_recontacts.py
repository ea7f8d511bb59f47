"""Citizens are asked again by somebody who had nothing to do with their case, whom nobody chose."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.cases.recontacts import Candidate, check_asking, choose_asker
from domain.problems import Refused
from tests.domain.histories import ANI, BUDI, CITRA, MONDAY

OFFICE, SECTION = UUID(int=1), UUID(int=2)
KEYS = st.integers(1, 50).map(lambda number: UUID(int=number))
CANDIDATES = st.lists(
    st.builds(Candidate, KEYS, st.frozensets(st.sampled_from([OFFICE, SECTION]), max_size=2)), max_size=20
)


@given(st.binary(min_size=32, max_size=32), CANDIDATES, st.sets(KEYS), st.data())
def test_the_lot_chooses_among_those_apart(
    lot: bytes, candidates: list[Candidate], involved: set[UUID], data: st.DataObject
) -> None:
    asker = choose_asker(lot, candidates, involved, {OFFICE})
    apart = {
        each.employee_id for each in candidates if each.employee_id not in involved and OFFICE not in each.unit_ids
    }
    assert (asker in apart) if apart else asker is None
    assert choose_asker(lot, data.draw(st.permutations(candidates)), involved, {OFFICE}) == asker


def test_every_lot_may_choose_anybody() -> None:
    candidates = [Candidate(UUID(int=number), frozenset({SECTION})) for number in range(1, 6)]
    chosen = {choose_asker(bytes([number]) * 32, candidates, (), {OFFICE}) for number in range(100)}
    assert chosen == {each.employee_id for each in candidates}


@pytest.mark.parametrize(
    ("asker", "asked_at", "person", "code"),
    [(None, None, ANI, "NOT_FOUND"), (BUDI, None, ANI, "NOT_FOUND"), (None, None, None, "NOT_FOUND"),
     (CITRA, MONDAY, CITRA, "ALREADY_ASKED")],
)  # fmt: skip
def test_only_whom_the_lot_chose_asks_and_once(asker: UUID, asked_at: object, person: UUID, code: str) -> None:
    with pytest.raises(Refused) as caught:
        check_asking(asker, asked_at, person)  # type: ignore[arg-type]
    assert caught.value.problems[0].code == code
