"""Days of service with how many were served, and services with an answer, as rows that measures are taken over."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Date, FromClause, Select, Uuid, cast, func, literal, literal_column, select
from sqlalchemy.sql.selectable import CompoundSelect

from db.expressions.units import subtree
from db.expressions.working_time import local_time
from db.tables.cases import cases, feedbacks
from db.tables.hearing import served_days
from db.tables.organisation import units
from domain.governments import Government
from domain.reports.questions import Question
from domain.terms import CaseKind

_NONE: ColumnElement[Any] = literal_column("0")
_ONE: ColumnElement[Any] = literal_column("1")
_SERVICE: ColumnElement[Any] = literal_column(f"'{CaseKind.SERVICE_RECORD}'")


def served_rows(question: Question, government: Government, names: Collection[str]) -> Select[Any]:
    """The rows of a question about how many were served, with the columns of these names."""
    rows = _all(government).subquery("days")
    where, window = question.where, question.window
    conditions: list[ColumnElement[bool]] = []
    if where.units:
        named = literal(list(where.units), ARRAY(Uuid()))
        conditions.append(rows.c.unit_id.in_(subtree(units.c.id == func.any(named))))
    if window.from_:
        conditions.append(rows.c.day >= literal(window.from_, Date()))
    if window.before:
        conditions.append(rows.c.day < literal(window.before, Date()))
    columns: list[ColumnElement[Any]] = [_column(rows, name).label(name) for name in names]
    return select(*columns).where(*conditions)


def _all(government: Government) -> CompoundSelect[Any]:
    """What was counted by the day, and after that the services that a citizen said something of."""
    counted = select(served_days.c.unit_id, served_days.c.day, served_days.c.served, _NONE.label("answered"))
    day = cast(local_time(cases.c.received_at, government.zone), Date)
    answered = select(1).where(feedbacks.c.case_id == cases.c.id).exists()
    said = select(cases.c.unit_id, day, _NONE, _ONE).where(cases.c.kind == _SERVICE, answered)
    return counted.union_all(said)


def _column(rows: FromClause, name: str) -> ColumnElement[Any]:
    if name == "month":
        return cast(func.date_trunc(literal_column("'month'"), rows.c.day), Date)
    return rows.c[name]
