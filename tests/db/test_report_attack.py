"""Somebody asks for every report that their role may have, and solves the equations that the figures make.

Each figure is an equation: what some cases say comes to so much. Whoever can combine equations to one of a few cases
has worked out what those say. Of published groups nobody can; of everything there is, as the inspectorate reads it,
the same program can.
"""

from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from functools import partial
from itertools import combinations
from random import Random
from typing import Any

import pytest

from db.reports.tallies import load_tally
from db.statements.compiled import driver_of
from domain.access import Principal
from domain.disclosure import SMALLEST_CELL, Contributors, may_tell
from domain.measures import Fact, MeasureKey
from domain.reports.dimensions import DimensionKey
from domain.reports.questions import Narrowing, Question, Window
from domain.reports.results import Group
from domain.terms import Channel, Role
from resolvers.publication.cases import publish_cases
from tests.clock import NOW, TODAY
from tests.databases import Clone, arranging
from tests.db import reported_cases
from tests.db.reported_cases import TREE, Government, ancestors, draw_histories, open_government, store_cases
from tests.keys import KEYS

# A prime: equations over the whole numbers are solved by it as they are over the rational ones.
FIELD = 2**61 - 1
MEASURES = (MeasureKey.MEAN_RATING,)
BELOW_HR = (Role.COMPLAINT_OFFICER, Role.UNIT_HEAD, Role.ADMINISTRATOR)
AUDITOR, OFFICER = Principal(Role.AUDITOR), Principal(Role.COMPLAINT_OFFICER)
DIMENSIONS = (
    DimensionKey.UNIT,
    DimensionKey.CATEGORY,
    DimensionKey.CHANNEL,
    DimensionKey.KIND,
    DimensionKey.OUTCOME,
    DimensionKey.MONTH,
)

Row = dict[str, Any]
Equation = dict[int, int]


