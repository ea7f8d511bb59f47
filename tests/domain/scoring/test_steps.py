"""Whoever has the table of answers, the comparisons, the steps and the policy redoes every number of an axis."""

import json
from collections.abc import Iterator
from typing import Any

from hypothesis import given, settings

from domain.scoring.answer_groups import list_answers, number_cases
from domain.scoring.inputs import Indicator, ScoreInputs
from domain.scoring.parts import Comparison
from domain.scoring.scores import ScoredAxis
from domain.scoring.tilted_scores import score
from domain.scoring.yardsticks import AnswerYardstick
from domain.terms import EvidenceKind
from tests.domain.scoring.appraised import PEOPLE, POLICY, QUARTER, answers
from tests.domain.scoring.redoing import Json, check_axis
from tests.domain.scoring.redoing_plans import check_plan
from tests.domain.scoring.redoing_predicates import redo_predicate
from tests.domain.scoring.test_tilted_scores import ALL, person
from tests.tilting_policy import TILTING_POLICY


def tell(axis: ScoredAxis) -> Any:
    """An axis as a client gets it."""
    names = ("estimate", "low", "high", "reference", "coverage", "rating", "steps")
    parts = ("key", "estimate", "low", "high", "reference")
    told = {name: getattr(axis, name) for name in names}
    told["components"] = [
        {name: getattr(component, name) for name in parts}
        | {"comparisons": [compare(one) for one in component.comparisons]}
        for component in axis.components
    ]
    return json.loads(json.dumps(told))


def compare(one: Comparison) -> Json:
    """A comparison as a client gets it."""
    tally, yardstick = one.tally, one.tally.yardstick
    read_by = (
        {"shares": yardstick.shares}
        if isinstance(yardstick, AnswerYardstick)
        else {"variance": yardstick.moments(0)[1]}
    )
    doubts = {"doubt": yardstick.doubt, "company": yardstick.company}
    said = {name: getattr(tally, name) for name in ("n", "total", "slope", "emphasis")}
    return {"stratum": one.stratum, "people": one.people, **said, **read_by, **doubts}


def list_rows(inputs: ScoreInputs) -> list[Json]:
    """The table of answers as a client gets it."""
    return [row._asdict() | {"count": row.number} for row in list_answers(inputs, inputs)]


def plan_of(inputs: ScoreInputs) -> Iterator[Json]:
    """The plan as a client gets it."""
    for one in inputs.indicators:
        yield _tell_indicator(one)


def _tell_indicator(one: Indicator) -> Json:
    return {
        "seq": one.seq,
        "source": one.source,
        "measure": one.source_key,
        "aggregation": one.aggregation,
        "direction": one.target.direction,
        "low": one.target.low,
        "high": one.target.high,
        "measurements": [(each.measured_on.isoformat(), each.value) for each in sorted(one.measurements)],
    }


@settings(max_examples=80, deadline=None)
@given(PEOPLE)
def test_a_reader_redoes_every_number_to_the_last_digit(given: ScoreInputs) -> None:
    inputs = number_cases(given)
    scored = score(inputs, POLICY)
    axes, rows = [tell(axis) for axis in scored.axes], list_rows(inputs)
    months = [day.isoformat() for day in QUARTER.first_days]
    for axis in axes:
        assert [*check_axis(axis, rows, TILTING_POLICY)] == []
        assert [*check_plan(axis, [*plan_of(inputs)], rows, (months, QUARTER.ended), TILTING_POLICY)] == []
    assert scored.predicate == redo_predicate(axes)


def test_the_reader_notices_whatever_is_wrong() -> None:
    """Each number that is a little off is found, so that the reader above looks at all of them."""
    inputs = number_cases(person(expected=ALL, TREATMENT=answers(EvidenceKind.TREATMENT, [1, 2, 5, 20, 9])))
    told, rows = tell(score(inputs, POLICY).axes[1]), list_rows(inputs)
    assert [*check_axis(told, rows, TILTING_POLICY)] == []
    steps, unnoticed = told["steps"], set[str]()
    for holder in (told, steps, steps["below"], steps["above"], steps["parts"][0], told["components"][0]):
        for name, value in holder.items():
            if isinstance(value, float):
                holder[name] = value + 0.0001 * (1 + abs(value))
                unnoticed |= set() if [*check_axis(told, rows, TILTING_POLICY)] else {name}
                holder[name] = value
    assert unnoticed == set()


def test_numbers_in_the_place_of_cases_count_what_the_table_says() -> None:
    """Two values of one group are two cases, and small shares do not count."""
    treatment = answers(EvidenceKind.TREATMENT, [0, 0, 0, 9, 20])
    inputs = number_cases(
        person(expected=ALL, TREATMENT=treatment, OUTCOME=answers(EvidenceKind.OUTCOME, [0, 5, 0, 0, 3]))
    )
    assert [
        len({each.origin for each in inputs.values(kind)}) for kind in (EvidenceKind.TREATMENT, EvidenceKind.OUTCOME)
    ] == [29, 8]
