"""Of which person or case something is read that is noted (db.readings), as a key beside what is read."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, FromClause, and_, func, select
from sqlalchemy import case as either

from db.expressions.access import OWNER_KEYS, field_visible
from db.statements.binding import Binder
from db.tables import cases
from domain.access import OWNERS, Scope, field_seen


def subject_of(type_name: str, row: FromClause) -> ColumnElement[Any]:
    """Of whom a row is read: the person whose data it is, a list of them, or the case it belongs to.

    Through its owner where it has one and says nothing itself; null of what is a unit's.
    """
    if (own := _SUBJECTS.get(type_name)) is not None:
        return own(row)
    if type_name not in OWNERS:
        return row.c.employee_id
    table, key = OWNER_KEYS[type_name]
    owner = table.alias()
    found = select(subject_of(OWNERS[type_name], owner)).where(owner.c.id == row.c[key])
    return found.correlate(row).scalar_subquery()


def _sharing(feedback: FromClause) -> ColumnElement[Any]:
    """Whoever shares in the resolution that an answer is about, as a list."""
    share = cases.attributions.alias()
    found = select(func.jsonb_agg(share.c.employee_id)).where(
        share.c.resolution_id == feedback.c.resolution_id,
        share.c.superseded_at.is_(None),
        share.c.employee_id.is_not(None),
    )
    return found.correlate(feedback).scalar_subquery()


_SUBJECTS: Mapping[str, Callable[[FromClause], ColumnElement[Any]]] = {
    "Employee": lambda row: row.c.id,
    "Attribution": lambda row: row.c.employee_id,
    "Feedback": _sharing,
    "ReportedParty": lambda row: row.c.case_id,
    "Withdrawal": lambda row: row.c.case_id,
}


def field_noted(guard: str, row: FromClause, binder: Binder) -> ColumnElement[Any] | None:
    """Of whom, or of which case, a row shows what is noted; None where the viewer's role sees no such thing of others.

    Null of rows of which they see nothing, of cases that nobody reported in confidence, and of answers without words.
    Raises KeyError for a guard that was not decided on.
    """
    return _FIELDS[guard](guard, row, binder)


def _number_shown(guard: str, row: FromClause, binder: Binder) -> ColumnElement[Any] | None:
    if field_seen(guard, binder.principal.role) in {Scope.NONE, Scope.OWN}:
        return None
    visible = field_visible(guard, row, binder)
    return row.c.id if visible is None else either((visible, row.c.id))


def _words_shown(guard: str, row: FromClause, binder: Binder) -> ColumnElement[Any] | None:
    """What a citizen wrote of an answer is kept from those who see the answer, whatever was said in confidence."""
    if field_seen(guard, binder.principal.role) is Scope.NONE:
        return None
    shown: list[ColumnElement[bool]] = [row.c.text.is_not(None)]
    if (visible := field_visible(guard, row, binder)) is not None:
        shown.append(visible)
    return either((and_(*shown), row.c.case_id))


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


_FIELDS: Mapping[str, Callable[[str, FromClause, Binder], ColumnElement[Any] | None]] = {
    "identity_number": _number_shown,
    "confidential_text": _confidence_shown,
    "confidential_event": _confidence_shown,
    "feedback_text": _words_shown,
}
