"""Derived rows beside stored ones: what says the same of the same keeps its key, and what was said stays findable."""

from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from domain.evidence.reconciliation import Differences, Record, Stored, reconcile

IDENTITY = 2
KEYS = st.uuids()
RECORD = st.tuples(st.integers(0, 2), st.integers(0, 2), st.integers(0, 2))
RECORDS = st.lists(RECORD, max_size=9, unique_by=lambda record: record[:IDENTITY])
STORED = st.lists(st.builds(Stored, KEYS, st.booleans(), RECORD), max_size=12, unique_by=lambda row: row.id)


def apply(stored: list[Stored], differences: Differences) -> dict[UUID, Stored]:
    rows = {row.id: row for row in stored}
    rows |= {row.id: row for row in differences.changed}
    rows |= {row.id: row._replace(current=False) for row in differences.superseded}
    added = [Stored(uuid4(), current=True, record=record) for record in differences.added]
    return rows | {row.id: row for row in added}


def current(rows: dict[UUID, Stored]) -> list[Record]:
    return sorted(row.record for row in rows.values() if row.current)


@given(STORED, RECORDS)
def test_the_current_rows_say_what_was_derived_and_nothing_else(stored: list[Stored], derived: list[Record]) -> None:
    assert current(apply(stored, reconcile(stored, derived, IDENTITY))) == sorted(derived)


@given(STORED, RECORDS)
def test_no_key_is_lost_and_none_is_given_another_meaning(stored: list[Stored], derived: list[Record]) -> None:
    rows = apply(stored, reconcile(stored, derived, IDENTITY))
    for row in stored:
        assert rows[row.id].record[:IDENTITY] == row.record[:IDENTITY]


@given(STORED, RECORDS)
def test_the_second_time_nothing_differs(stored: list[Stored], derived: list[Record]) -> None:
    rows = list(apply(stored, reconcile(stored, derived, IDENTITY)).values())
    assert reconcile(rows, reversed(derived), IDENTITY) == Differences((), (), ())


@given(STORED, RECORDS, RECORDS)
def test_what_is_said_again_is_the_same_row_again(
    stored: list[Stored], derived: list[Record], between: list[Record]
) -> None:
    first = apply(stored, reconcile(stored, derived, IDENTITY))
    second = apply(list(first.values()), reconcile(first.values(), between, IDENTITY))
    assert not reconcile(second.values(), derived, IDENTITY).added


def test_a_row_that_weighs_otherwise_changes_in_place_and_one_that_says_otherwise_does_not() -> None:
    key = UUID(int=7)
    stored = [Stored(key, current=True, record=("REOPENED", 0.0, 0.4))]
    assert reconcile(stored, [("REOPENED", 0.0, 0.5)], IDENTITY) == Differences(
        (), (Stored(key, current=True, record=("REOPENED", 0.0, 0.5)),), ()
    )
    assert reconcile(stored, [("REOPENED", 1.0, 0.4)], IDENTITY) == Differences(
        (("REOPENED", 1.0, 0.4),), (), (stored[0],)
    )
