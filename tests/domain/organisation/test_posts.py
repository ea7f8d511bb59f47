from datetime import date, timedelta
from uuid import UUID

import pytest

from domain.access import Principal
from domain.organisation.posts import Post, choose_post, find_post
from domain.problems import Refused
from domain.terms import AssignmentStatus, Role

HERE, THERE = UUID(int=1), UUID(int=2)
START, END = date(2026, 1, 1), date(2026, 6, 30)
OFFICER, HEAD = Principal(Role.COMPLAINT_OFFICER), Principal(Role.UNIT_HEAD)
DAY = timedelta(days=1)


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
