from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from db.tables.appraisal import measurements
from db.tables.audit import audit_entries
from db.tables.scoring import score_components, scores
from domain.access import ANYONE, Principal
from domain.problems import Refused
from domain.terms import Role
from graph.identifiers import format_id
from resolvers.measurements import NewMeasurement, RecordedMeasurements, RecordMeasurements, record_measurements
from tests.clock import TODAY
from tests.resolvers.town import YEAR, Town

NEW_YEAR = date(YEAR, 1, 1)


def item(town: Town, indicator: str = "recorded", **changes: Any) -> NewMeasurement:
    usual = {
        "indicator": format_id("Indicator", getattr(town, indicator)),
        "measured_on": NEW_YEAR,
        "value": Decimal(7),
    }
    return NewMeasurement(**usual | changes)


async def record(
    town: Town, *items: NewMeasurement, principal: Principal | None = None, idempotency_key: str | None = None
) -> RecordedMeasurements:
    command = RecordMeasurements(items=items, idempotency_key=idempotency_key)
    return await record_measurements(town.context(principal or town.head.as_a(Role.APPRAISER)), command)


async def problems_of(town: Town, *items: NewMeasurement, **caller: Any) -> list[tuple[Any, ...]]:
    with pytest.raises(Refused) as caught:
        await record(town, *items, **caller)
    assert await town.count(measurements) == await town.count(audit_entries) == 0
    return [(problem.code, *problem.path) for problem in caught.value.problems]


async def test_measurements_are_stored_in_order_and_move_the_score(town: Town) -> None:
    recorded = await record(town, item(town, note="Januari"), item(town, value=Decimal("2.5")), idempotency_key="k")
    rows = {row.id: row for row in await town.rows(measurements)}
    stored = [rows[key] for key in recorded.measurement_ids]
    assert [(row.value, row.note, row.recorded_by_id) for row in stored] == [
        (7, "Januari", town.head.id),
        (Decimal("2.5"), None, town.head.id),
    ]
    (score,) = await town.rows(scores, employee_id=town.handler.id)
    assert score.coverage > 0
    (component,) = await town.rows(score_components, indicator_id=town.recorded)
    assert component.observed == 9.5
    assert (
        await record(town, item(town, note="Januari"), item(town, value=Decimal("2.5")), idempotency_key="k")
        == recorded
    )
    assert await town.count(measurements) == 2


async def test_every_problem_is_named_at_its_item_and_nothing_is_stored(town: Town) -> None:
    tomorrow = TODAY + timedelta(days=1)
    items = [
        item(town),
        item(town, indicator="measured"),
        item(town, indicator="locked", note="\x00"),
        item(town, indicator="undertaken"),
        item(town, measured_on=date(YEAR - 1, 12, 31), value=Decimal("1e12")),
        NewMeasurement(indicator="ind_1", measured_on=NEW_YEAR, value=Decimal(1)),
    ]
    assert await problems_of(town, *items) == [
        ("SOURCE_NOT_RECORDED", "items", 1, "indicator"),
        ("PLAN_LOCKED", "items", 2, "indicator"),
        ("CONTROL_CHARACTERS", "items", 2, "note"),
        ("UNKNOWN_INDICATOR", "items", 3, "indicator"),
        ("OUTSIDE_PERIOD", "items", 4, "measured_on"),
        ("NUMBER_OUT_OF_RANGE", "items", 4, "value"),
        ("UNKNOWN_INDICATOR", "items", 5, "indicator"),
    ]
    outside = "TIME_IN_FUTURE" if tomorrow.year == YEAR else "OUTSIDE_PERIOD"
    assert await problems_of(town, item(town, measured_on=tomorrow)) == [(outside, "items", 0, "measured_on")]


async def test_appraisers_measure_their_own_people_and_nobody_themselves(town: Town) -> None:
    unknown = [("UNKNOWN_INDICATOR", "items", 0, "indicator")]
    assert await problems_of(town, item(town), principal=town.outsider.as_a(Role.APPRAISER)) == unknown
    assert await problems_of(town, item(town), principal=town.handler.as_a(Role.HR_AGENCY)) == unknown
    assert await problems_of(town, item(town), principal=town.handler.as_a(Role.EMPLOYEE)) == [("FORBIDDEN",)]
    assert await problems_of(town, item(town), principal=ANYONE) == [("FORBIDDEN",)]
    await record(town, item(town), item(town, indicator="undertaken"), principal=town.officer.as_a(Role.HR_AGENCY))


async def test_a_batch_holds_one_to_a_thousand_items(town: Town) -> None:
    assert await problems_of(town) == [("REQUIRED", "items")]
    assert await problems_of(town, *[item(town)] * 1_001) == [("TOO_MANY_ITEMS", "items")]
    assert len((await record(town, *[item(town)] * 1_000)).measurement_ids) == await town.count(measurements) == 1_000
