"""Measurements of an indicator month by month: what each month attained, and which months nobody has measured yet."""

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from domain.scoring.indicators import attain
from domain.scoring.inputs import Indicator, MeasuringMonths, RecordedValue, Target
from domain.terms import Aggregation


@dataclass(frozen=True)
class MeasuredMonths:
    """What an indicator attained, each month by itself, and the first days of the months that are still to measure."""

    attained: tuple[float, ...]
    missing: tuple[date, ...]


def list_months(starts_on: date, ends_on: date, today: date) -> MeasuringMonths:
    """The months of a period, and how many of them have ended by today."""
    first, last = starts_on.year * 12 + starts_on.month - 1, ends_on.year * 12 + ends_on.month - 1
    months = tuple(date(number // 12, number % 12 + 1, 1) for number in range(first, last + 1))
    this_month = today.year * 12 + today.month - 1
    return MeasuringMonths(months, len(range(first, min(last + 1, this_month))))


def read_months(indicator: Indicator, months: MeasuringMonths, cap: float) -> MeasuredMonths:
    """What the months that have ended attained of the target: of a sum each its part of it.

    Where only the latest value counts, it is one measurement, whatever the month.
    """
    due = months.first_days[: months.ended]
    if indicator.aggregation is Aggregation.LATEST:
        values = [max(indicator.measurements).value] if indicator.measurements else []
        attained = [attain(value, indicator.target, cap).value for value in values]
        return MeasuredMonths(tuple(attained), () if values else due[-1:])
    taken = _group_by_month(indicator.measurements)
    is_sum = indicator.aggregation is Aggregation.SUM
    target = share_out(indicator.target, len(months.first_days)) if is_sum else indicator.target
    attained = []
    for month in due:
        if month in taken:
            total = math.fsum(taken[month])
            attained.append(attain(total if is_sum else total / len(taken[month]), target, cap).value)
    return MeasuredMonths(tuple(attained), tuple(month for month in due if month not in taken))


def _group_by_month(measurements: Sequence[RecordedValue]) -> dict[date, list[float]]:
    found: defaultdict[date, list[float]] = defaultdict(list)
    for measurement in sorted(measurements):
        found[measurement.measured_on.replace(day=1)].append(measurement.value)
    return found


def share_out(target: Target, parts: float) -> Target:
    """One of so many equal parts of a target."""
    low, high = (None if bound is None else bound / parts for bound in (target.low, target.high))
    return replace(target, low=low, high=high)
