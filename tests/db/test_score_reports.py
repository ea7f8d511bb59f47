"""Reports on scores: everybody counts once a period, where they worked in it."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any
from uuid import UUID

import pytest

from db.database import Database
from db.keys import new_key
from db.reports.tallies import load_tally
from db.statements.copies import copy_rows
from db.tables import appraisal, organisation, scoring
from domain.access import Principal
from domain.measures import MEASURES, Fact, MeasureKey, realise
from domain.reports.dimensions import DimensionKey
from domain.reports.questions import Narrowing, Question, Window
from domain.reports.results import Group, Tally
from domain.terms import Axis, Predicate, Role
from tests.clock import NOW
from tests.keys import KEYS

LONG_AGO = date(2000, 1, 1)
YEAR, QUARTER = (date(2026, 1, 1), date(2026, 12, 31)), (date(2026, 4, 1), date(2026, 6, 30))
TREE = {"city": None, "office": "city", "section": "office", "hospital": "city"}
AUDITOR = Principal(Role.AUDITOR)
MEANS = (MeasureKey.SCORE_MEAN, MeasureKey.WORK_RESULT_MEAN, MeasureKey.WORK_BEHAVIOUR_MEAN)


@dataclass(frozen=True)
class Scored:
    """One score and where it was earned."""

    period: str
    unit: str | None
    position: str | None
    predicate: str | None
    result: float | None
    behaviour: float | None

    def value(self, measure: MeasureKey) -> float | None:
        known = [each for each in (self.result, self.behaviour) if each is not None]
        if measure is MeasureKey.SCORE_MEAN:
            return sum(known) / len(known) if known else None
        return self.result if measure is MeasureKey.WORK_RESULT_MEAN else self.behaviour


@dataclass(frozen=True)
class Staff:
    """Everybody's scores, and the keys of units and periods."""

    database: Database
    scores: tuple[Scored, ...]
    units: dict[str, UUID]
    periods: dict[str, UUID]


@pytest.fixture
async def staff(database: Database) -> Staff:
    random = Random(11)
    units, positions, periods = ({name: new_key() for name in names} for names in (TREE, ("clerk", "nurse"), "YQ"))
    async with database.transaction() as connection:
        for name, above in TREE.items():
            unit = {"id": units[name], "code": name, "name": name, "kind": "OFFICE", "valid_from": LONG_AGO}
            await copy_rows(connection, organisation.units, [unit | {"parent_id": units[above] if above else None}])
        shape = {"type": "PELAKSANA", "job_family": "COUNTER"}
        listed = [{"id": key, "code": name, "title": name, **shape} for name, key in positions.items()]
        await copy_rows(connection, organisation.positions, listed)
        for code, (first, last) in (("Y", YEAR), ("Q", QUARTER)):
            kind = {"id": periods[code], "code": code, "name": code, "kind": "ANNUAL" if code == "Y" else "QUARTERLY"}
            await copy_rows(connection, appraisal.periods, [{**kind, "starts_on": first, "ends_on": last}])
        policy = await connection.scalar(scoring.policies.select().with_only_columns(scoring.policies.c.id))
        found: list[Scored] = []
        for number in range(80):
            person = new_key()
            name = {"id": person, "name": f"P{number}", "employment": "PNS"}
            await copy_rows(connection, organisation.employees, [name])
            places = _draw_posts(random, number)
            posts = [
                {
                    "employee_id": person, "unit_id": units[unit], "position_id": positions[position], "status": status,
                    "valid_from": since, "valid_to": until,
                }
                for unit, position, status, since, until in places
            ]  # fmt: skip
            await copy_rows(connection, organisation.assignments, posts)
            for code, (first, last) in (("Y", YEAR), ("Q", QUARTER)):
                place = _find(places, first, last)
                scored = _draw_score(random, code, place)
                score = new_key()
                row = {"id": score, "employee_id": person, "period_id": periods[code], "policy_id": policy}
                row |= {
                    "predicate": scored.predicate,
                    "coverage": 1.0,
                    "inputs_hash": "",
                    "computed_at": NOW,
                }
                await copy_rows(connection, scoring.scores, [row])
                axes = [
                    {"score_id": score, "axis": axis, "estimate": estimate, "effective_n": 1.0, "coverage": 1.0,
                     "rating": "MEETS", "arithmetic": ""}
                    for axis, estimate in ((Axis.WORK_RESULT, scored.result), (Axis.WORK_BEHAVIOUR, scored.behaviour))
                ]  # fmt: skip
                await copy_rows(connection, scoring.score_axes, axes)
                found.append(scored)
    return Staff(database, tuple(found), units, periods)


Post = tuple[str, str, str, date, date | None]


def _draw_posts(random: Random, number: int) -> list[Post]:
    """Some moved in May, some act elsewhere besides, some left before the quarter, some are away to study."""
    unit = random.choice(["office", "section", "hospital"])
    if number % 9 == 0:
        return [(unit, "clerk", "DEFINITIVE", LONG_AGO, date(2026, 2, 1))]
    if number % 7 == 0:
        moved = (
            (unit, "clerk", "DEFINITIVE", LONG_AGO, date(2026, 5, 1)),
            ("city", "nurse", "DEFINITIVE", date(2026, 5, 2), None),
        )
        return list(moved)
    if number % 5 == 0:
        return [(unit, "nurse", "DEFINITIVE", LONG_AGO, None), ("city", "clerk", "ACTING", date(2026, 5, 2), None)]
    if number % 11 == 0:
        return [(unit, "nurse", "STUDY", LONG_AGO, None)]
    return [(unit, "nurse", "DEFINITIVE", LONG_AGO, None)]


