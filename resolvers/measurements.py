"""What was measured of indicators."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from db.database import Transaction
from db.keys import new_key
from db.repositories.appraisal import PlannedIndicator, load_indicators, store_measurements
from db.repositories.commits import Change, ScoreChanged, StoredAnswer, Told
from db.repositories.score_inputs import load_scoring_context
from domain.access import Principal, may_measure
from domain.evidence.records import Affected, Subject
from domain.scoring.indicators import SOURCES
from domain.terms import PeriodState, PlanState
from domain.validation import Findings, check_text
from graph.identifiers import parse_ids
from resolvers.commands import ChangeRequest, Command, carry_out, check_size
from resolvers.context import Context
from resolvers.scoring.rescoring import rescore

LARGEST_VALUE = Decimal("9999999999.9999")
LONGEST_NOTE = 1_000


@dataclass(frozen=True, kw_only=True)
class NewMeasurement:
    """One value of one indicator on one day."""

    indicator: str
    measured_on: date
    value: Decimal
    note: str | None = None


@dataclass(frozen=True, kw_only=True)
class RecordMeasurements(Command):
    """Up to 1,000 measurements: all are stored, or none."""

    items: tuple[NewMeasurement, ...]


@dataclass(frozen=True)
class RecordedMeasurements:
    """The stored measurements, in the order given."""

    measurement_ids: tuple[UUID, ...]


async def record_measurements(context: Context, command: RecordMeasurements) -> RecordedMeasurements:
    """Store measurements and rescore whom they are about.

    A refusal names every problem at its item: UNKNOWN_INDICATOR also for indicators of people whom the principal does
    not appraise, SOURCE_NOT_RECORDED, PLAN_LOCKED, OUTSIDE_PERIOD, PERIOD_CLOSED, TIME_IN_FUTURE, and values and notes
    that cannot be kept.
    """

    async def work(transaction: Transaction, request: ChangeRequest) -> Change:
        check_size(command.items)
        known = await _load_measurable(transaction, request.principal, command.items)
        records, affected = _compose(request, command.items, known, context.database.government.day_of(request.at))
        await store_measurements(transaction, records)
        changed = await rescore(transaction, affected, await load_scoring_context(transaction), request.at)
        answer = StoredAnswer(records[0][0], {"measurements": [str(record[0]) for record in records]})
        told = Told("Measurement", after={"measurements": len(records)})
        return request.to_change(answer, list(map(ScoreChanged, changed)), told)

    answer = await carry_out(context, "recordMeasurements", command, work)
    return RecordedMeasurements(tuple(map(UUID, answer.detail["measurements"])))


Known = Mapping[UUID, PlannedIndicator]


async def _load_measurable(transaction: Transaction, principal: Principal, items: Sequence[NewMeasurement]) -> Known:
    """Those of the indicators that exist and that the principal may measure."""
    indicators = await load_indicators(transaction, parse_ids("Indicator", {item.indicator for item in items}))
    return {
        key: indicator
        for key, indicator in indicators.items()
        if may_measure(principal, indicator.employee_id, indicator.appraiser_ids)
    }


def _compose(
    request: ChangeRequest, items: Sequence[NewMeasurement], known: Known, today: date
) -> tuple[list[tuple[UUID, *tuple[object, ...]]], Affected]:
    """Records of the measurements, and whom they are about; refuses everything that is wrong with them."""
    findings, affected = Findings(), Affected()
    records: list[tuple[UUID, *tuple[object, ...]]] = []
    for position, item in enumerate(items):
        below = findings.below("items", position)
        keys = [key for key in parse_ids("Indicator", [item.indicator]) if key in known]
        if not keys:
            below.note("UNKNOWN_INDICATOR", "indicator", value=item.indicator)
            continue
        indicator = known[keys[0]]
        note = _check(item, indicator, today, below)
        taken = (keys[0], item.measured_on, item.value, note)
        records.append((new_key(), *taken, request.principal.person_id, request.at))
        affected.add(indicator.starts_on, Subject(None, indicator.employee_id))
    findings.settle()
    return records, affected


def _check(item: NewMeasurement, indicator: PlannedIndicator, today: date, findings: Findings) -> str | None:
    """The note as it is stored; what is wrong with the item is noted in `findings`."""
    if not SOURCES[indicator.source].recordable:
        findings.note("SOURCE_NOT_RECORDED", "indicator", measure=indicator.source_key)
    if indicator.state is not PlanState.AGREED:
        findings.note("PLAN_LOCKED", "indicator", state=indicator.state)
    if indicator.period_state is PeriodState.CLOSED:
        findings.note("PERIOD_CLOSED", "measured_on", period=indicator.period)
    if not indicator.starts_on <= item.measured_on <= indicator.ends_on:
        findings.note("OUTSIDE_PERIOD", "measured_on", value=item.measured_on, period=indicator.period)
    elif item.measured_on > today:
        findings.note("TIME_IN_FUTURE", "measured_on", value=item.measured_on)
    if not -LARGEST_VALUE <= item.value <= LARGEST_VALUE:
        findings.note("NUMBER_OUT_OF_RANGE", "value", value=item.value, minimum=-LARGEST_VALUE, maximum=LARGEST_VALUE)
    return None if item.note is None else findings.check(check_text, item.note, "note", limit=LONGEST_NOTE)
