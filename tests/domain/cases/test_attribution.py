"""Shares of a resolution."""

from collections import Counter
from datetime import timedelta
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.cases.attribution import Share, attribute
from domain.cases.segments import Segment
from domain.terms import SegmentEnd
from tests.domain.histories import ANI, BUDI, CITRA, MONDAY, OTHER_UNIT, UNIT


def segment(employee: UUID | None, minutes: int, *, elapsed: int | None = None, unit: UUID = UNIT) -> Segment:
    end = MONDAY + timedelta(minutes=minutes if elapsed is None else elapsed)
    return Segment(1, employee, unit, MONDAY, end, minutes, SegmentEnd.REASSIGNED, 1)


def shares_of(*segments: Segment) -> dict[UUID | None, float]:
    return {share.employee_id: share.share for share in attribute(7, UNIT, segments)}


def test_two_people_share_by_working_minutes_and_several_segments_add_up() -> None:
    shares = attribute(7, UNIT, [segment(ANI, 30), segment(BUDI, 100), segment(ANI, 70)])
    assert sorted(shares, key=lambda share: str(share.employee_id)) == [
        Share(7, ANI, UNIT, 0.5, 100),
        Share(7, BUDI, UNIT, 0.5, 100),
    ]


def test_time_nobody_held_is_the_units() -> None:
    assert shares_of(segment(None, 60), segment(ANI, 180)) == {None: 0.25, ANI: 0.75}


def test_each_unit_answers_for_its_own_queue() -> None:
    shares = attribute(7, OTHER_UNIT, [segment(None, 60), segment(None, 30, unit=OTHER_UNIT), segment(ANI, 30)])
    assert {(share.employee_id, share.unit_id): share.share for share in shares} == {
        (None, UNIT): 0.5,
        (None, OTHER_UNIT): 0.25,
        (ANI, UNIT): 0.25,
    }


def test_a_person_who_moves_takes_their_share_to_the_unit_they_moved_to() -> None:
    (share,) = attribute(7, OTHER_UNIT, [segment(ANI, 60), segment(ANI, 30, unit=OTHER_UNIT)])
    assert (share.unit_id, share.share, share.working_minutes) == (OTHER_UNIT, 1.0, 90)


def test_outside_office_hours_the_clock_on_the_wall_decides() -> None:
    assert shares_of(segment(ANI, 0, elapsed=10), segment(BUDI, 0, elapsed=30)) == {ANI: 0.25, BUDI: 0.75}


def test_without_any_time_the_people_share_equally_however_often_they_held_it() -> None:
    held = [segment(None, 0), segment(ANI, 0), segment(ANI, 0), segment(BUDI, 0)]
    assert shares_of(*held) == {ANI: 0.5, BUDI: 0.5}


def test_without_anybody_the_unit_has_it_all() -> None:
    assert attribute(7, OTHER_UNIT, []) == (Share(7, None, OTHER_UNIT, 1.0, 0),)
    assert shares_of(segment(None, 0)) == {None: 1.0}
    assert shares_of(segment(None, 500)) == {None: 1.0}


def test_an_open_segment_is_no_part_of_anything() -> None:
    opened = Segment(1, ANI, UNIT, MONDAY, None, 0, None)
    assert shares_of(opened, segment(BUDI, 5)) == {BUDI: 1.0}


def test_three_equal_parts_leave_the_last_what_rounding_left() -> None:
    shares = attribute(7, UNIT, [segment(ANI, 10), segment(BUDI, 10), segment(CITRA, 10)])
    assert [share.share for share in shares] == [0.333333, 0.333333, 0.333334]


SEGMENTS = st.builds(
    segment,
    st.sampled_from([None, *(UUID(int=each) for each in range(50, 62))]),
    st.integers(0, 50_000),
    elapsed=st.integers(0, 9),
    unit=st.sampled_from([UNIT, OTHER_UNIT]),
)


@settings(max_examples=40)
@given(st.lists(SEGMENTS, max_size=20))
def test_shares_sum_to_exactly_one(segments: list[Segment]) -> None:
    shares = attribute(7, UNIT, segments)
    assert sum(round(share.share * 1_000_000) for share in shares) == 1_000_000
    assert all(0 < share.share <= 1 for share in shares)
    assert max(Counter((share.employee_id, share.unit_id) for share in shares).values()) == 1
    minutes = sum(share.working_minutes for share in shares)
    assert minutes <= sum(segment.working_minutes for segment in segments)


@settings(max_examples=25)
@given(st.lists(SEGMENTS.filter(lambda each: each.working_minutes > 0), min_size=1, max_size=20))
def test_a_share_is_the_part_of_the_minutes_to_a_millionth_a_head(segments: list[Segment]) -> None:
    total = sum(segment.working_minutes for segment in segments)
    shares = attribute(7, UNIT, segments)
    assert all(abs(share.share - share.working_minutes / total) < len(shares) / 1_000_000 for share in shares)