def _find(posts: Iterable[Post], first: date, last: date) -> Post | None:
    held = [post for post in posts if post[2] != "STUDY" and post[3] <= last and (post[4] is None or post[4] >= first)]
    return max(held, key=lambda post: (post[2] == "DEFINITIVE", post[3]), default=None)


def _draw_score(random: Random, code: str, place: Post | None) -> Scored:
    def estimate() -> float | None:
        return random.uniform(1, 4) if random.random() < 0.8 else None

    predicate = random.choice([None, *Predicate])
    return Scored(code, place and place[0], place and place[1], predicate, estimate(), estimate())


def above(name: str | None) -> list[str]:
    return [] if name is None else [name, *above(TREE[name])]


PLACES: dict[DimensionKey, Callable[[Scored], list[Any]]] = {
    DimensionKey.UNIT: lambda scored: above(scored.unit),
    DimensionKey.HANDLER_POSITION: lambda scored: [scored.position],
    DimensionKey.PREDICATE: lambda scored: [scored.predicate],
}


async def tally(staff: Staff, question: Question, principal: Principal = AUDITOR) -> Tally:
    return await load_tally(staff.database, KEYS, principal, question, Fact.SCORES)


def by_place(found: Tally) -> dict[Any, Group]:
    return {tuple(place.key for place in group.places): group for group in found.groups}


@pytest.mark.parametrize("dimension", PLACES)
async def test_means_are_those_that_the_domain_makes_of_the_scores(staff: Staff, dimension: DimensionKey) -> None:
    window = Window(period_id=staff.periods["Q"])
    found = await tally(staff, Question(MEANS, (dimension,), window=window))
    items: dict[Any, list[Scored]] = defaultdict(list)
    of_period = [scored for scored in staff.scores if scored.period == "Q"]
    for scored in of_period:
        for place in PLACES[dimension](scored):
            items[place].append(scored)
    groups = by_place(found)
    assert set(groups) == {(place,) for place in items}
    for place, scored in items.items():
        for measure in MEANS:
            values = [value for each in scored if (value := each.value(measure)) is not None]
            figure = groups[place,].figures[measure]
            assert figure.denominator == len(values)
            assert figure.value == pytest.approx(realise(MEASURES[measure], [(value, 1.0) for value in values]))
    values = [value for each in of_period if (value := each.value(MeasureKey.SCORE_MEAN)) is not None]
    assert found.total[MeasureKey.SCORE_MEAN].value == pytest.approx(sum(values) / len(values))


async def test_shares_are_of_everybody_in_the_same_unit(staff: Staff) -> None:
    by = (DimensionKey.UNIT, DimensionKey.PREDICATE)
    question = Question((MeasureKey.PREDICATE_SHARE,), by, window=Window(period_id=staff.periods["Y"]))
    found = await tally(staff, question)
    for (unit, predicate), group in by_place(found).items():
        scored = [each for each in staff.scores if each.period == "Y" and unit in above(each.unit)]
        proposed = [each.predicate for each in scored if each.predicate]
        figure = group.figures[MeasureKey.PREDICATE_SHARE]
        assert (figure.numerator, figure.denominator) == (proposed.count(predicate), len(proposed))
        share = realise(MEASURES["PREDICATE_SHARE"], [(float(each == predicate), 1.0) for each in proposed])
        assert figure.value == pytest.approx(share)
        assert group.people == len(proposed)
    everybody = sum(each.predicate is not None for each in staff.scores if each.period == "Y")
    total = found.total[MeasureKey.PREDICATE_SHARE]
    assert (total.value, total.numerator, total.denominator) == (100.0, everybody, everybody)


async def test_several_periods_have_rows_and_no_total(staff: Staff) -> None:
    found = await tally(staff, Question(MEANS, (DimensionKey.PERIOD,)))
    assert {key: group.people for key, group in by_place(found).items()} == {("Y",): 80, ("Q",): 80}
    assert found.total == {}


async def test_only_periods_within_the_window_have_rows(staff: Staff) -> None:
    window = Window(*(date(2026, 3, 1), date(2026, 7, 1)))
    found = await tally(staff, Question(MEANS, (DimensionKey.PERIOD,), window=window))
    assert set(by_place(found)) == {("Q",)}


async def test_a_named_period_that_is_set_out_has_its_parts_as_rows_and_itself_as_total(staff: Staff) -> None:
    window = Window(date(2026, 1, 1), date(2027, 1, 1), staff.periods["Y"])
    found = await tally(staff, Question((MeasureKey.SCORE_MEAN,), (DimensionKey.PERIOD,), window=window))
    groups = by_place(found)
    assert set(groups) == {("Y",), ("Q",)}
    assert found.total == groups["Y",].figures


async def test_people_are_narrowed_by_unit(staff: Staff) -> None:
    where = Narrowing(units=(staff.units["hospital"],))
    question = Question(MEANS, (DimensionKey.UNIT,), where, Window(period_id=staff.periods["Q"]))
    found = await tally(staff, question)
    assert set(by_place(found)) == {("hospital",)}
    assert found.total == by_place(found)["hospital",].figures
