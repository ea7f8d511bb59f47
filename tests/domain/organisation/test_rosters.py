"""Rosters: what rows say of each other, and what they change."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

from domain.organisation.identity_numbers import parse_identity_number
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
from domain.terms import AssignmentStatus, Employment, JobFamily, PositionType, UnitKind

TODAY = date(2026, 6, 1)
SITI, BUDI, ANI = "198501152010011003", "199003022015032001", "199203022018012001"
SINCE = date(2024, 1, 1)
HEALTH = UnitDescription("DINKES", "Dinas Kesehatan", UnitKind.OFFICE, None)
CLINIC = UnitDescription("PKM-1", "Puskesmas", UnitKind.SERVICE_UNIT, "DINKES")
NURSE = PositionDescription("NURSE", "Perawat", PositionType.FUNGSIONAL_KETERAMPILAN, JobFamily.HEALTH)
# The clinic as rows describe it.
STATED = UnitDescription("PKM-1", "Puskesmas Kota Manna", UnitKind.SERVICE_UNIT, None)
EMPTY = Roster({}, {}, {})


def row(
    number: str = SITI,
    *,
    name: str = "Siti Rahmah",
    unit: UnitDescription | None = STATED,
    position: PositionDescription | None = NURSE,
    starts: date = SINCE,
    ends: date | None = None,
    status: AssignmentStatus = AssignmentStatus.DEFINITIVE,
    appraiser: str | None = None,
) -> RosterRow:
    """A row of somebody; where it describes no unit it names the clinic, and where no position the nurse."""
    post = PostKey((unit or STATED).code, (position or NURSE).code, starts, status)
    identity = parse_identity_number(number, today=TODAY)
    return RosterRow(identity, name, Employment.PNS, post, ends, appraiser, unit, position)


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


def test_a_row_that_is_repeated_is_used_once() -> None:
    assert findings(row(), row()) == {1: [("DUPLICATE_ROW", ("identity_number",))]}


def test_a_person_has_one_name_and_a_unit_one_description() -> None:
    assert findings(row(), row(name="Siti R.", starts=date(2020, 1, 1), ends=date(2020, 12, 31))) == {
        1: [("DESCRIBED_DIFFERENTLY", ("name",))]
    }
    assert findings(row(), row(BUDI, unit=replace(STATED, name="Puskesmas Manna"))) == {
        1: [("DESCRIBED_DIFFERENTLY", ("unit_code",))]
    }


def test_units_that_contain_each_other_are_refused_and_whoever_needs_them_too() -> None:
    first = row(unit=replace(STATED, code="A", parent="B"))
    second = row(BUDI, unit=replace(STATED, code="B", parent="A"))
    below = row(ANI, unit=replace(STATED, code="C", parent="A"))
    assert findings(first, second, below) == {
        0: [("UNIT_CYCLE", ("parent_unit_code",))],
        1: [("UNIT_CYCLE", ("parent_unit_code",))],
        2: [("UNKNOWN_UNIT", ("parent_unit_code",))],
    }


def test_a_cycle_through_registered_units_is_found() -> None:
    above = row(unit=replace(HEALTH, parent="PKM-1"))
    found = check_roster({0: above}, registered())
    (problem,) = found[0]
    assert (problem.code, problem.values["chain"]) == ("UNIT_CYCLE", "DINKES > PKM-1 > DINKES")


def test_what_nobody_describes_is_unknown() -> None:
    assert findings(row(unit=None, position=None, appraiser=BUDI)) == {
        0: [
            ("UNKNOWN_UNIT", ("unit_code",)),
            ("UNKNOWN_POSITION", ("position_code",)),
            ("UNKNOWN_EMPLOYEE", ("appraiser_number",)),
        ]
    }
    assert findings(row(unit=None, position=None), registered=registered()) == {}
    assert findings(row(unit=None, position=None), row(BUDI)) == {}


def test_an_appraiser_of_a_refused_row_is_unknown() -> None:
    boss = row(BUDI, unit=replace(STATED, code="X", parent="GONE"))
    assert findings(row(appraiser=BUDI), boss) == {
        0: [("UNKNOWN_EMPLOYEE", ("appraiser_number",))],
        1: [("UNKNOWN_UNIT", ("parent_unit_code",))],
    }


def test_posts_of_one_person_may_not_overlap_unless_one_is_acting() -> None:
    head = replace(NURSE, code="HEAD")
    later = row(starts=date(2025, 1, 1), position=head)
    assert findings(row(), later) == {1: [("OVERLAPPING_ASSIGNMENTS", ("from",))]}
    assert findings(row(), row(starts=date(2025, 1, 1), position=head, status=AssignmentStatus.ACTING)) == {}
    assert findings(row(ends=date(2024, 12, 31)), later) == {}


def test_a_new_post_ends_the_one_before() -> None:
    held = {post(date(2020, 1, 1)): Tenure(None, None)}
    siti = registered(held)
    changes = compared(row(), with_=siti)
    assert [tenure.ends for tenure in changes.posts.changed.values()] == [date(2023, 12, 31)]
    assert [key.starts for _, key in changes.posts.added] == [date(2024, 1, 1)]


def test_a_post_that_began_later_is_not_ended() -> None:
    held = {post(date(2025, 1, 1)): Tenure(None, None)}
    assert findings(row(), registered=registered(held)) == {0: [("OVERLAPPING_ASSIGNMENTS", ("from",))]}
    assert findings(row(ends=date(2024, 12, 31)), registered=registered(held)) == {}


def test_the_same_roster_again_changes_nothing() -> None:
    boss = Person(uuid4(), "Budi", Employment.PNS, {})
    held = {post(date(2024, 1, 1)): Tenure(None, boss.id)}
    described = row(unit=CLINIC, appraiser=BUDI)
    assert not compared(
        described, with_=Roster(**vars(registered(held)) | {"people": registered(held).people | {BUDI: boss}})
    )


def test_what_differs_is_corrected_and_what_is_left_out_stays() -> None:
    held = {post(date(2024, 1, 1)): Tenure(None, uuid4())}
    changes = compared(row(name="Siti Rahmah, A.Md.Kep.", ends=date(2026, 12, 31)), with_=registered(held))
    assert [person.name for person in changes.people.changed.values()] == ["Siti Rahmah, A.Md.Kep."]
    (tenure,) = changes.posts.changed.values()
    assert (tenure.ends, tenure.appraiser) == (date(2026, 12, 31), held[post(date(2024, 1, 1))].appraiser)
    assert changes.units.changed["PKM-1"].parent == "DINKES"
    assert (changes.people.added, changes.posts.added, changes.units.added) == ({}, {}, {})


def test_an_appraiser_may_stand_below() -> None:
    changes = compared(row(appraiser=BUDI), row(BUDI, name="Budi"))
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
            (number, row(starts=start, ends=end, status=status))
            for number, ((start, _, status), end) in enumerate(zip(told, ends, strict=True))
        ]

    before = follow_posts({}, rows(first))
    after = follow_posts(before.posts, rows(second))
    check_assignments([(key.starts, held.ends) for key, held in after.posts.items() if key.status not in ACTING])
    assert all(told.post in after.posts for number, told in rows(second) if number not in after.refused)
    again = follow_posts(after.posts, [each for each in rows(second) if each[0] not in after.refused])
    assert (again.posts, again.refused) == (after.posts, {})
