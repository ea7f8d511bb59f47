"""What is frozen when a period opens: who is counted, how much of each kind people get, and within which bounds."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from domain.problems import Refused
from domain.scoring.adoption import check_adoption
from domain.scoring.casemix import OVERALL
from domain.scoring.context import Period
from domain.scoring.frozen_peers import (
    LEAST_SHARE,
    PastAnswers,
    PeerHistory,
    bound_strata,
    freeze_kinds,
    list_records,
    place_expected,
)
from domain.scoring.peers import PeerRecord
from domain.scoring.standardised_units import expect_own, score_unit
from domain.scoring.unit_scores import UnitEvidence
from domain.terms import EvidenceKind, JobFamily, PeriodState
from tests.domain.scoring.appraised import POLICY

ON_TIME, REOPENED, OUTCOME = EvidenceKind.ON_TIME, EvidenceKind.REOPENED, EvidenceKind.OUTCOME
# What people answer for of either, times the whole of the case or half of it.
ALONE, SHARED = 0.4, 0.2


def test_a_share_is_of_who_dealt_with_a_case_and_reopening_is_the_worst() -> None:
    told = [PastAnswers("a", "X|Y", 1.0, ALONE, 3), PastAnswers("a", "X|Y", 0.0, SHARED, 2)]
    assert list_records(REOPENED, told, POLICY) == [
        PeerRecord("a", "X|Y", (3.0, 0.0), 1.0),
        PeerRecord("a", "X|Y", (0.0, 2.0), 0.5),
    ]


def test_a_family_gets_as_much_as_its_people_do_on_average_also_those_who_get_nothing() -> None:
    told = [PastAnswers("a", "X|Y", 1.0, ALONE, 30), PastAnswers("b", "X|Y", 0.0, SHARED, 40)]
    families: dict[Any, JobFamily | None] = dict.fromkeys("ab", JobFamily.COUNTER)
    history = PeerHistory({ON_TIME: told}, families | {"c": JobFamily.LEADERSHIP, "d": None}, days=90)
    frozen = freeze_kinds(history, POLICY, 180)
    assert set(frozen) == {ON_TIME}
    assert frozen[ON_TIME].volumes == {"COUNTER": 40.0, "LEADERSHIP": 0.0, "DEFAULT": 20.0}
    expected = {family: frozen[ON_TIME].expect(family, (), "x", None).volume for family in (*JobFamily, None)}
    assert (expected[JobFamily.COUNTER], expected[JobFamily.LEADERSHIP], expected[None]) == (40.0, 0.0, 20.0)


def test_no_value_is_impossible_and_what_is_kept_is_what_is_read() -> None:
    told = [PastAnswers(person, "X|Y", 1.0, ALONE, 100_000) for person in "abc"]
    frozen = freeze_kinds(PeerHistory({ON_TIME: told}, {}, 90), POLICY, 90)[ON_TIME]
    yardstick = frozen.fit.yardstick("X|Y", "a")
    assert yardstick.shares == tuple(round(share, 6) for share in yardstick.shares)
    assert min(yardstick.shares) >= LEAST_SHARE
    assert 0.99 < place_expected(ON_TIME, yardstick, POLICY) < 1
    assert place_expected(REOPENED, yardstick, POLICY) == pytest.approx(1 - yardstick.expected)


def test_the_smallest_strata_are_taken_together_where_there_are_too_many() -> None:
    records = [PeerRecord("a", f"C{number // 3}|{number % 3}", (1.0, float(number))) for number in range(30)]
    assert bound_strata(records, 30) == records
    bounded = bound_strata(records, 20)
    strata = {each.stratum for each in bounded}
    assert {"C9|2", "C7|0", "C0|", "C6|"} <= strata
    assert len(strata) <= 20
    assert sum(each.n for each in bounded) == sum(each.n for each in records)
    few = bound_strata(records, 4)
    assert len({each.stratum for each in few}) == 4


def test_a_unit_is_compared_with_what_its_own_cases_let_expect() -> None:
    """Two units that do as their cases let expect are alike, however hard these are."""
    expectations = {(ON_TIME, OVERALL): 0.8, (ON_TIME, "HARD|A"): 0.6, (ON_TIME, "EASY"): 0.95}
    hard = UnitEvidence(ON_TIME, 60.0, 100.0, 100, strata={"HARD|A": 100.0})
    easy = UnitEvidence(ON_TIME, 95.0, 100.0, 100, strata={"EASY|B": 50.0, "EASY|C": 50.0})
    assert (expect_own(hard, expectations, POLICY), expect_own(easy, expectations, POLICY)) == (0.6, 0.95)
    assert score_unit(hard, expectations, POLICY).estimate == score_unit(easy, expectations, POLICY).estimate == 0.8
    better = score_unit(UnitEvidence(ON_TIME, 61.0, 100.0, 100, strata={"HARD|A": 100.0}), expectations, POLICY)
    assert 0 < better.estimate - 0.8 <= 0.01
    assert better.arithmetic.endswith("0.80 + 0.6086 − 0.60 = 0.81")
    best = score_unit(UnitEvidence(ON_TIME, 100.0, 100.0, 100, strata={"HARD|A": 100.0}), expectations, POLICY)
    assert best.estimate == best.high == 1
    unknown = UnitEvidence(OUTCOME, 300.0, 100.0, 100)
    assert expect_own(unknown, {}, POLICY) == POLICY.prior_mean


def test_a_policy_holds_from_a_day_by_which_nothing_was_read_yet() -> None:
    day, later = date(2026, 5, 1), timedelta(days=1)
    opened = Period(UUID(int=1), day, date(2026, 5, 31), PeriodState.CLOSED)
    draft = Period(UUID(int=2), date(2027, 1, 1), date(2027, 12, 31), PeriodState.DRAFT)
    check_adoption(2, day + later, {1}, [opened, draft], day)
    check_adoption(2, date(2000, 1, 1), {1}, [draft], None)
    for version, start, latest, code in (
        (1, day + later, None, "POLICY_EXISTS"),
        (2, day, None, "POLICY_TOO_EARLY"),
        (2, day + later, day + later, "POLICY_TOO_EARLY"),
    ):
        with pytest.raises(Refused) as refused:
            check_adoption(version, start, {1}, [opened], latest)
        assert refused.value.problems[0].code == code
