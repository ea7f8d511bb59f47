"""Rosters: what a row says, what rows say of each other, and what they change."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.organisation.posts import check_assignments
from domain.organisation.roster_changes import RosterChanges, compare_roster
from domain.organisation.roster_checks import check_roster
from domain.organisation.rosters import (
    ACTING,
    Person,
    PositionDescription,
    PostKey,
    Roster,
    RosterRow,
    Tenure,
    UnitDescription,
    follow_posts,
)
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
HEALTH = UnitDescription("DINKES", "Dinas Kesehatan", UnitKind.OFFICE, None)
CLINIC = UnitDescription("PKM-1", "Puskesmas", UnitKind.SERVICE_UNIT, "DINKES")
NURSE = PositionDescription("NURSE", "Perawat", PositionType.FUNGSIONAL_KETERAMPILAN, JobFamily.HEALTH)
EMPTY = Roster({}, {}, {})


def row(**values: str) -> RosterRow:
    return read_roster_row(RECORD | {name.rstrip("_"): value for name, value in values.items()}, TODAY)


def refusals(**values: str) -> list[tuple[str, tuple[str | int, ...]]]:
    with pytest.raises(Refused) as refused:
        row(**values)
    return [(problem.code, problem.path) for problem in refused.value.problems]


def findings(*rows: RosterRow, registered: Roster = EMPTY) -> dict[int, list[tuple[str, tuple[str | int, ...]]]]:
    found = check_roster(dict(enumerate(rows)), registered)
    return {number: [(each.code, each.path) for each in problems] for number, problems in found.items()}


def registered(posts: dict[PostKey, Tenure] | None = None, **people: Person) -> Roster:
    siti = Person(uuid4(), "Siti Rahmah", Employment.PNS, posts or {})
    return Roster({"DINKES": HEALTH, "PKM-1": CLINIC}, {"NURSE": NURSE}, {SITI: siti} | people)


def post(starts: date, status: AssignmentStatus = AssignmentStatus.DEFINITIVE) -> PostKey:
    return PostKey("PKM-1", "NURSE", starts, status)


def compared(*rows: RosterRow, with_: Roster = EMPTY) -> RosterChanges:
    assert findings(*rows, registered=with_) == {}
    return compare_roster(rows, with_, uuid4)


def test_a_row_is_read_in_full() -> None:
    read = row(appraiser_number=f" {BUDI[:8]} {BUDI[8:]}", to="2025-12-31", status="acting", parent_unit_code="DINKES")
    assert (read.number.value, read.employment, read.appraiser) == (SITI, Employment.PNS, BUDI)
    assert read.post == post(date(2024, 1, 1), AssignmentStatus.ACTING)
    assert read.ends == date(2025, 12, 31)
    assert read.unit == UnitDescription("PKM-1", "Puskesmas Kota Manna", UnitKind.SERVICE_UNIT, "DINKES")
    assert read.position == NURSE


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


def test_a_row_that_is_repeated_is_used_once() -> None:
    assert findings(row(), row()) == {1: [("DUPLICATE_ROW", ("identity_number",))]}


def test_a_person_has_one_name_and_a_unit_one_description() -> None:
    assert findings(row(), row(name="Siti R.", from_="2020-01-01", to="2020-12-31")) == {
        1: [("DESCRIBED_DIFFERENTLY", ("name",))]
    }
    assert findings(row(), row(identity_number=BUDI, unit_name="Puskesmas Manna")) == {
        1: [("DESCRIBED_DIFFERENTLY", ("unit_code",))]
    }


def test_units_that_contain_each_other_are_refused_and_whoever_needs_them_too() -> None:
    first = row(unit_code="A", parent_unit_code="B")
    second = row(identity_number=BUDI, unit_code="B", parent_unit_code="A")
    below = row(identity_number=ANI, unit_code="C", parent_unit_code="A")
    assert findings(first, second, below) == {
        0: [("UNIT_CYCLE", ("parent_unit_code",))],
        1: [("UNIT_CYCLE", ("parent_unit_code",))],
        2: [("UNKNOWN_UNIT", ("parent_unit_code",))],
    }


def test_a_cycle_through_registered_units_is_found() -> None:
    above = row(unit_code="DINKES", unit_name="Dinas Kesehatan", unit_kind="OFFICE", parent_unit_code="PKM-1")
    found = check_roster({0: above}, registered())
    (problem,) = found[0]
    assert (problem.code, problem.values["chain"]) == ("UNIT_CYCLE", "DINKES > PKM-1 > DINKES")


def test_what_nobody_describes_is_unknown() -> None:
    bare = {"unit_name": "", "unit_kind": "", "position_title": "", "position_type": "", "job_family": ""}
    assert findings(row(**bare, appraiser_number=BUDI)) == {
        0: [
            ("UNKNOWN_UNIT", ("unit_code",)),
            ("UNKNOWN_POSITION", ("position_code",)),
            ("UNKNOWN_EMPLOYEE", ("appraiser_number",)),
        ]
    }
    assert findings(row(**bare), registered=registered()) == {}
    assert findings(row(**bare), row(identity_number=BUDI)) == {}


def test_an_appraiser_of_a_refused_row_is_unknown() -> None:
    boss = row(identity_number=BUDI, parent_unit_code="GONE", unit_code="X")
    assert findings(row(appraiser_number=BUDI), boss) == {
        0: [("UNKNOWN_EMPLOYEE", ("appraiser_number",))],
        1: [("UNKNOWN_UNIT", ("parent_unit_code",))],
    }


def test_posts_of_one_person_may_not_overlap_unless_one_is_acting() -> None:
    later = {"from_": "2025-01-01", "position_code": "HEAD"}
    assert findings(row(), row(**later)) == {1: [("OVERLAPPING_ASSIGNMENTS", ("from",))]}
    assert findings(row(), row(**later, status="ACTING")) == {}
    assert findings(row(to="2024-12-31"), row(**later)) == {}


def test_a_new_post_ends_the_one_before() -> None:
    held = {post(date(2020, 1, 1)): Tenure(None, None)}
    siti = registered(held)
    changes = compared(row(from_="2024-01-01"), with_=siti)
    assert [tenure.ends for tenure in changes.posts.changed.values()] == [date(2023, 12, 31)]
    assert [key.starts for _, key in changes.posts.added] == [date(2024, 1, 1)]


def test_a_post_that_began_later_is_not_ended() -> None:
    held = {post(date(2025, 1, 1)): Tenure(None, None)}
    assert findings(row(from_="2024-01-01"), registered=registered(held)) == {
        0: [("OVERLAPPING_ASSIGNMENTS", ("from",))]
    }
    assert findings(row(from_="2024-01-01", to="2024-12-31"), registered=registered(held)) == {}


def test_the_same_roster_again_changes_nothing() -> None:
    boss = Person(uuid4(), "Budi", Employment.PNS, {})
    held = {post(date(2024, 1, 1)): Tenure(None, boss.id)}
    described = row(unit_name=CLINIC.name, parent_unit_code="DINKES", appraiser_number=BUDI)
    assert not compared(
        described, with_=Roster(**vars(registered(held)) | {"people": registered(held).people | {BUDI: boss}})
    )


def test_what_differs_is_corrected_and_what_is_left_out_stays() -> None:
    held = {post(date(2024, 1, 1)): Tenure(None, uuid4())}
    changes = compared(row(name="Siti Rahmah, A.Md.Kep.", to="2026-12-31"), with_=registered(held))
    assert [person.name for person in changes.people.changed.values()] == ["Siti Rahmah, A.Md.Kep."]
    (tenure,) = changes.posts.changed.values()
    assert (tenure.ends, tenure.appraiser) == (date(2026, 12, 31), held[post(date(2024, 1, 1))].appraiser)
    assert changes.units.changed["PKM-1"].parent == "DINKES"
    assert (changes.people.added, changes.posts.added, changes.units.added) == ({}, {}, {})


def test_an_appraiser_may_stand_below() -> None:
    changes = compared(row(appraiser_number=BUDI), row(identity_number=BUDI, name="Budi"))
    keys = {person.number.value: key for key, person in changes.people.added.items()}
    assert {key: tenure.appraiser for (key, _), tenure in changes.posts.added.items()} == {
        keys[SITI]: keys[BUDI],
        keys[BUDI]: None,
    }


starts = st.dates(date(2020, 1, 1), date(2025, 12, 31))
stated = st.tuples(starts, st.none() | st.integers(0, 900), st.sampled_from(AssignmentStatus))


# Rows that state one post differently are found before (`roster_checks`).
@given(
    st.lists(stated, max_size=4, unique_by=lambda each: each[0]),
    st.lists(stated, max_size=4, unique_by=lambda each: (each[0], each[2])),
)
def test_posts_never_overlap_whatever_is_registered_and_stated(first: list[Any], second: list[Any]) -> None:
    def rows(told: list[Any]) -> list[tuple[int, RosterRow]]:
        ends = [None if days is None else date.fromordinal(start.toordinal() + days) for start, days, _ in told]
        return [
            (number, row(from_=start.isoformat(), to=end.isoformat() if end else "", status=status))
            for number, ((start, _, status), end) in enumerate(zip(told, ends, strict=True))
        ]

    before = follow_posts({}, rows(first))
    after = follow_posts(before.posts, rows(second))
    check_assignments([(key.starts, held.ends) for key, held in after.posts.items() if key.status not in ACTING])
    assert all(told.post in after.posts for number, told in rows(second) if number not in after.refused)
    again = follow_posts(after.posts, [each for each in rows(second) if each[0] not in after.refused])
    assert (again.posts, again.refused) == (after.posts, {})
