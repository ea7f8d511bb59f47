"""What was measured of indicators."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from db.database import Database, Transaction
from db.keys import new_key
from db.repositories.appraisal import PlannedIndicator, load_indicators, store_measurements
from db.repositories.commits import ScoreChanged, StoredAnswer, claim_key, commit_change
from domain.access import Principal, may_measure
from domain.evidence.records import Touched
from domain.scoring.indicators import SOURCES
from domain.terms import PlanState
from domain.validation import Findings, check_text
from graph.identifiers import parse_ids
from resolvers.commands import ChangeRequest, Command, check_size, open_request
from resolvers.scoring.rescoring import rescore_touched

LARGEST_VALUE = Decimal("9999999999.9999")
LONGEST_NOTE = 1_000


@dataclass(frozen=True, kw_only=True)
class Measurement:
    """One value of one indicator on one day."""

    indicator: str
    measured_on: date
    value: Decimal
    note: str | None = None


@dataclass(frozen=True, kw_only=True)
class RecordMeasurements(Command):
    """Up to 1,000 measurements: all are stored, or none."""

    items: tuple[Measurement, ...]


@dataclass(frozen=True)
class RecordedMeasurements:
    """The stored measurements, in the order given."""

    measurement_ids: tuple[UUID, ...]


async def record_measurements(
    database: Database, principal: Principal, secret: bytes, command: RecordMeasurements
) -> RecordedMeasurements:
    """Store measurements and rescore whom they are about.

    A refusal names every problem at its item: UNKNOWN_INDICATOR also for indicators of people whom the principal does
    not appraise, SOURCE_NOT_RECORDED, PLAN_LOCKED, OUTSIDE_PERIOD, TIME_IN_FUTURE, and values and notes that cannot be
    kept.
    """
    request = open_request("recordMeasurements", principal, secret, command, at=database.clock())
    check_size(command.items)
    async with database.transaction() as connection:
        answer = await claim_key(connection, request.key)
        if answer is None:
            today = database.government.day_of(request.at)
            answer = await _store(connection, request, command, today)
    return RecordedMeasurements(tuple(map(UUID, answer.detail["measurements"])))


async def _store(
    connection: Transaction, request: ChangeRequest, command: RecordMeasurements, today: date
) -> StoredAnswer:
    principal, items = request.principal, command.items
    indicators = await load_indicators(connection, parse_ids("Indicator", {item.indicator for item in items}))
    known = {
        key: indicator
        for key, indicator in indicators.items()
        if may_measure(principal, indicator.employee_id, indicator.appraiser_ids)
    }
    findings, records = Findings(), []
    touched: dict[date, Touched] = {}
    for position, item in enumerate(items):
        below = findings.below("items", position)
        keys = [key for key in parse_ids("Indicator", [item.indicator]) if key in known]
        if not keys:
            below.note("UNKNOWN_INDICATOR", "indicator", value=item.indicator)
            continue
        note = _check(item, known[keys[0]], today, below)
        records.append((new_key(), keys[0], item.measured_on, item.value, note, principal.employee_id, request.at))
        day = touched.setdefault(known[keys[0]].starts_on, Touched())
        day.employee_ids.add(known[keys[0]].employee_id)
    findings.settle()
    await store_measurements(connection, records)
    changed = await rescore_touched(connection, touched, request.at)
    ids = [str(record[0]) for record in records]
    answer = StoredAnswer(records[0][0], {"measurements": ids})
    await commit_change(connection, request.conclude(answer, list(map(ScoreChanged, changed))))
    return answer


def _check(item: Measurement, indicator: PlannedIndicator, today: date, findings: Findings) -> str | None:
    """The note as it is stored; what is wrong with the item is noted in `findings`."""
    if not SOURCES[indicator.source].recordable:
        findings.note("SOURCE_NOT_RECORDED", "indicator", measure=indicator.source_key)
    if indicator.state is not PlanState.AGREED:
        findings.note("PLAN_LOCKED", "indicator", state=indicator.state)
    if not indicator.starts_on <= item.measured_on <= indicator.ends_on:
        findings.note("OUTSIDE_PERIOD", "measured_on", value=item.measured_on, period=indicator.period)
    elif item.measured_on > today:
        findings.note("TIME_IN_FUTURE", "measured_on", value=item.measured_on)
    if not -LARGEST_VALUE <= item.value <= LARGEST_VALUE:
        findings.note("NUMBER_OUT_OF_RANGE", "value", value=item.value, minimum=-LARGEST_VALUE, maximum=LARGEST_VALUE)
    return None if item.note is None else findings.check(check_text, item.note, "note", limit=LONGEST_NOTE)
