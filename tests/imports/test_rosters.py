"""Rosters: what a row says, and what is wrong with it."""

from datetime import date

import pytest

from domain.organisation.rosters import PositionDescription, PostKey, RosterRow, UnitDescription
from domain.problems import Refused
from domain.terms import AssignmentStatus, Employment, JobFamily, PositionType, UnitKind
from imports.records.rosters import read_roster_row

TODAY = date(2026, 6, 1)
SITI, BUDI, ANI = "198501152010011003", "199003022015032001", "199203022021212001"
RECORD = {
    "identity_number": SITI,
    "name": "Siti Rahmah",
    "position_code": "NURSE",
    "position_title": "Perawat",
    "position_type": "FUNGSIONAL_KETERAMPILAN",
    "job_family": "health",
    "unit_code": "PKM-1",
    "unit_name": "Puskesmas Kota Manna",
    "unit_kind": "SERVICE_UNIT",
    "from": "2024-01-01",
}


def row(**values: str) -> RosterRow:
    return read_roster_row(RECORD | {name.rstrip("_"): value for name, value in values.items()}, TODAY)


def refusals(**values: str) -> list[tuple[str, tuple[str | int, ...]]]:
    with pytest.raises(Refused) as refused:
        row(**values)
    return [(problem.code, problem.path) for problem in refused.value.problems]


def test_a_row_is_read_in_full() -> None:
    read = row(appraiser_number=f" {BUDI[:8]} {BUDI[8:]}", to="2025-12-31", status="acting", parent_unit_code="DINKES")
    assert (read.number.value, read.employment, read.appraiser) == (SITI, Employment.PNS, BUDI)
    assert read.post == PostKey("PKM-1", "NURSE", date(2024, 1, 1), AssignmentStatus.ACTING)
    assert read.ends == date(2025, 12, 31)
    assert read.unit == UnitDescription("PKM-1", "Puskesmas Kota Manna", UnitKind.SERVICE_UNIT, "DINKES")
    nurse = ("NURSE", "Perawat", PositionType.FUNGSIONAL_KETERAMPILAN, JobFamily.HEALTH)
    assert read.position == PositionDescription(*nurse)


def test_a_row_may_name_a_unit_and_a_position_without_describing_them() -> None:
    bare = row(unit_name="", unit_kind="", position_title="", position_type="", job_family="")
    assert (bare.unit, bare.position) == (None, None)
    assert (bare.post.unit, bare.post.position) == ("PKM-1", "NURSE")


def test_the_number_says_the_employment_where_nothing_else_does() -> None:
    assert row(identity_number=ANI).employment is Employment.PPPK


@pytest.mark.parametrize(
    ("values", "code", "column"),
    [
        ({"identity_number": ""}, "REQUIRED", "identity_number"),
        ({"identity_number": "1.98501E+17"}, "IDENTITY_NUMBER_FORM", "identity_number"),
        ({"identity_number": "198513152010011003"}, "IDENTITY_NUMBER_BIRTH_DATE", "identity_number"),
        ({"identity_number": "198501151990011003"}, "IDENTITY_NUMBER_APPOINTMENT", "identity_number"),
        ({"employment": "PPPK"}, "IDENTITY_NUMBER_TYPE", "identity_number"),
        ({"employment": "honorer"}, "UNKNOWN_VALUE", "employment"),
        ({"appraiser_number": SITI}, "SELF_APPRAISAL", "appraiser_number"),
        ({"appraiser_number": "12"}, "IDENTITY_NUMBER_FORM", "appraiser_number"),
        ({"name": ""}, "REQUIRED", "name"),
        ({"name": "Siti\x07"}, "CONTROL_CHARACTERS", "name"),
        ({"unit_name": ""}, "REQUIRED", "unit_name"),
        ({"unit_kind": "TEAM"}, "UNKNOWN_VALUE", "unit_kind"),
        ({"position_title": ""}, "REQUIRED", "position_title"),
        ({"job_family": "MAGIC"}, "UNKNOWN_VALUE", "job_family"),
        ({"from_": "01/01/2024"}, "TIME_FORM", "from"),
        ({"from_": "20240101"}, "TIME_FORM", "from"),
        ({"to": "2023-12-31"}, "DATE_ORDER", "to"),
        ({"status": "ABSENT"}, "UNKNOWN_VALUE", "status"),
    ],
)
def test_what_is_wrong_with_a_row_is_named_by_its_column(values: dict[str, str], code: str, column: str) -> None:
    assert refusals(**values) == [(code, (column,))]


def test_everything_wrong_with_a_row_is_told_at_once() -> None:
    assert refusals(name="", unit_code="", from_="soon") == [
        ("REQUIRED", ("unit_code",)),
        ("TIME_FORM", ("from",)),
        ("REQUIRED", ("name",)),
    ]
