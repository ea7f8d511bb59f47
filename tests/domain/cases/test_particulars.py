"""What events state of their own comes back from JSON as it went in."""

import json
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.cases.particulars import (
    Category,
    DueExtended,
    Merged,
    Particulars,
    Recategorised,
    Submitted,
    read_particulars,
    write_particulars,
)

NOON = datetime(2026, 3, 2, 12, 0, 0, 5, tzinfo=UTC)
ROADS = Category(UUID(int=7), "ROADS")

moments = st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=7))]))
categories = st.builds(Category, st.uuids(), st.text())
stated = (
    st.builds(Submitted, categories, st.none() | moments, st.none() | moments)
    | st.builds(Recategorised, categories)
    | st.builds(DueExtended, moments)
    | st.builds(Merged, st.uuids())
)


@given(stated)
def test_particulars_survive_json(particulars: Particulars) -> None:
    stored = json.loads(json.dumps(write_particulars(particulars)))
    assert read_particulars(type(particulars), stored) == particulars


def test_names_are_in_camel_case_and_what_is_not_known_is_left_out() -> None:
    assert write_particulars(Submitted(ROADS, NOON)) == {
        "category": {"id": str(ROADS.id), "code": "ROADS"},
        "dueAt": "2026-03-02T12:00:00.000005+00:00",
    }
    assert write_particulars(Submitted(ROADS, None)) == {"category": {"id": str(ROADS.id), "code": "ROADS"}}


def test_what_must_be_known_and_is_not_is_an_error() -> None:
    with pytest.raises(KeyError, match="category"):
        read_particulars(Submitted, {"dueAt": NOON.isoformat()})
    with pytest.raises(ValueError, match="UUID"):
        read_particulars(Submitted, {"category": {"id": "roads", "code": "ROADS"}})
