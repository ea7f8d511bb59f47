"""How much of the district is made up: the few numbers in which the demonstration and the bench differ."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Size:
    """`offices` counts the offices taken from the government's list, `points` the service points under each.

    Of the `cases`, `visits` are further visits to counters, so that most who serve there are heard of often enough.
    With `years` there are annual periods beside the quarters.
    """

    name: str
    employees: int
    cases: int
    offices: int
    points: int
    visits: int = 0
    years: bool = False


SMALL = Size("small", employees=60, cases=400, offices=4, points=1)
DEMO = Size("demo", employees=750, cases=17_000, offices=40, points=24, visits=11_500, years=True)
BENCH = Size("bench", employees=6_000, cases=200_000, offices=40, points=72)
SIZES = {size.name: size for size in (SMALL, DEMO, BENCH)}
