"""Answers that are told together by the second method: as many cases as there were, read against all their strata."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from uuid import UUID

import pytest

from domain.scoring.answer_groups import MIXED, AnswerGroup, tell_in_groups
from domain.scoring.inputs import ScoreInputs, WeightedValue
from domain.scoring.parts import find_cases
from domain.scoring.peers import KindExpectation
from domain.scoring.policies import parse_policy
from domain.scoring.told_together import read_together
from domain.scoring.yardsticks import AnswerYardstick
from domain.terms import EvidenceKind, JobFamily
from tests.tilting_policy import TILTING_POLICY

TREATMENT, OUTCOME, ON_TIME = EvidenceKind.TREATMENT, EvidenceKind.OUTCOME, EvidenceKind.ON_TIME
HARD, EASY = AnswerYardstick((0.4, 0.3, 0.2, 0.1, 0.0), 0.3, 0.2), AnswerYardstick((0.0, 0.1, 0.2, 0.3, 0.4), 0.3, 0.1)
PEERS = KindExpectation(1.0, EASY, EASY, True, 12.0, {"HARD": HARD, "EASY": EASY}, {"HARD": 3, "EASY": 9})


POLICY = parse_policy(UUID(int=2), 2, TILTING_POLICY)


def tell(
    groups: list[AnswerGroup], timed: int = 8, citizens: Mapping[EvidenceKind, Sequence[float]] = MappingProxyType({})
) -> ScoreInputs:
    cases = tuple(WeightedValue(f"case {number}", 1.0, 0.4, "HARD") for number in range(timed))
    live = ScoreInputs(JobFamily.COUNTER, (), {ON_TIME: cases}, {}, peers={OUTCOME: PEERS})
    return read_together(tell_in_groups(live, groups), groups, citizens, POLICY)


def test_answers_are_of_as_many_cases_as_they_are() -> None:
    groups = [AnswerGroup(kind, "HARD", 0.4, {1.0: 5, 4.0: 6}) for kind in (TREATMENT, OUTCOME)]
    told = tell([*groups, AnswerGroup(OUTCOME, "EASY", 0.4, {4.0: 10})])
    treated, solved = ({value.origin for value in told.evidence[kind]} for kind in (TREATMENT, OUTCOME))
    timed = {value.origin for value in told.evidence[ON_TIME]}
    assert (len(timed), len(treated), len(solved)) == (8, 11, 21)
    assert timed < treated < solved


def test_mixed_strata_are_read_against_the_mean_of_their_yardsticks() -> None:
    told = tell([
        AnswerGroup(OUTCOME, MIXED, 0.4, {1.0: 10}, {"HARD": 6, "EASY": 4}),
        AnswerGroup(OUTCOME, MIXED, 0.4, {4.0: 10}, {"HARD": 9, "EASY": 1}),
        AnswerGroup(OUTCOME, "EASY", 0.4, {4.0: 10}, {"EASY": 10}),
    ])  # fmt: skip
    mixed = told.peers[OUTCOME].yardstick(MIXED)
    assert mixed.shares == pytest.approx((0.3, 0.25, 0.2, 0.15, 0.1))
    assert mixed.doubt == pytest.approx(0.3 * (0.75**2 + 0.25**2) ** 0.5)
    assert mixed.company == pytest.approx(0.175)
    assert told.peers[OUTCOME].people[MIXED] == 3


def test_where_nothing_is_mixed_nothing_changes() -> None:
    told = tell([AnswerGroup(OUTCOME, "EASY", 0.4, {4.0: 10}, {"EASY": 10})])
    assert told.peers[OUTCOME] == PEERS
    kept = tell([AnswerGroup(OUTCOME, MIXED, 0.4, {4.0: 10})])
    assert kept.peers[OUTCOME] == replace(PEERS)


def test_of_answers_citizens_count_and_of_these_whoever_met_enough_of_a_share() -> None:
    whole = POLICY.controllability[OUTCOME]
    groups = [AnswerGroup(OUTCOME, "EASY", whole / 20, {4.0: 40})]
    told = tell(groups, 4, {OUTCOME: [whole, 0.1 * whole, 0.09 * whole]})
    assert POLICY.tilting is not None
    assert [len(find_cases(kind, told, POLICY, POLICY.tilting)) for kind in (OUTCOME, TREATMENT, ON_TIME)] == [2, 0, 4]
