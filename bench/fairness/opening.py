"""What a period expects, fitted by the product's functions to what went before, as when a real period opens.

When it closes, what has shifted for everybody is measured, and taken out once that is confirmed.
"""

import math
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bench.fairness.designs import Closing
from bench.fairness.worlds import CaseAnswer, ScoredPeriod
from domain.evidence.kinds import SCORED
from domain.scoring.casemix import OVERALL
from domain.scoring.inputs import WeightedValue
from domain.scoring.parts import rise_of, share_of
from domain.scoring.peer_fitting import fit_kind
from domain.scoring.peers import KindFit, PeerRecord, expect
from domain.scoring.policies import FIRST_METHOD, TILTING_METHOD, Policy
from domain.scoring.shifts import KindShift, measure_shift
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


def open_period(period: ScoredPeriod, policy: Policy, closing: Closing) -> Expect:
    """What is expected of everybody by the policy's method."""
    return _OPENINGS[policy.method](period, policy, closing)


def _average_strata(period: ScoredPeriod, policy: Policy, _closing: Closing) -> Expect:
    """Of the first method: mean answers of strata with enough cases, as its SQL takes them; it measures no shifts."""
    listed: defaultdict[tuple[EvidenceKind, str], list[float]] = defaultdict(list)
    for answer in period.before:
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


def _fit_peers(period: ScoredPeriod, policy: Policy, closing: Closing) -> Expect:
    """Of the second: yardsticks and slopes of each kind, told apart from people, without the own answers."""
    assert policy.tilting is not None
    before, now, rules = share_out(period.before, policy), share_out(period.now, policy), policy.tilting.kinds
    fits: dict[EvidenceKind, KindFit] = {}
    volumes: dict[EvidenceKind, float] = {}
    shifts: dict[EvidenceKind, KindShift | None] = {}
    for kind in SCORED:
        prior, records = rules[kind].prior, _record(kind, before, period.units, policy)
        fits[kind] = fit_kind(records, prior)
        given = [kinds[kind] for kinds in before.values() if kind in kinds]
        shares = [share_of(kind, answer, policy) ** 2 for answers in given for answer in answers]
        volumes[kind] = math.fsum(shares) / len(given) if given else rules[kind].volume
        closes = closing is not Closing.UNMEASURED
        since = _record(kind, now, period.units, policy) if closes else []
        shift = measure_shift(fits[kind].strata.by_stratum, records, since)
        shifts[kind] = shift.confirm() if shift and closing is Closing.CONFIRMED else shift

    def expect_of(officer: int, evidence: Evidence) -> dict[str, Any]:
        peers = {}
        for kind in SCORED:
            strata, shift = [answer.stratum for answer in evidence.get(kind, ())], shifts[kind]
            peers[kind] = expect(fits[kind], volumes[kind], strata, officer, shift.of(officer) if shift else None)
        return {"peers": peers}

    return expect_of


def _record(
    kind: EvidenceKind,
    by_officer: Mapping[int, Mapping[EvidenceKind, Sequence[WeightedValue]]],
    units: Mapping[int, int],
    policy: Policy,
) -> list[PeerRecord]:
    """Everybody's answers of a kind by stratum and share."""
    assert policy.tilting is not None
    size = len(policy.tilting.kinds[kind].prior.yardstick.shares)
    counts: defaultdict[tuple[int, str, float], list[float]] = defaultdict(lambda: [0.0] * size)
    for officer, kinds in by_officer.items():
        for answer in kinds.get(kind, ()):
            place = round(rise_of(kind, answer.value, policy) * (size - 1))
            counts[officer, answer.stratum, share_of(kind, answer, policy)][place] += 1
    return [
        PeerRecord(officer, stratum, tuple(said), share, units.get(officer))
        for (officer, stratum, share), said in counts.items()
    ]


_OPENINGS = {FIRST_METHOD: _average_strata, TILTING_METHOD: _fit_peers}
