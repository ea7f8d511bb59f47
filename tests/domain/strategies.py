"""People made up by hypothesis: plans, measurements, answers, expectations."""

from datetime import date
from uuid import UUID

from hypothesis import strategies as st

from domain.evidence.kinds import EVIDENCE as KINDS
from domain.evidence.kinds import SCORED, Form
from domain.scoring.casemix import OVERALL
from domain.scoring.inputs import Indicator, RecordedValue, ScoreInputs, Target, WeightedValue
from domain.terms import Aggregation, Direction, EvidenceKind, IndicatorSource, JobFamily
from domain.text.localized import text

STRATA = ("roads|PORTAL", "water|PHONE", "permits|COUNTER")
WEIGHTS = st.integers(1, 1_000_000).map(lambda share: share / 1_000_000)


def decimals(low: float, high: float) -> st.SearchStrategy[float]:
    """Numbers as a plan states them and a measurement is kept: to four decimals."""
    return st.floats(low, high).map(lambda value: round(value, 4))


def microseconds(most: float) -> st.SearchStrategy[float]:
    """Minutes or hours between two moments, each of which is kept to the microsecond."""
    return st.floats(0, most).map(lambda value: round(value, 6))


def answers(kind: EvidenceKind) -> st.SearchStrategy[WeightedValue]:
    values = {
        EvidenceKind.RESPONSE_MINUTES: microseconds(1e5),
        EvidenceKind.RESOLUTION_HOURS: microseconds(1e4),
        EvidenceKind.ON_TIME: st.sampled_from([0.0, 1.0]),
        EvidenceKind.REOPENED: st.sampled_from([0.0, 1.0]),
    }
    value = values.get(kind, st.sampled_from([1.0, 1.75, 2.5, 3.25, 4.0]))
    return st.builds(WeightedValue, st.uuids().map(str), value, WEIGHTS, st.sampled_from(STRATA))


MEASUREMENTS = st.lists(decimals(-1e4, 1e4), max_size=4).map(
    lambda values: tuple(RecordedValue(date(2026, 5, 1), order, value) for order, value in enumerate(values))
)
TARGETS = st.builds(
    lambda direction, low, width: Target(direction, low, round(low + width, 4)),
    st.sampled_from(Direction),
    decimals(-100, 100),
    decimals(0, 100),
)
MEASURE = st.sampled_from([None, None, "ON_TIME_RATE", "MEAN_RATING", "MEDIAN_RESPONSE_MINUTES", "ON_TIME_CASES"])


@st.composite
def indicators(draw: st.DrawFn) -> tuple[Indicator, ...]:
    return tuple(
        Indicator(
            UUID(int=seq),
            seq,
            text(id="Indikator", en="Indicator"),
            draw(TARGETS),
            draw(st.floats(0.01, 100)),
            IndicatorSource.MEASURE if measure else IndicatorSource.RECORDED,
            measure,
            draw(st.sampled_from(Aggregation)),
            () if measure else draw(MEASUREMENTS),
        )
        for seq, measure in enumerate(draw(st.lists(MEASURE, max_size=4)))
    )


EXPECTATIONS = st.fixed_dictionaries(
    {},
    optional={
        (kind, stratum): st.floats(1, 4) if KINDS[kind].form is Form.RATING else st.floats(0, 1)
        for kind in SCORED
        for stratum in (OVERALL, *STRATA)
    },
)
EVIDENCE = st.fixed_dictionaries(
    {}, optional={kind: st.lists(answers(kind), max_size=12).map(tuple) for kind in EvidenceKind}
)
PEOPLE = st.builds(ScoreInputs, st.none() | st.sampled_from(JobFamily), indicators(), EVIDENCE, EXPECTATIONS)
