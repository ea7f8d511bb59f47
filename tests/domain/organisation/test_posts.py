"""Posts that follow each other, and which of them somebody holds on a day."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.access import Principal
from domain.organisation.posts import Post, check_assignments, choose_post, find_post
from domain.problems import Refused
from domain.terms import AssignmentStatus, Role

HERE, THERE = UUID(int=1), UUID(int=2)
START, END = date(2026, 1, 1), date(2026, 6, 30)
OFFICER, HEAD = Principal(Role.COMPLAINT_OFFICER), Principal(Role.UNIT_HEAD)
DAY = timedelta(days=1)
JANUARY, JUNE, JULY = date(2026, 1, 1), date(2026, 6, 30), date(2026, 7, 1)


def post(
    unit_id: UUID = HERE,
    status: str = "DEFINITIVE",
    start: date = START,
    end: date | None = END,
    *,
    within: bool = True,
) -> Post:
    return Post(unit_id, AssignmentStatus(status), start, end, within)


def code_of(principal: Principal, posts: list[Post] | None, unit_ids: list[UUID] | None = None) -> str:
    with pytest.raises(Refused) as caught:
        choose_post(principal, posts, START, "handler", value="emp_1", unit_ids=unit_ids)
    (problem,) = caught.value.problems
    assert problem.path == ("handler",)
    return problem.code


def test_a_post_lasts_from_its_first_to_its_last_day() -> None:
    held = post()
    assert [find_post([held], day) for day in (START - DAY, START, END, END + DAY)] == [None, held, held, None]
    assert find_post([post(end=None)], END + DAY) is not None


def test_a_definitive_post_goes_first_and_then_the_newest() -> None:
    acting, older, newer = post(THERE, "ACTING"), post(start=START - DAY), post(THERE)
    assert find_post([older, acting], START) == older
    assert find_post([newer, older], START) == newer
    assert find_post([older, acting], START, [THERE]) == acting


@pytest.mark.parametrize("status", ["STUDY", "LEAVE"])
def test_nobody_works_while_away(status: str) -> None:
    assert find_post([post(status=status)], START) is None


def test_why_a_post_cannot_be_had() -> None:
    assert code_of(OFFICER, None) == "UNKNOWN_EMPLOYEE"
    assert code_of(OFFICER, []) == code_of(HEAD, []) == "NO_POST"
    assert code_of(HEAD, [post(within=False)]) == "UNKNOWN_EMPLOYEE"
    assert code_of(OFFICER, [post(start=END)]) == "NO_POST"
    assert code_of(OFFICER, [post()], [THERE]) == code_of(OFFICER, [post()], []) == "NO_POST"


def test_a_unit_head_chooses_among_their_own_units() -> None:
    inside, outside = post(status="ACTING"), post(THERE, within=False)
    assert choose_post(HEAD, [outside, inside], START, value="emp_1") == inside
    assert choose_post(OFFICER, [outside, inside], START, value="emp_1") == outside


@pytest.mark.parametrize(
    "spans",
    [[], [(JANUARY, None)], [(JANUARY, JUNE), (JULY, None)], [(JULY, None), (JANUARY, JUNE)], [(JANUARY, JANUARY)]],
)
def test_posts_may_follow_each_other_day_by_day(spans: list[tuple[date, date | None]]) -> None:
    check_assignments(spans)


@pytest.mark.parametrize(
    ("spans", "code", "path"),
    [
        ([(JANUARY, None), (JULY, None)], "OVERLAPPING_ASSIGNMENTS", 1),
        ([(JULY, None), (JANUARY, JULY)], "OVERLAPPING_ASSIGNMENTS", 0),
        ([(JANUARY, JUNE), (JANUARY, JUNE)], "OVERLAPPING_ASSIGNMENTS", 1),
        ([(JANUARY, None), (JUNE, JANUARY)], "DATE_ORDER", 1),
    ],
)
def test_posts_that_overlap_or_end_before_they_begin_are_refused(
    spans: list[tuple[date, date | None]], code: str, path: int
) -> None:
    with pytest.raises(Refused) as refused:
        check_assignments(spans)
    (problem,) = refused.value.problems
    assert (problem.code, problem.path) == (code, (path,))


def test_a_refusal_names_both_posts_by_their_days() -> None:
    with pytest.raises(Refused, match=r"2026-01-01\.\.2026-06-30 and 2026-06-30\.\. overlap"):
        check_assignments([(JANUARY, JUNE), (JUNE, None)])


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(0, 30), st.none() | st.integers(0, 9)), max_size=5))
def test_overlaps_are_found_exactly_where_two_posts_share_a_day(drawn: list[tuple[int, int | None]]) -> None:
    spans = [
        (JANUARY + timedelta(start), None if length is None else JANUARY + timedelta(start + length))
        for start, length in drawn
    ]
    days = [{start + day for day in range(60 - start if length is None else length + 1)} for start, length in drawn]
    shared = any(days[one] & days[other] for one in range(len(days)) for other in range(one))
    try:
        check_assignments(spans)
    except Refused:
        assert shared
    else:
        assert not shared