@pytest.fixture(scope="module")
async def government(clone: Clone) -> AsyncIterator[Government]:
    """A government with enough people, and its cases published."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reported_cases, "PEOPLE", tuple("abcdefgh"))
        async with clone("report_attack") as url, open_government(url) as opened:
            await store_cases(opened, draw_histories(opened, 700, seed=11))
            async with opened.database.for_jobs().transaction() as transaction:
                assert await publish_cases(transaction, opened.database.government, TODAY, NOW) > 5
            yield opened


async def read_published(government: Government) -> list[Row]:
    rows = await government.database.reads.fetch(
        "SELECT reported_cases.*, units.code AS unit, categories.code AS category FROM reported_cases"
        " JOIN units ON units.id = unit_id JOIN categories ON categories.id = category_id ORDER BY case_id"
    )
    return [dict(row) for row in rows]


async def read_everything(government: Government) -> list[Row]:
    rows = await government.database.reads.fetch(
        "SELECT cases.*, units.code AS unit, categories.code AS category,"
        " (received_at AT TIME ZONE 'Asia/Jakarta')::date AS day, cases.id AS group_id, 1 AS group_size,"
        " (SELECT sum(outcome) FROM feedbacks WHERE case_id = cases.id AND status = 'COUNTED') AS outcome_points,"
        " (SELECT nullif(count(*), 0) FROM feedbacks WHERE case_id = cases.id AND status = 'COUNTED') AS answers"
        " FROM cases JOIN units ON units.id = unit_id JOIN categories ON categories.id = category_id ORDER BY cases.id"
    )
    return [dict(row) for row in rows]


def places(dimension: DimensionKey, row: Row) -> list[Any]:
    if dimension is DimensionKey.UNIT:
        return list(ancestors(row["unit"]))
    if dimension is DimensionKey.MONTH:
        return [f"{row['day']:%Y-%m}"]
    return [row[dimension.lower()]]


def within(question: Question, row: Row, government: Government, top: str | None) -> bool:
    where, window = question.where, question.window
    names = {key: name for name, key in government.units.items()}
    return all(
        (
            not where.units or any(names[unit] in ancestors(row["unit"]) for unit in where.units),
            not where.categories or row["category_id"] in where.categories,
            not where.channels or row["channel"] in where.channels,
            window.from_ is None or row["day"] >= window.from_,
            window.before is None or row["day"] < window.before,
            top is None or top in ancestors(row["unit"]),
        )
    )


def list_questions(government: Government) -> Iterator[Question]:
    """All that are set out by two dimensions or fewer, narrowed in every way that could cut off a few."""
    everything = list(government.units.values())
    narrowings = [
        Narrowing(),
        *(Narrowing(units=(unit,)) for unit in everything),
        *(Narrowing(units=tuple(each for each in everything if each != unit)) for unit in everything),
        *(Narrowing(categories=(category,)) for category in government.categories.values()),
        *(Narrowing(channels=tuple(each for each in Channel if each is not channel)) for channel in Channel),
    ]
    days = sorted({NOW.date().replace(month=month, day=day) for month in (1, 2) for day in (1, 9, 17)})
    windows = [Window(), *(Window(from_=day) for day in days), *(Window(before=day) for day in days)]
    settings = [by for size in range(3) for by in combinations(DIMENSIONS, size)]
    asked = [(by, where, window) for by in settings for where in narrowings for window in windows]
    Random(5).shuffle(asked)
    for by, where, window in asked[:350]:
        yield Question(MEASURES, by, where, window)


def cover(cases: Iterable[int], rows: list[Row]) -> frozenset[int]:
    """Of these cases, those whose group is among them as a whole."""
    by_group: dict[Any, list[int]] = {}
    for number in cases:
        by_group.setdefault(rows[number]["group_id"], []).append(number)
    return frozenset(
        number for group in by_group.values() if len(group) == rows[group[0]]["group_size"] for number in group
    )


async def ask_everything(government: Government, principal: Principal, rows: list[Row]) -> set[frozenset[int]]:
    """The sets of cases of which a role is told something, each checked against the figures that come."""
    told: set[frozenset[int]] = set()
    top = "office" if principal.role is Role.UNIT_HEAD else None
    for question in list_questions(government):
        tally = await load_tally(government.database, KEYS, principal, question, Fact.ANSWERS)
        expected = _places_of(question, rows, government, top)
        found: dict[Any, Group] = {tuple(place.key for place in group.places): group for group in tally.groups}
        if question.by:
            assert {place for place, cases in expected.items() if cases and place is not None} <= set(found)
        for place, group in {**found, None: Group((), tally.total, tally.told, tally.untold)}.items():
            cases = expected.get(place, frozenset())
            assert group.people == len(cases)
            if cases or place is None:
                check(group.figures, [rows[number] for number in cases])
            told |= {cases, reached_in_part(question, place, group, rows, government, top)}
    return told - {frozenset()}


def reached_in_part(  # noqa: PLR0917
    question: Question,
    place: tuple[Any, ...] | None,
    told: Group,
    rows: list[Row],
    government: Government,
    top: str | None,
) -> frozenset[int]:
    """The cases of the groups of which a row says that they reach into it in part, checked against their number.

    A group reaches into a row where each thing that is asked is true of one of its cases, whichever that is.
    """
    by_group: dict[Any, list[int]] = {}
    for number, row in enumerate(rows):
        by_group.setdefault(row["group_id"], []).append(number)
    asked, window = list_asked(question, place, government, top), question.window

    def reaches(group: list[Row]) -> bool:
        days = [row["day"] for row in group]
        overlaps = (window.from_ is None or max(days) >= window.from_) and (
            window.before is None or min(days) < window.before
        )
        return overlaps and all(any(each(row) for row in group) for each in asked)

    reached = [group for group in by_group.values() if reaches([rows[number] for number in group])]
    parts = [group for group in reached if not _lies_in(question, place, [rows[each] for each in group], asked)]
    cases = frozenset(number for group in parts for number in group)
    assert told.untold == len(cases)
    return cases


def _lies_in(
    question: Question, place: tuple[Any, ...] | None, group: list[Row], asked: list[Callable[[Row], bool]]
) -> bool:
    window = question.window
    return all(
        all(each(row) for each in asked)
        and (window.from_ is None or row["day"] >= window.from_)
        and (window.before is None or row["day"] < window.before)
        for row in group
    )


def list_asked(
    question: Question, place: tuple[Any, ...] | None, government: Government, top: str | None
) -> list[Callable[[Row], bool]]:
    """All that a row asks of a case but the window, one by one."""
    where, names = question.where, {key: name for name, key in government.units.items()}
    asked: list[Callable[[Row], bool]] = [lambda row: top is None or top in ancestors(row["unit"])]
    if where.units:
        asked.append(lambda row: any(names[unit] in ancestors(row["unit"]) for unit in where.units))
    if where.categories:
        asked.append(lambda row: row["category_id"] in where.categories)
    if where.channels:
        asked.append(lambda row: row["channel"] in where.channels)
    if place is not None:
        asked += [partial(_stands_at, dimension, key) for dimension, key in zip(question.by, place, strict=True)]
    return asked


def _stands_at(dimension: DimensionKey, key: Any, row: Row) -> bool:
    return key in places(dimension, row)


def _places_of(
    question: Question, rows: list[Row], government: Government, top: str | None
) -> dict[Any, frozenset[int]]:
    members = members_of(question, rows, government, top)
    return {place: cover(cases, rows) for place, cases in members.items()}


def members_of(question: Question, rows: list[Row], government: Government, top: str | None) -> dict[Any, list[int]]:
    """The cases that lie in each place that has a row, and of all together (None)."""
    members: dict[Any, list[int]] = {None: []}
    for number, row in enumerate(rows):
        if within(question, row, government, top):
            members[None].append(number)
            found: list[tuple[Any, ...]] = [()]
            for dimension in question.by:
                found = [(*before, place) for before in found for place in places(dimension, row)]
            for place in found:
                members.setdefault(place, []).append(number)
    if top is not None:
        members = {
            place: cases
            for place, cases in members.items()
            if place is None
            or DimensionKey.UNIT not in question.by
            or _below(place[question.by.index(DimensionKey.UNIT)], top)
        }
    if question.where.units and DimensionKey.UNIT in question.by:
        names = {key: name for name, key in government.units.items()}
        at, listed = question.by.index(DimensionKey.UNIT), [names[unit] for unit in question.where.units]
        members = {
            place: cases
            for place, cases in members.items()
            if place is None or any(_below(place[at], unit) for unit in listed)
        }
    return members


def _below(unit: str, top: str) -> bool:
    return top in ancestors(unit)


def check(figures: Any, cases: list[Row]) -> None:
    """That the figures are those of the cases which the attacker takes them to be of."""
    answers = sum(row["answers"] or 0 for row in cases)
    mean = figures[MeasureKey.MEAN_RATING]
    assert (mean.denominator or 0) == answers
    if answers:
        assert mean.value == pytest.approx(sum(row["outcome_points"] or 0 for row in cases) / answers)


class Attacker:
    """Solves linear equations: whether what a set of cases says follows from what others say."""

    def __init__(self, told: Iterable[frozenset[int]]) -> None:
        self._solved: dict[int, Equation] = {}
        for cases in sorted(told, key=lambda each: (len(each), sorted(each))):
            left = self._reduce(dict.fromkeys(cases, 1))
            if left:
                pivot = min(left)
                inverse = pow(left[pivot], -1, FIELD)
                self._solved[pivot] = {case: factor * inverse % FIELD for case, factor in left.items()}

    def _reduce(self, equation: Equation) -> Equation:
        left = dict(equation)
        while (pivot := min(self._solved.keys() & left.keys(), default=None)) is not None:
            factor = left[pivot]
            for case, other in self._solved[pivot].items():
                value = (left.get(case, 0) - factor * other) % FIELD
                if value:
                    left[case] = value
                else:
                    left.pop(case, None)
        return left

    def works_out(self, cases: Iterable[int]) -> bool:
        """Whether the equations tell what these cases say together."""
        return not self._reduce(dict.fromkeys(cases, 1))


def small_sets(rows: list[Row]) -> Iterator[frozenset[int]]:
    """Whom somebody could be after: every single case, and every cell of fewer cases than may be told of."""
    yield from (frozenset({number}) for number in range(len(rows)))
    for by in ((*pair,) for size in (1, 2, 3) for pair in combinations(DIMENSIONS, size)):
        cells: dict[Any, set[int]] = {}
        for number, row in enumerate(rows):
            cells.setdefault(tuple(str(places(dimension, row)[0]) for dimension in by), set()).add(number)
        yield from (frozenset(cell) for cell in cells.values() if len(cell) < SMALLEST_CELL)


@pytest.mark.parametrize("role", BELOW_HR)
async def test_no_sum_of_a_few_cases_follows_from_all_that_is_told(government: Government, role: Role) -> None:
    rows = await read_published(government)
    told = await ask_everything(government, Principal(role, unit_id=government.units["office"]), rows)
    assert len(told) > 5
    attacker = Attacker(told)
    assert all(attacker.works_out(cases) for cases in told)
    assert not any(attacker.works_out(cases) for cases in small_sets(rows))
    assert all(len(cases) >= SMALLEST_CELL for cases in told)


async def test_what_is_cut_off_is_told_by_its_number_and_never_hides(government: Government) -> None:
    """Over any question, every published case is told in a row that it belongs to, or counted as untold there."""
    rows = await read_published(government)
    hidden = 0
    for question in list_questions(government):
        tally = await load_tally(government.database, KEYS, OFFICER, question, Fact.ANSWERS)
        found: dict[Any, Group] = {tuple(place.key for place in group.places): group for group in tally.groups}
        found[None] = Group((), tally.total, tally.told, tally.untold)
        for place, cases in members_of(question, rows, government, None).items():
            told = found[place].people or 0
            assert told <= len(cases) <= told + found[place].untold
            hidden += len(cases) - told
    assert hidden > 100


async def test_the_same_attack_succeeds_where_everything_is_told(government: Government) -> None:
    rows = await read_everything(government)
    told = await ask_everything(government, AUDITOR, rows)
    attacker = Attacker(told)
    assert sum(attacker.works_out(cases) for cases in small_sets(rows)) > 50


async def test_every_published_group_has_enough_people(government: Government) -> None:
    groups: dict[Any, list[Any]] = {}
    for row in await read_published(government):
        groups.setdefault(row["group_id"], []).append(row["case_id"])
    assert groups
    for cases in groups.values():
        handled = await government.database.reads.fetch(
            "SELECT employee_id, count(DISTINCT case_id) FROM attributions WHERE case_id = any($1)"
            " AND superseded_at IS NULL AND employee_id IS NOT NULL GROUP BY 1",
            cases,
        )
        assert may_tell(Contributors(len(cases), dict(handled)), SMALLEST_CELL)


async def test_what_happens_later_moves_no_figure_and_publishing_again_splits_no_group(government: Government) -> None:
    """An answer to a published case, one that moves elsewhere: the reports stay as they were."""
    officer, question = Principal(Role.COMPLAINT_OFFICER), Question(MEASURES, (DimensionKey.UNIT,))
    before = await load_tally(government.database, KEYS, officer, question, Fact.ANSWERS)
    async with government.database.transaction() as transaction, arranging(transaction):
        connection = driver_of(transaction)
        await connection.execute("UPDATE feedbacks SET outcome = 6 - outcome")
        moved = "UPDATE cases SET unit_id = $1 WHERE id IN (SELECT case_id FROM reported_cases)"
        await connection.execute(moved, government.units["hospital"])
    async with government.database.for_jobs().transaction() as transaction:
        assert await publish_cases(transaction, government.database.government, TODAY, NOW) == 0
    after = await load_tally(government.database, KEYS, officer, question, Fact.ANSWERS)
    assert (after.groups, after.total) == (before.groups, before.total)
    assert set(TREE) >= {group.places[0].key for group in after.groups}
