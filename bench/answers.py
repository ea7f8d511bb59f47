"""The answers that are expected, and where two of them differ."""

from bench.shapes import Json, Shape, instant, key, many, number, one, record, text
from bench.workloads import PAGE_ROWS

AXIS = {"axis": text, "estimate": number, "low": number, "high": number, "effectiveN": number, "rating": text}
SCORE = {"predicate": text, "coverage": number, "computedAt": instant}
PERSON = {"id": key, "name": text, "employment": text}
POST = one(record(title=text, type=text, jobFamily=text))

COMPONENT = record(key=text, label=text, weight=number, estimate=number, attainment=number, n=number, effectiveN=number)
INDICATOR = record(
    name=text,
    aspect=text,
    unitOfMeasure=text,
    direction=text,
    targetMin=number,
    targetMax=number,
    weight=number,
)
CASE = record(
    ticket=text,
    status=text,
    outcome=text,
    receivedAt=instant,
    resolvedAt=instant,
    resolutions=many(record(seq=number, at=instant, outcome=text, reopenedAt=instant)),
)

SHAPES: dict[str, Shape] = {
    "nested": many(
        record(
            **PERSON,
            identityNumber=text,
            position=POST,
            unit=one(record(code=text, name=text, kind=text)),
            score=one(record(**SCORE, axes=many(record(**AXIS, components=many(COMPONENT))))),
            indicators=many(INDICATOR),
            cases=many(CASE),
        )
    ),
    "single": one(
        record(
            **PERSON,
            scores=many(
                record(**SCORE, period=one(record(code=text)), axes=many(record(**AXIS))),
                order=lambda score: score["period"]["code"],
            ),
        )
    ),
    "list": many(
        record(
            **PERSON,
            leftOn=text,
            identityNumber=text,
            position=POST,
            unit=one(record(code=text, name=text)),
        )
    ),
}


class DifferentAnswersError(Exception):
    """Two servers do not hold the same data; the text says where."""


def find_difference(left: Json, right: Json, path: str = "answer") -> str | None:
    """Where two canonical answers differ first; None where they hold the same data."""
    if isinstance(left, dict) and isinstance(right, dict) and left.keys() == right.keys():
        pairs = [(left[name], right[name], f"{path}.{name}") for name in left]
    elif isinstance(left, list) and isinstance(right, list) and len(left) == len(right):
        pairs = [(*both, f"{path}[{index}]") for index, both in enumerate(zip(left, right, strict=True))]
    elif type(left) is type(right) and left == right:
        return None
    else:
        return f"{path}: {summarise(left)} against {summarise(right)}"
    return next((found for pair in pairs if (found := find_difference(*pair)) is not None), None)


def summarise(value: Json) -> str:
    """A value in few words."""
    return f"{len(value)} rows" if isinstance(value, list) else repr(value)


def count_rows(workload: str, answer: Json) -> dict[str, int]:
    """How many rows of each kind a canonical answer holds."""
    counted: dict[str, int] = {}
    collect_counts(answer, "employees" if workload in PAGE_ROWS else "employee", counted)
    return counted


def collect_counts(value: Json, name: str, counted: dict[str, int]) -> None:
    """Add the rows below a value to what is counted already."""
    if isinstance(value, list):
        for row in value:
            collect_counts(row, name, counted)
    elif isinstance(value, dict):
        counted[name] = counted.get(name, 0) + 1
        for inner, content in value.items():
            collect_counts(content, inner, counted)
