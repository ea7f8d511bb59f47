"""Contents of cases as they are read: sealed, with what opens them; see db.contents."""

from sqlalchemy import ColumnElement, FromClause, Text, case, cast, func, literal_column, select

from db.tables.cases import cases

_SEAL: ColumnElement[str] = literal_column("chr(1)", Text)
_POINT: ColumnElement[str] = literal_column("'.'", Text)
_HEX: ColumnElement[str] = literal_column("'hex'", Text)


def with_key(text: ColumnElement[str], of: FromClause) -> ColumnElement[str]:
    """A sealed text of a case, followed by the key of the case and by its kept key; null where that was destroyed.

    What is not sealed comes as it is, unless its case was erased.
    """
    kept = func.encode(of.c.content_key, _HEX, type_=Text())
    sealed = text.concat(_POINT).concat(cast(of.c.id, Text)).concat(_POINT).concat(kept)
    return case((func.starts_with(text, _SEAL), sealed), (of.c.erased_at.is_(None), text))


def of_case(row: FromClause, name: str) -> ColumnElement[str]:
    """A text of a row that belongs to a case, as `with_key` has it. A row without one looks nowhere."""
    owner = cases.alias()
    found = select(with_key(row.c[name], owner)).where(owner.c.id == row.c.case_id).scalar_subquery()
    return case((row.c[name].is_not(None), found))
