"""Settled cases with answers, on their way into the reports of those who do not see each answer."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    DateTime,
    FromClause,
    ScalarSelect,
    Select,
    Table,
    Text,
    Uuid,
    bindparam,
    distinct,
    exists,
    func,
    literal,
    select,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from db.expressions.units import unit_tree
from db.keys import new_key
from db.reports.case_rows import CaseRows
from db.statements.binding import Binder, Inputs
from db.statements.compiled import compile_statement, driver_of
from db.statements.copies import copy_records
from db.tables.cases import attributions, cases, feedbacks, reported_cases
from db.tables.scoring import evidence
from domain.access import Principal
from domain.evidence.kinds import EVIDENCE
from domain.governments import Government
from domain.keyring import NO_KEYS
from domain.reports.groups import Group, SettledCase
from domain.reports.questions import Question, Window
from domain.terms import EvidenceKind, FeedbackStatus, Role

# What cases are grouped by, from the weightiest on.
_DETAILS = ("category_id", "kind", "channel", "outcome", "position_id")
_OF_GROUPS = ("case_id", "group_id", "group_size", "published_on")
# All that reports say of a case: the other columns, each with the name that CaseRows has for it.
_KEPT = tuple(column.name for column in reported_cases.c if column.name not in _OF_GROUPS)
_SETTLED_BEFORE = bindparam("settled_before", type_=DateTime(timezone=True))
_COUNTED = literal(FeedbackStatus.COUNTED, Text())
# What an answer says, by the words of cases that say one thing of each kind.
_BOTH = literal([EVIDENCE[kind].stored_as for kind in (EvidenceKind.TREATMENT, EvidenceKind.OUTCOME)], ARRAY(Text()))
_EVERYTHING = Principal(Role.AUDITOR)


def _waiting(case: FromClause, settled_before: ColumnElement[Any]) -> ColumnElement[bool]:
    """Cases that name somebody are left out: that a group reaches where lists show nothing would tell whom.

    So are those of which only a part of the answer counts: of each that is published, both are added up.
    """
    answered = exists().where(feedbacks.c.case_id == case.c.id, feedbacks.c.status == _COUNTED)
    published = exists().where(reported_cases.c.case_id == case.c.id)
    told: ColumnElement[bool] = case.c.says.is_(None) | case.c.says.has_all(_BOTH)
    return (case.c.resolved_at < settled_before) & ~case.c.guarded & answered & told & ~published


_FIRST = select(func.min(cases.c.received_at)).where(_waiting(cases, _SETTLED_BEFORE))


async def find_first_day(transaction: AsyncConnection, government: Government, settled_before: date) -> date | None:
    """The day of receipt of the oldest case with an answer that settled before a day and is not published."""
    midnight = datetime.combine(settled_before, time.min, government.zone)
    first = await transaction.scalar(_FIRST, {"settled_before": midnight})
    return None if first is None else government.day_of(first)


async def load_settled(
    transaction: AsyncConnection, government: Government, window: Window, settled_before: date, now: datetime
) -> list[SettledCase]:
    """The cases with answers received within a window that settled before a day and are not published."""
    midnight = literal(datetime.combine(settled_before, time.min, government.zone), DateTime(timezone=True))
    names = ("id", "unit_id", "month", *_DETAILS)
    binder, question = Binder(_EVERYTHING), Question((), window=window)
    rows = CaseRows(question, binder, government, names, now, lambda case: _waiting(case, midnight))
    fact, tree = rows.columns(names).subquery("fact"), unit_tree()
    handled, credited = _people(attributions, fact), _people(evidence, fact)
    statement = select(*fact.c, tree.c.path, handled.label("handled"), credited.label("credited")).join_from(
        fact, tree, tree.c.id == fact.c.unit_id
    )
    return [_read(row) for row in await _fetch(transaction, statement, binder)]


def _people(table: Table, fact: FromClause) -> ScalarSelect[Any]:
    """Of whom current rows of a table say something about a case."""
    row = table.c
    current = row.superseded_at.is_(None), row.employee_id.is_not(None)
    return select(func.array_agg(distinct(row.employee_id))).where(row.case_id == fact.c.id, *current).scalar_subquery()


def _read(row: Any) -> SettledCase:
    return SettledCase(
        id=row["id"],
        unit_path=tuple(reversed(row["path"])),
        month=row["month"],
        details=tuple(row[name] for name in _DETAILS),
        handlers=frozenset(row["handled"] or ()) | frozenset(row["credited"] or ()),
    )


async def store_groups(
    transaction: AsyncConnection, government: Government, groups: Sequence[Group], on: date, now: datetime
) -> None:
    """Publish groups of cases with all that reports say of them, for good."""
    group_of = {case: (key, len(group)) for key, group in ((new_key(), group) for group in groups) for case in group}
    rows = await _load_particulars(transaction, government, list(group_of), now)
    records = [(row["id"], *group_of[row["id"]], on, *(row[name] for name in _KEPT)) for row in rows]
    await copy_records(transaction, reported_cases, (*_OF_GROUPS, *_KEPT), records)


async def _load_particulars(
    transaction: AsyncConnection, government: Government, keys: Collection[UUID], now: datetime
) -> list[Any]:
    listed = literal(list(keys), ARRAY(Uuid()))
    binder, names = Binder(_EVERYTHING), ("id", *_KEPT)
    rows = CaseRows(Question(()), binder, government, names, now, lambda case: case.c.id == func.any(listed))
    return await _fetch(transaction, rows.columns(names), binder)


async def _fetch(transaction: AsyncConnection, statement: Select[Any], binder: Binder) -> list[Any]:
    compiled = compile_statement(statement, binder)
    inputs = Inputs({}, binder.principal, NO_KEYS, date.min)
    rows: list[Any] = await driver_of(transaction).fetch(compiled.sql, *compiled.values(inputs))
    return rows
