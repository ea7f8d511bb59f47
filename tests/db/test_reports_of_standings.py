"""Reports on cases that say one thing of each kind add up what these say, and nothing that does not count."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from domain.evidence.conclusions import WITHOUT_SUBSTANCE
from domain.measures import MEASURES, MeasureKey, realise
from domain.reports.dimensions import DimensionKey
from domain.reports.questions import Question
from resolvers.cases.lateness import count_late_cases
from resolvers.publication.cases import publish_cases
from tests.clock import NOW, TODAY
from tests.databases import Clone
from tests.db import reported_cases
from tests.db.reported_cases import Government, draw_histories, open_government, store_cases
from tests.db.test_reports import OVER_CASES, PLACES, Items, ask, assert_equal, read_cases, said
from tests.last_standing import read_by_last_standing

BY = (DimensionKey.CATEGORY, DimensionKey.OUTCOME, DimensionKey.KIND, DimensionKey.MONTH)


@pytest.fixture(scope="module")
async def government(clone: Clone) -> AsyncIterator[Government]:
    """The government of the other reports, under a policy by which cases are read as they last stand."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reported_cases, "PEOPLE", tuple("abcdefgh"))
        async with clone("reports_of_standings") as url, open_government(url) as opened:
            await read_by_last_standing(opened.database, patch)
            await store_cases(opened, draw_histories(opened, 900, seed=7))
            async with opened.database.transaction() as transaction:
                while await count_late_cases(transaction, NOW, 100):
                    pass
            yield opened


def observe(measure: MeasureKey, case: dict[str, Any]) -> Items:
    return [(1.0, 1.0)] if measure is MeasureKey.CASES else said(case, MEASURES[measure].evidence)


@pytest.mark.parametrize("dimension", BY)
async def test_reports_say_what_the_evidence_says(government: Government, dimension: DimensionKey) -> None:
    found = await ask(government.database, Question(OVER_CASES, (dimension,)))
    items: dict[Any, dict[MeasureKey, Items]] = {}
    for case in await read_cases(government.database):
        for place in PLACES[dimension](case):
            for key in OVER_CASES:
                items.setdefault(place, {}).setdefault(key, []).extend(observe(key, case))
    assert {place[0] for place in found if place} == set(items)
    for place, by_measure in items.items():
        assert_equal(found[place,], {key: realise(MEASURES[key], each) for key, each in by_measure.items()})


async def test_what_is_open_and_late_is_in_the_rate(government: Government) -> None:
    cases = await read_cases(government.database)
    overdue = [case for case in cases if case["resolved_at"] is None and case["due_at"] and case["due_at"] < NOW]
    late = [case for case in overdue if case["says"] and '"ON_TIME": 0' in case["says"]]
    assert overdue
    assert [case for case in overdue if case["flags"] == []] == [case for case in late if case["flags"] == []]


async def test_what_has_no_substance_is_in_no_mean_of_times(government: Government) -> None:
    found = await ask(government.database, Question((MeasureKey.MEDIAN_RESOLUTION_HOURS,), (DimensionKey.OUTCOME,)))
    shown = {place[0]: figures[MeasureKey.MEDIAN_RESOLUTION_HOURS] for place, figures in found.items() if place}
    assert {outcome for outcome in WITHOUT_SUBSTANCE if shown[outcome].value is not None} == set()
    assert shown["FIXED"].denominator


async def test_what_is_published_counts_in_both_its_parts(government: Government) -> None:
    async with government.database.for_jobs().transaction() as transaction:
        assert await publish_cases(transaction, government.database.government, TODAY, NOW)
    rows = await government.database.reads.fetch(
        "SELECT says::text, outcome_points FROM reported_cases JOIN cases ON cases.id = case_id"
    )
    assert [said for (text, _) in rows if not {"INTERACTION", "OUTCOME"} <= {*(said := json.loads(text))}] == []
    assert {points for _, points in rows} <= {1, 2, 3, 4, 5}
