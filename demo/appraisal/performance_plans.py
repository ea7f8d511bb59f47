"""Performance plans for each quarter, and what was measured month by month, some of it missing as in real life."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from uuid import UUID

from demo.appraisal.duties import PERCENT, Duty, choose_duties
from demo.appraisal.quarters import Quarter
from demo.chance import make_key, open_chance
from demo.moments import ONE_DAY, start_of_day
from demo.organisation.people import Person
from demo.organisation.posts import Staff, Tenure
from demo.table_rows import TableRow
from domain.scoring.indicators import SOURCES
from domain.terms import AssignmentStatus, Direction, PlanState

FEWEST, MOST = 5, 8
KEPT = 2
LOST_MONTH, LOST_INDICATOR = 0.004, 0.002
LEAN = -0.05
FOUR_PLACES = Decimal("0.0001")


@dataclass
class PlanRows:
    """Rows of plans, their indicators and their measurements, of some people in one quarter."""

    plans: list[TableRow] = field(default_factory=list)
    indicators: list[TableRow] = field(default_factory=list)
    measurements: list[TableRow] = field(default_factory=list)


def make_plans(seed: int, staff: Staff, quarter: Quarter, today: date, people: Iterable[Person]) -> PlanRows:
    """Plans of those of the people who were in office in the quarter; nothing is measured on `today` or later."""
    stays = _last_stays(staff, quarter)
    rows = PlanRows()
    for person in people:
        if person in stays:
            chance = open_chance(seed, "plan", quarter.starts_on, person.id)
            recorder = staff.appraiser(stays[person])
            _Planner(chance, quarter, today, recorder.id if recorder else None).plan(stays[person], rows)
    return rows


def _last_stays(staff: Staff, quarter: Quarter) -> dict[Person, Tenure]:
    """For each person the post that they held last in the quarter."""
    return {
        stay.person: stay
        for stay in staff.stays
        if stay.status is AssignmentStatus.DEFINITIVE
        and stay.valid_from <= quarter.ends_on
        and (stay.valid_to is None or stay.valid_to >= quarter.starts_on)
    }


@dataclass(frozen=True)
class _Planner:
    chance: Random
    quarter: Quarter
    today: date
    recorder_id: UUID | None

    def plan(self, stay: Tenure, rows: PlanRows) -> None:
        """Add one person's plan."""
        at = start_of_day(self.quarter.starts_on)
        plan_id = make_key(self.chance, at)
        state = PlanState.LOCKED if self.quarter.ends_on < self.today else PlanState.AGREED
        rows.plans.append({"id": plan_id, "employee_id": stay.person.id, "period_id": self.quarter.id, "state": state})
        duties = self._choose(choose_duties(stay.position.family, stay.position.code))
        for seq, (duty, weight) in enumerate(zip(duties, _share_weights(duties), strict=True), start=1):
            key = make_key(self.chance, at)
            rows.indicators.append(_indicator_row(key, plan_id, seq, duty, weight))
            if SOURCES[duty.source].recordable and self.chance.random() >= LOST_INDICATOR:
                rows.measurements.extend(self._measure(key, duty, stay.person))

    def _choose(self, fitting: tuple[Duty, ...]) -> list[Duty]:
        """Between five and eight duties in their order, the first two among them."""
        count = min(len(fitting), self.chance.randint(FEWEST, MOST))
        taken = self.chance.sample(range(KEPT, len(fitting)), max(0, count - KEPT))
        return [duty for place, duty in enumerate(fitting) if place < KEPT or place in taken]

    def _measure(self, indicator_id: UUID, duty: Duty, person: Person) -> Iterator[TableRow]:
        bent = LEAN + 0.5 * person.skill.care + 0.3 * self.chance.gauss()
        for measured_on in _month_ends(self.quarter):
            recorded_on = measured_on + ONE_DAY * self.chance.randint(1, 7)
            value = _draw_value(self.chance, duty, bent)
            if recorded_on < self.today and self.chance.random() >= LOST_MONTH:
                yield {
                    "indicator_id": indicator_id,
                    "measured_on": measured_on,
                    "value": value,
                    "recorded_by_id": self.recorder_id,
                    "recorded_at": start_of_day(recorded_on) + timedelta(minutes=self.chance.randint(480, 940)),
                }


def _month_ends(quarter: Quarter) -> Iterator[date]:
    month = quarter.starts_on
    while month <= quarter.ends_on:
        month = (month + 31 * ONE_DAY).replace(day=1)
        yield month - ONE_DAY


def _draw_value(chance: Random, duty: Duty, bent: float) -> Decimal:
    """A month's result; one standard deviation of scatter better for each unit of `bent`."""
    low, high = duty.target
    noise = 0.7 * chance.gauss()
    if duty.direction is Direction.HIGHER:
        value = (low or 0.0) + duty.scatter * (bent + noise)
    elif duty.direction is Direction.LOWER:
        value = (high or 0.0) - duty.scatter * (bent + noise)
    else:
        value = ((low or 0.0) + (high or 0.0)) / 2 + duty.scatter * (1.6 * noise - 0.2 * (bent < 0))
    top = PERCENT if duty.unit == "persen" and duty.direction is not Direction.RANGE else float("inf")
    return Decimal(str(round(min(max(value, 0.0), top), 1)))


def _share_weights(duties: list[Duty]) -> list[Decimal]:
    """Weights that sum to exactly one; the last takes what rounding leaves."""
    total = sum(duty.weight for duty in duties)
    weights = [(Decimal(duty.weight) / total).quantize(FOUR_PLACES) for duty in duties]
    weights[-1] += 1 - sum(weights)
    return weights


def _indicator_row(key: UUID, plan_id: UUID, seq: int, duty: Duty, weight: Decimal) -> TableRow:
    target_min, target_max = duty.limits
    return {
        "id": key,
        "plan_id": plan_id,
        "seq": seq,
        "name": duty.name.written(),
        "aspect": duty.aspect,
        "unit_of_measure": duty.unit,
        "direction": duty.direction,
        "target_min": target_min,
        "target_max": target_max,
        "weight": weight,
        "source": duty.source,
        "source_key": duty.measure,
        "aggregation": duty.aggregation,
    }
