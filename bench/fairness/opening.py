"""What a period expects, fitted by the product's functions to what went before, as when a real period opens."""

import math
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bench.fairness.worlds import CaseAnswer
from domain.evidence.kinds import SCORED
from domain.scoring.casemix import OVERALL
from domain.scoring.inputs import WeightedValue
from domain.scoring.parts import rise_of, share_of
from domain.scoring.peer_fitting import fit_kind
from domain.scoring.peers import KindFit, PeerRecord, expect
from domain.scoring.policies import FIRST_METHOD, TILTING_METHOD, Policy
from domain.terms import EvidenceKind

Evidence = Mapping[EvidenceKind, Sequence[WeightedValue]]
# Fields of ScoreInputs that hold what is expected of a person with such evidence.
Expect = Callable[[int, Evidence], dict[str, Any]]


def share_out(answers: Sequence[CaseAnswer], policy: Policy) -> dict[int, dict[EvidenceKind, list[WeightedValue]]]:
    """Evidence of everybody: of each answer their share, of which people control a part."""
    evidence: defaultdict[int, defaultdict[EvidenceKind, list[WeightedValue]]] = defaultdict(lambda: defaultdict(list))
    for answer in answers:
        for officer, share in answer.handlers.items():
            weight = round(share * policy.controllability[answer.kind], 9)
            value = WeightedValue(answer.origin, answer.value, weight, answer.stratum)
            evidence[officer][answer.kind].append(value)
    return {officer: dict(kinds) for officer, kinds in evidence.items()}


def open_period(before: Sequence[CaseAnswer], policy: Policy) -> Expect:
    """What is expected of everybody by the policy's method."""
    return _OPENINGS[policy.method](before, policy)


def _average_strata(before: Sequence[CaseAnswer], policy: Policy) -> Expect:
    """Of the first method: mean answers of strata with enough cases, as its SQL takes them."""
    listed: defaultdict[tuple[EvidenceKind, str], list[float]] = defaultdict(list)
    for answer in before:
        listed[answer.kind, answer.stratum].append(answer.value)
        listed[answer.kind, OVERALL].append(answer.value)
    expectations = {
        key: round(math.fsum(values) / len(values), 4)
        for key, values in listed.items()
        if len(values) >= policy.minimum_stratum
    }

    def expect_of(_officer: int, _evidence: Evidence) -> dict[str, Any]:
        return {"expectations": expectations}

    return expect_of


def _fit_peers(before: Sequence[CaseAnswer], policy: Policy) -> Expect:
    """Of the second: yardsticks and slopes of each kind, told apart from people, without the own answers."""
    assert policy.tilting is not None
    by_officer, rules = share_out(before, policy), policy.tilting.kinds
    fits: dict[EvidenceKind, KindFit] = {}
    volumes: dict[EvidenceKind, float] = {}
    for kind in SCORED:
        given = {officer: kinds[kind] for officer, kinds in by_officer.items() if kind in kinds}
        size = len(rules[kind].prior.yardstick.shares)
        fits[kind] = fit_kind(_record(kind, given, policy, size), rules[kind].prior)
        shares = [share_of(kind, answer, policy) ** 2 for answers in given.values() for answer in answers]
        volumes[kind] = math.fsum(shares) / len(given) if given else rules[kind].volume

    def expect_of(officer: int, evidence: Evidence) -> dict[str, Any]:
        strata = {kind: [answer.stratum for answer in evidence.get(kind, ())] for kind in SCORED}
        return {"peers": {kind: expect(fits[kind], volumes[kind], strata[kind], officer) for kind in SCORED}}

    return expect_of


def _record(
    kind: EvidenceKind, given: Mapping[int, Sequence[WeightedValue]], policy: Policy, size: int
) -> list[PeerRecord]:
    counts: defaultdict[tuple[int, str, float], list[float]] = defaultdict(lambda: [0.0] * size)
    for officer, answers in given.items():
        for answer in answers:
            place = round(rise_of(kind, answer.value, policy) * (size - 1))
            counts[officer, answer.stratum, share_of(kind, answer, policy)][place] += 1
    return [PeerRecord(officer, stratum, tuple(said), share) for (officer, stratum, share), said in counts.items()]


_OPENINGS = {FIRST_METHOD: _average_strata, TILTING_METHOD: _fit_peers}
