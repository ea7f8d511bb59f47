"""Which policy holds on a day, and by which method it scores."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from domain.problems import Refused
from domain.scoring.context import DatedPolicy, Period, ScoringContext
from domain.scoring.inputs import ScoreInputs, hash_inputs
from domain.scoring.methods import METHODS, method_of
from domain.scoring.policies import parse_policy
from tests.domain.histories import CALENDAR
from tests.first_policy import FIRST_POLICY

YEAR = Period(UUID(int=1), date(2026, 1, 1), date(2026, 12, 31))
QUARTER = Period(UUID(int=2), date(2026, 4, 1), date(2026, 6, 30))


def dated(version: int, day: date, **changes: object) -> DatedPolicy:
    return DatedPolicy(UUID(int=version), version, day, FIRST_POLICY | changes)


def context(*policies: DatedPolicy) -> ScoringContext:
    return ScoringContext(CALENDAR, (YEAR, QUARTER), policies)


def test_the_latest_policy_that_has_begun_holds_and_before_there_was_one_the_first() -> None:
    known = context(dated(1, date(2020, 1, 1)), dated(3, date(2026, 4, 1)), dated(2, date(2026, 4, 1)))
    days = (date(1990, 1, 1), date(2020, 1, 1), date(2026, 3, 31), date(2026, 4, 1), date(2040, 1, 1))
    assert [known.policy_on(day).version for day in days] == [1, 1, 1, 3, 3]


def test_a_policy_that_cannot_be_used_hinders_nothing_before_it_holds() -> None:
    known = context(dated(1, date(2020, 1, 1)), dated(2, date(2027, 1, 1), sigma=-1))
    assert known.policy_on(date(2026, 12, 31)).version == 1
    with pytest.raises(Refused):
        known.policy_on(date(2027, 1, 1))


def test_a_day_lies_in_the_periods_that_hold_it() -> None:
    known = context()
    assert known.periods_of([date(2026, 1, 1), date(2026, 3, 31)]) == [YEAR]
    assert known.periods_of([date(2026, 1, 1), date(2026, 6, 30)]) == [YEAR, QUARTER]
    assert known.periods_of([date(2025, 12, 31)]) == []


def test_the_day_is_that_of_the_government() -> None:
    evening = datetime(2026, 3, 31, 17, tzinfo=UTC)
    assert context().day_of(evening) == date(2026, 4, 1)
    assert context().day_of(evening - timedelta(microseconds=1)) == date(2026, 3, 31)


def test_a_policy_names_its_method_and_one_that_names_none_is_of_the_first() -> None:
    first, named = (parse_policy(UUID(int=1), 1, FIRST_POLICY | more) for more in ({}, {"method": 1}))
    assert first == named
    assert method_of(first) is METHODS[1]
    nothing = ScoreInputs(None, [], {}, {})
    later = parse_policy(UUID(int=1), 1, FIRST_POLICY | {"method": 3})
    assert hash_inputs(nothing, first) == hash_inputs(nothing, named) != hash_inputs(nothing, later)
    with pytest.raises(Refused, match="parameter method"):
        method_of(later)


@pytest.mark.parametrize("method", [0, -1, 1.5, True, "1", None])
def test_a_method_is_a_number_from_one_on(method: object) -> None:
    with pytest.raises(Refused):
        parse_policy(UUID(int=1), 1, FIRST_POLICY | {"method": method})
