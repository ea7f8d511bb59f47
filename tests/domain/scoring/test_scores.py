"""Scores: one person worked through by hand, and what is missing or small."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

import pytest

from domain.scoring.casemix import OVERALL
from domain.scoring.inputs import Indicator, RecordedValue, ScoreInputs, Target, WeightedValue, hash_inputs
from domain.scoring.policies import parse_policy
from domain.scoring.scores import ScoredComponent, score
from domain.terms import Aggregation, Axis, Direction, EvidenceKind, IndicatorSource, JobFamily, Predicate, Rating
from domain.text.localized import text
from tests.first_policy import FIRST_POLICY

POLICY = parse_policy(UUID(int=1), 1, FIRST_POLICY)
PEERS = {
    (EvidenceKind.TREATMENT, OVERALL): 3.25,
    (EvidenceKind.OUTCOME, OVERALL): 3.25,
    (EvidenceKind.ON_TIME, OVERALL): 0.8,
    (EvidenceKind.REOPENED, OVERALL): 0.1,
}


def recorded(seq: int, *values: float, target: float = 100, weight: float = 1.0) -> Indicator:
    measurements = tuple(RecordedValue(date(2026, 3, 1 + day), day, value) for day, value in enumerate(values))
    return Indicator(
        UUID(int=seq),
        seq,
        text(id=f"Indikator {seq}", en=f"Indicator {seq}"),
        Target(Direction.HIGHER, target, None),
        weight,
        IndicatorSource.RECORDED,
        None,
        Aggregation.LATEST,
        measurements,
    )


def measured(seq: int, measure: str, target: Target) -> Indicator:
    source = IndicatorSource.MEASURE
    name = text(id="Ukuran", en="Measure")
    return Indicator(UUID(int=seq), seq, name, target, 1.0, source, measure, Aggregation.LATEST)


def answers(count: int, value: float, weight: float = 1.0, stratum: str = "roads|PORTAL") -> tuple[WeightedValue, ...]:
    return tuple(WeightedValue(f"{value}-{number}", value, weight, stratum) for number in range(count))


def inputs(
    *indicators: Indicator,
    evidence: Mapping[EvidenceKind, tuple[WeightedValue, ...]] | None = None,
    family: JobFamily | None = None,
) -> ScoreInputs:
    return ScoreInputs(family, indicators, evidence or {}, PEERS)


def components(given: ScoreInputs, axis: Axis = Axis.WORK_RESULT) -> dict[str, ScoredComponent]:
    (found,) = (one for one in score(given, POLICY).axes if one.axis is axis)
    return {component.key: component for component in found.components}


def test_answers_are_shrunken_as_in_the_worked_example() -> None:
    given = inputs(evidence={EvidenceKind.TREATMENT: answers(40, 2.4)})
    behaviour = score(given, POLICY).axes[1]
    (component,) = behaviour.components
    assert component.estimate == behaviour.estimate == 2.6429
    assert component.arithmetic == "2.40 → 2.40; (40 × 2.40 + 16 × 3.25) / (40 + 16) = 2.64"
    assert (component.n, component.effective_n, component.counts_for_rating) == (40, 40, True)
    assert behaviour.rating is Rating.BELOW
    assert behaviour.arithmetic == "1.00 × 2.6429 = 2.64; θ = 2.64 ± 0.08; P(θ > 3.35) = 0.00; P(θ < 3.15) = 1.00"


def test_a_plan_fulfilled_beyond_its_targets_is_above() -> None:
    given = inputs(recorded(1, 30, 120, weight=3), recorded(2, 100, weight=1))
    result = score(given, POLICY).axes[0]
    assert [component.estimate for component in result.components[:2]] == [4, 3]
    assert [component.weight for component in result.components[:2]] == [0.45, 0.15]
    assert [component.effective_weight for component in result.components[:2]] == [0.75, 0.25]
    assert (result.estimate, result.reference, result.rating) == (3.75, 3.0, Rating.ABOVE)
    assert result.coverage == 0.6
    assert result.components[0].arithmetic == "2026-03-02: 120; 120 / 100 = 1.20 → 4.00"


def test_proportions_on_the_scale() -> None:
    on_time = answers(8, 1.0) + answers(2, 0.0)
    found = components(inputs(evidence={EvidenceKind.ON_TIME: on_time, EvidenceKind.REOPENED: on_time}))
    assert found["ON_TIME"].observed == 0.8
    assert found["ON_TIME"].estimate == 3.4
    assert found["ON_TIME"].arithmetic == (
        "8 / 10 = 0.80 (0.49–0.94); (16 × 0.80 + 8) / (16 + 10) = 0.80; 1 + 3 × 0.80 = 3.40; n_eff = 10.00 < 30"
    )
    assert found["REOPENED"].estimate == pytest.approx(4 - 3 * (1.6 + 8) / 26, abs=5e-5)
    assert found["REOPENED"].reference == pytest.approx(3.7)


def test_an_indicator_realised_from_cases() -> None:
    cases = {
        EvidenceKind.RESPONSE_MINUTES: answers(3, 10.0) + answers(1, 90.0),
        EvidenceKind.ON_TIME: answers(8, 1.0, 0.5) + answers(2, 0.0, 0.5),
    }
    found = components(
        inputs(
            measured(1, "MEDIAN_RESPONSE_MINUTES", Target(Direction.LOWER, None, 12)),
            measured(2, "ON_TIME_RATE", Target(Direction.HIGHER, 80, None)),
            measured(3, "MEDIAN_RESOLUTION_HOURS", Target(Direction.LOWER, None, 12)),
            evidence=cases,
        )
    )
    assert found["INDICATORS.1"].arithmetic == "median (n = 4) = 10.00; 12 / 10 = 1.20 → 4.00"
    assert found["INDICATORS.2"].arithmetic == "4 / 5 × 100 = 80.00; 80 / 80 = 1.00 → 3.00"
    assert (found["INDICATORS.3"].estimate, found["INDICATORS.3"].arithmetic) == (None, "– (n = 0)")


def test_what_is_missing_is_listed_with_its_reason_and_left_out() -> None:
    given = inputs(recorded(1, 100), recorded(2), evidence={EvidenceKind.OUTCOME: answers(12, 4.0)})
    result = score(given, POLICY).axes[0]
    found = {component.key: component for component in result.components}
    assert list(found) == ["INDICATORS.1", "INDICATORS.2", "OUTCOME", "ON_TIME", "REOPENED"]
    for key in ("INDICATORS.2", "ON_TIME", "REOPENED"):
        assert found[key].estimate is None
        assert found[key].effective_weight is None
        assert (found[key].n, found[key].counts_for_rating, found[key].arithmetic) == (0, False, "– (n = 0)")
    assert result.coverage == 0.5
    assert result.estimate is not None
    assert result.estimate >= 3.0


def test_too_few_answers_show_but_do_not_rate() -> None:
    evidence = {EvidenceKind.OUTCOME: answers(29, 1.0)}
    result = score(inputs(recorded(1, 100), evidence=evidence), POLICY).axes[0]
    assert result.rating is Rating.MEETS
    assert result.estimate is not None
    assert result.estimate < 3
    assert "; 1.00 × 3.00 = 3.00; θ = 3.00 ± 0.00;" in result.arithmetic
    assert result.components[1].arithmetic.endswith("; n_eff = 29.00 < 30")


def test_without_a_plan_the_block_of_indicators_is_missing() -> None:
    found = components(inputs(evidence={EvidenceKind.OUTCOME: answers(1, 4.0)}))
    assert found["INDICATORS"].estimate is None
    assert found["INDICATORS"].weight == 0.6


def test_nothing_known_proposes_nothing() -> None:
    nothing = score(inputs(recorded(1)), POLICY)
    assert (nothing.predicate, nothing.coverage) == (None, 0)
    assert [axis.rating for axis in nothing.axes] == [Rating.MEETS, Rating.MEETS]
    assert score(inputs(recorded(1, 100)), POLICY).predicate is Predicate.GOOD


def test_weights_follow_the_job_family() -> None:
    assert components(inputs(family=JobFamily.TRANSPORT))["ON_TIME"].weight == 0.3
    assert components(inputs(family=JobFamily.ADMINISTRATION))["ON_TIME"].weight == 0.15


def test_unequal_shares_are_worth_fewer_answers() -> None:
    mixed = answers(10, 4.0, 0.8) + answers(10, 4.0, 0.1, "other|PORTAL")
    behaviour = score(inputs(evidence={EvidenceKind.TREATMENT: mixed}), POLICY).axes[1]
    assert behaviour.effective_n == pytest.approx(81 / 6.5, abs=5e-5)
    assert behaviour.components[0].n == 20


def test_inputs_keep_the_hash_that_scores_were_stored_under() -> None:
    """Otherwise every score would be computed anew after an upgrade. The hashes were written before texts were one."""
    plan = (recorded(1, 90.0, 95.5), measured(2, "ON_TIME_RATE", Target(Direction.HIGHER, 88.0, None)))
    evidence = {EvidenceKind.TREATMENT: answers(3, 3.25), EvidenceKind.ON_TIME: answers(2, 1.0, 0.5)}
    assert [
        hash_inputs(ScoreInputs(JobFamily.COUNTER, plan, evidence, PEERS), POLICY),
        hash_inputs(ScoreInputs(None, (), {}, {}), POLICY),
    ] == [
        "c106bd48c89e1f877ebacabc1b7919cbbe2dd42bd1656b6270ded41a25d81f6e",
        "fc7cb976ce93754e80383f56fd174f1b4ea5e84d66e8a14f5e2879f1284b08ff",
    ]
