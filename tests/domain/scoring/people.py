"""Seeded people with plans, evidence and expectations, and their scores in one form that can be compared."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from random import Random
from typing import Any, TypeVar
from uuid import UUID

from domain.scoring.inputs import Indicator, RecordedValue, ScoreInputs, Target, WeightedValue
from domain.scoring.scores import Score
from domain.terms import Aggregation, Direction, EvidenceKind, IndicatorSource, JobFamily
from domain.text.localized import text

# Named one by one: the people must not change when a word is added.
FAMILIES = ["LEADERSHIP", "HEALTH", "EDUCATION", "TRANSPORT", "COUNTER", "ADMINISTRATION"]
MEASURES = ["ON_TIME_RATE", "MEAN_RATING", "MEDIAN_RESPONSE_MINUTES", "MEDIAN_RESOLUTION_HOURS", "ON_TIME_CASES"]
KINDS = ["INTERACTION", "OUTCOME", "ON_TIME", "REOPENED", "RESPONSE_MINUTES", "RESOLUTION_HOURS"]
STRATA = ["ROADS|PORTAL", "WATER|PHONE", "PERMITS|COUNTER"]
RATINGS, PROPORTIONS = [1.0, 1.75, 2.5, 3.25, 4.0], [0.0, 1.0]

T = TypeVar("T")


def _pick(chance: Random, given: Sequence[T]) -> T:
    return given[int(chance.random() * len(given))]


def draw_person(seed: int, kinds: Mapping[str, EvidenceKind]) -> ScoreInputs:
    """What is known of somebody; `kinds` gives the kinds of evidence by the words under which they are stored."""
    chance = Random(seed)
    evidence = {kinds[word]: tuple(_draw_values(chance, word)) for word in KINDS if chance.random() < 0.7}
    family = _pick(chance, [None, *map(JobFamily, FAMILIES)])
    indicators = [_draw_indicator(chance, seq) for seq in range(int(chance.random() * 5))]
    expectations = {
        (kinds[word], stratum): (1 + 3 * chance.random()) if word in ("INTERACTION", "OUTCOME") else chance.random()
        for word in ("INTERACTION", "OUTCOME", "ON_TIME", "REOPENED")
        for stratum in ("", *STRATA)
        if chance.random() < 0.6
    }
    return ScoreInputs(family, indicators, evidence, expectations)


def _draw_values(chance: Random, word: str) -> Iterator[WeightedValue]:
    for number in range(int(chance.random() * 60)):
        value = chance.random() * 10_000 if word in ("RESPONSE_MINUTES", "RESOLUTION_HOURS") else None
        if value is None:
            value = _pick(chance, PROPORTIONS if word in ("ON_TIME", "REOPENED") else RATINGS)
        yield WeightedValue(str(UUID(int=number)), value, round(chance.random(), 6), _pick(chance, STRATA))


def _draw_indicator(chance: Random, seq: int) -> Indicator:
    low = chance.random() * 100
    measure = _pick(chance, [None, *MEASURES])
    source = IndicatorSource("MEASURE" if measure else "RECORDED")
    days = [date(2026, 5, 1 + int(chance.random() * 28)) for _ in range(int(chance.random() * 4))]
    recorded = [RecordedValue(day, order, chance.random() * 200 - 20) for order, day in enumerate(days)]
    return Indicator(
        UUID(int=seq),
        seq,
        text(id="Indikator", en="Indicator"),
        Target(Direction(_pick(chance, ["HIGHER", "LOWER", "RANGE"])), low, low + chance.random() * 50),
        0.01 + chance.random(),
        source,
        measure,
        Aggregation(_pick(chance, ["LATEST", "SUM", "MEAN"])),
        () if measure else tuple(recorded),
    )


def digest(score: Score) -> str:
    """A short hash of every number and calculation of a score."""
    return hashlib.sha256("\n".join(describe(score)).encode()).hexdigest()[:16]


def describe(score: Score) -> Iterator[str]:
    """A line for the score, for each axis and for each component, names for people apart."""
    yield _line(score.predicate, score.coverage)
    for axis in score.axes:
        yield _line(axis.axis, axis.rating, axis.arithmetic, *_numbers(axis), axis.coverage)
        for component in axis.components:
            yield _line(
                component.weight,
                component.effective_weight,
                component.observed,
                component.attainment,
                component.n,
                component.arithmetic,
            )
            yield _line(component.counts_for_rating, component.indicator_id, *_numbers(component))


def _numbers(one: Any) -> tuple[object, ...]:
    return one.estimate, one.reference, one.low, one.high, one.effective_n


def _line(*values: object) -> str:
    return json.dumps(values, default=str)
