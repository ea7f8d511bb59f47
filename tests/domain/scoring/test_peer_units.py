"""How alike answers are since people of some units gave them, with and without one's own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.scoring.peer_units import StratumUnits, gather
from domain.scoring.peers import PeerRecord


def record(person: int, unit: str | None, n: float = 10.0, share: float = 1.0) -> PeerRecord:
    return PeerRecord(person, "roads|PHONE", (0.0, n), share, unit)


@pytest.mark.parametrize(
    ("here", "elsewhere", "likeness"),
    [
        ([], [record(1, "a")], 0.0),
        ([record(1, "a"), record(2, "a")], [], 0.0),
        ([record(1, None), record(2, None)], [record(3, None), record(4, None)], 0.0),
        ([record(1, "a"), record(2, "b")], [record(3, "a"), record(4, "b")], 0.0),
        ([record(1, "a"), record(2, "a")], [record(3, "b"), record(4, "b")], 0.25),
        ([record(1, "a"), record(2, "a", 20, 0.5)], [record(3, "b"), record(4, None)], 0.5**2 + 2 * 0.25**2 - 0.25),
    ],
)
def test_answers_are_alike_where_people_of_other_units_are_missing(
    here: list[PeerRecord], elsewhere: list[PeerRecord], likeness: float
) -> None:
    units = StratumUnits(gather(here), gather([*here, *elsewhere]))
    assert units.likeness() == pytest.approx(likeness)
    assert units.count() == len({each.person for each in here})


RECORDS = st.lists(
    st.builds(record, st.integers(0, 4), st.sampled_from(["a", "b", None]), st.floats(0.1, 50)), max_size=8
)


@given(RECORDS, RECORDS)
def test_ones_own_answers_are_left_out_as_if_they_had_never_been_given(
    here: list[PeerRecord], elsewhere: list[PeerRecord]
) -> None:
    def others(records: list[PeerRecord]) -> list[PeerRecord]:
        return [each for each in records if each.person != 0]

    whole = StratumUnits(gather(here), gather([*here, *elsewhere]))
    without = StratumUnits(gather(others(here)), gather(others([*here, *elsewhere])))
    assert whole.likeness(0) == pytest.approx(without.likeness(), abs=1e-6)
    assert whole.count(0) == without.count()
    assert 0 <= whole.likeness() < 2
