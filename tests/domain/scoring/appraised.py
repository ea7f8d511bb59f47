"""People made up for the second method: plans, answers of any number, what peers' answers let expect."""

from dataclasses import replace
from datetime import date
from uuid import UUID

from hypothesis import strategies as st

from domain.evidence.kinds import EVIDENCE as KINDS
from domain.evidence.kinds import SCORED, Form
from domain.scoring.inputs import Indicator, RecordedValue, ScoreInputs, Target, WeightedValue
from domain.scoring.months import list_months
from domain.scoring.peers import KindExpectation, Shift
from domain.scoring.policies import parse_policy
from domain.scoring.yardsticks import AnswerYardstick, yardstick_of
from domain.terms import Aggregation, Axis, Direction, EvidenceKind, IndicatorSource, JobFamily
from domain.text.localized import text
from tests.domain.strategies import STRATA
from tests.tilting_policy import TILTING_POLICY

POLICY = parse_policy(UUID(int=2), 2, TILTING_POLICY)
QUARTER = list_months(date(2026, 1, 1), date(2026, 3, 31), date(2026, 4, 5))
VALUES = {Form.RATING: (1.0, 1.75, 2.5, 3.25, 4.0), Form.PROPORTION: (0.0, 1.0)}
TARGETS = {
    "ON_TIME_RATE": (Target(Direction.HIGHER, 90.0, None), EvidenceKind.ON_TIME),
    "REOPEN_RATE": (Target(Direction.LOWER, None, 10.0), EvidenceKind.REOPENED),
    "MEAN_RATING": (Target(Direction.HIGHER, 4.0, None), EvidenceKind.OUTCOME),
    "ON_TIME_CASES": (Target(Direction.HIGHER, 20.0, None), EvidenceKind.ON_TIME),
}


def values_of(kind: EvidenceKind) -> tuple[float, ...]:
    """The values of a kind, the worst first."""
    values = VALUES[KINDS[kind].form]
    return values[::-1] if KINDS[kind].better is Direction.LOWER else values


def measured(seq: int, values: list[float], aggregation: Aggregation = Aggregation.SUM, weight: float = 1) -> Indicator:
    """An indicator with a target of 100 a month, measured at the ends of the first months of the quarter."""
    target = Target(Direction.HIGHER, 300.0 if aggregation is Aggregation.SUM else 100.0, None)
    days = (date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31))
    taken = tuple(
        RecordedValue(day, order, value) for order, (day, value) in enumerate(zip(days, values, strict=False))
    )
    name = text(id="Indikator", en="Indicator")
    return Indicator(UUID(int=seq), seq, name, target, weight, IndicatorSource.RECORDED, None, aggregation, taken)


def from_cases(seq: int, key: str, weight: float = 1, target: Target | None = None) -> Indicator:
    """An indicator that a measure takes from cases."""
    name = text(id="Indikator", en="Indicator")
    source, given = IndicatorSource.MEASURE, target or TARGETS[key][0]
    return Indicator(UUID(int=seq), seq, name, given, weight, source, key, Aggregation.LATEST)


def answers(kind: EvidenceKind, counts: list[int], stratum: str = STRATA[0], share: float = 1.0) -> list[WeightedValue]:
    """So many answers of each value, the worst first, each from a case of its own."""
    weight = share * POLICY.controllability[kind]
    said = [value for value, count in zip(values_of(kind), counts, strict=True) for _ in range(count)]
    return [
        WeightedValue(f"{kind} {stratum} {share} {place}", value, weight, stratum) for place, value in enumerate(said)
    ]


# Confirmed, rejected, and not decided about.
SHIFTS = (Shift(-0.6, 0.3, confirmed=True), Shift(0.5, 0.2, confirmed=False), Shift(0.8, 0.1), Shift(-0.9, 0.1))


def yardsticks(kind: EvidenceKind) -> st.SearchStrategy[AnswerYardstick]:
    size = len(values_of(kind))
    counts = st.lists(st.sampled_from([1, 2, 5, 20, 60]), min_size=size, max_size=size)
    doubts = st.sampled_from([0.0, 0.1, 0.4])
    return st.builds(lambda given, a, b: replace(yardstick_of(given), doubt=a, company=b), counts, doubts, doubts)


@st.composite
def expectations(draw: st.DrawFn, kind: EvidenceKind) -> KindExpectation:
    return KindExpectation(
        slope=draw(st.floats(0.1, 4.0)),
        overall=draw(yardsticks(kind)),
        unknown=draw(yardsticks(kind)),
        known=draw(st.sampled_from([True, True, True, False])),
        volume=draw(st.sampled_from([0.0, 0.5, 8.0, 60.0])),
        yardsticks={stratum: draw(yardsticks(kind)) for stratum in STRATA[:2]},
        people=dict.fromkeys(STRATA[:2], 7),
        trust=draw(st.sampled_from([1.0, 1.0, 0.6])),
        shift=draw(st.sampled_from([None, None, *SHIFTS])),
    )


@st.composite
def evidence(draw: st.DrawFn, kind: EvidenceKind) -> tuple[WeightedValue, ...]:
    size = len(values_of(kind))
    found: list[WeightedValue] = []
    for stratum in draw(st.sets(st.sampled_from(STRATA))):
        counts = draw(st.lists(st.sampled_from([0, 0, 1, 3, 25]), min_size=size, max_size=size))
        found += answers(kind, counts, stratum, draw(st.sampled_from([1.0, 0.5, 0.06])))
    return tuple(found)


@st.composite
def plans(draw: st.DrawFn) -> tuple[Indicator, ...]:
    """Up to three months of one indicator, and some of the measures."""
    values = draw(st.none() | st.lists(st.floats(0, 200), max_size=3))
    by_hand = [] if values is None else [measured(1, values, draw(st.sampled_from(Aggregation)))]
    keys = sorted(draw(st.sets(st.sampled_from(sorted(TARGETS)))))
    return (*by_hand, *(from_cases(place, key) for place, key in enumerate(keys, 2)))


PEOPLE = st.builds(
    ScoreInputs,
    st.none() | st.sampled_from(JobFamily),
    plans(),
    st.fixed_dictionaries({}, optional={kind: evidence(kind) for kind in SCORED}),
    st.just({}),
    st.just({}),
    st.fixed_dictionaries({kind: expectations(kind) for kind in SCORED}),
    st.just(QUARTER),
)
WEIGHED = [kind for axis in Axis for kind, weight in POLICY.axis_weights(None, axis).evidence.items() if weight]
