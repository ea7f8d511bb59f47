"""Of which person or case something is read that is noted (db.readings), as a key beside what is read."""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, and_, select
from sqlalchemy import case as either

from db.expressions.access import OWNER_KEYS, field_visible
from db.statements.binding import Binder
from db.tables import cases
from domain.access import OWNERS, Scope, field_seen


def person_of(type_name: str, row: FromClause) -> ColumnElement[Any]:
    """The person whose data a row is, through its owner where it has one; null of what is a unit's."""
    if type_name not in OWNERS:
        return row.c.id if type_name == "Employee" else row.c.employee_id
    table, key = OWNER_KEYS[type_name]
    owner = table.alias()
    found = select(person_of(OWNERS[type_name], owner)).where(owner.c.id == row.c[key])
    return found.correlate(row).scalar_subquery()


def field_noted(guard: str, row: FromClause, binder: Binder) -> ColumnElement[Any] | None:
    """Of whom, or of which case, a row shows what is noted; None where the viewer's role sees no such thing of others.

    Null of rows of which they see nothing, and of cases that nobody reported in confidence.
    """
    if guard == "identity_number":
        return _number_shown(guard, row, binder)
    return _confidence_shown(guard, row, binder)


def _number_shown(guard: str, row: FromClause, binder: Binder) -> ColumnElement[Any] | None:
    if field_seen(guard, binder.principal.role) in {Scope.NONE, Scope.OWN}:
        return None
    visible = field_visible(guard, row, binder)
    return row.c.id if visible is None else either((visible, row.c.id))


def _confidence_shown(guard: str, row: FromClause, binder: Binder) -> ColumnElement[Any] | None:
    if field_seen(guard, binder.principal.role) in {Scope.NONE, Scope.OPEN}:
        return None
    case = row if guard == "confidential_text" else cases.cases.alias()
    shown: list[ColumnElement[bool]] = [case.c.confidential]
    if (visible := field_visible(guard, row, binder)) is not None:
        shown.append(visible)
    if case is row:
        return either((and_(*shown), row.c.id))
    return select(case.c.id).where(case.c.id == row.c.case_id, *shown).scalar_subquery()
