"""Of every type and every guarded field it is decided what is noted of whoever reads it; what is not decided fails."""

import pytest

from domain import readings
from domain.access import FIELDS, OWNERS, ROWS
from domain.readings import NOTED_FIELDS, NOTED_ROWS, OF_CASES, is_decided, row_noted
from domain.terms import ReadingKind
from domain.text.labels import READING_LABELS


def test_every_type_and_every_guard_is_decided() -> None:
    assert [name for name in {*ROWS, *OWNERS} if not is_decided(name)] == []
    assert set(NOTED_ROWS) <= {*ROWS, *OWNERS}
    assert set(NOTED_FIELDS) == set(FIELDS)


def test_each_kind_is_read_with_something() -> None:
    """The reporter is read by a use case of its own."""
    assert {*NOTED_ROWS.values(), *NOTED_FIELDS.values()} == {*ReadingKind, None} - {ReadingKind.REPORTER}


def test_nobody_is_told_that_a_case_names_them() -> None:
    assert row_noted("ReportedParty") in OF_CASES


def test_parts_are_noted_like_what_they_are_part_of() -> None:
    assert row_noted("ScoreComponent") is row_noted("Score") is ReadingKind.SCORE
    assert row_noted("Measurement") is ReadingKind.PLAN


@pytest.mark.parametrize("owner", ["Case", "Nothing"])
def test_a_new_type_is_undecided_even_where_its_owner_is_of_nobody(monkeypatch: pytest.MonkeyPatch, owner: str) -> None:
    monkeypatch.setattr(readings, "OWNERS", OWNERS | {"Diary": owner})
    assert not is_decided("Diary")
    with pytest.raises(KeyError):
        row_noted("Diary")


def test_every_kind_of_reading_has_a_label() -> None:
    assert set(READING_LABELS) == set(ReadingKind)
