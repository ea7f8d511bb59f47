"""Marks in a statement: of whom, or of which case, it shows what is noted when others read it (graph.readings).

Of rows that were found for one person, that person is marked once and the rows are not; so it is known who was asked
about, whatever the rows are narrowed by. Else each row that is shown is marked, or a page with all people on it.
"""

from collections.abc import Sequence
from dataclasses import replace

from domain.access import Scope, reads_others, rows_seen
from domain.readings import NOTED_FIELDS, is_of_one_person, row_noted
from domain.terms import ReadingKind
from graph import prepared
from graph.declaration import Field
from graph.drafts import Row, Rows, row_as_object
from graph.readings import MARKS
from graph.selections import Selection

# Beside the marks of rows stands what they are marks of; no key of an answer is called like that.
BESIDE = '"="'


def row_marks(row: Row, selections: Sequence[Selection]) -> list[str]:
    """Columns with the marks of a row, before all others."""
    parts = [row.node.part(selection.name) for selection in selections]
    guards = {part.guard for part in parts if isinstance(part, Field) and part.guard} | {row.rows.sought or ""}
    marks = [
        _mark(NOTED_FIELDS[guard], found.write(row.draft, row.alias))
        for guard in sorted(guards & NOTED_FIELDS.keys())
        if (found := prepared.noted(row.node.name, guard, row.draft.role)) is not None
    ]
    if (kind := _kind(row.rows)) is not None:
        marks.append(_mark(kind, subject_of(row)))
    return _noting(row.rows, marks)


def subject_of(row: Row) -> str:
    """The person whose data a row is, a list of them, or the case."""
    return prepared.subject(row.node.name).write(row.draft, row.alias)


def found_marks(rows: Rows) -> tuple[list[str], Rows]:
    """Columns with the marks of people for whom rows were found, and the rows, covered where there are such."""
    kind = _kind(rows)
    found = None if kind is None else _found_for(rows)
    if kind is None or found is None:
        return [], rows
    return _noting(rows, [_mark(kind, found)]), replace(rows, covered=True)


def page_marks(rows: Rows, alias: str, within: str) -> tuple[list[str], Rows]:
    """Columns with the marks of all people on a page, whose rows have an alias and fulfil a filter."""
    if (kind := _kind(rows)) is None:
        return [], rows
    people = f"json_agg({subject_of(Row(rows, alias))}) {within}"
    return _noting(rows, [_mark(kind, people)]), replace(rows, covered=True)


def marked_beside(marks: Sequence[str], value: str) -> str:
    """A value with marks beside it; the value alone without any."""
    return row_as_object(f"SELECT {', '.join(marks)}, {value} AS {BESIDE}") if marks else value


def _kind(rows: Rows) -> ReadingKind | None:
    """What of people is read with rows; None where none is, none of others, or it is marked already."""
    kind = row_noted(rows.node.name)
    return None if rows.covered or not reads_others(rows.node.name, rows.draft.role) else kind


def _found_for(rows: Rows) -> str | None:
    """The people for whom rows were found: who somebody of everybody's line is asked about, or whose rows they see."""
    if rows.among is None:
        return None
    parent = rows.parent
    if parent is not None and not is_of_one_person(parent.node.name):
        return None
    if parent is not None and rows_seen(rows.node.name, rows.draft.role) is Scope.ALL:
        return subject_of(parent)
    row = rows.row()
    return f"({replace(rows, conditions=rows.among).select(row, f'json_agg(DISTINCT {subject_of(row)})', tail='')})"


def _mark(kind: ReadingKind, keys: str) -> str:
    return f"{keys} AS {MARKS[kind]}"


def _noting(rows: Rows, marks: list[str]) -> list[str]:
    rows.draft.marked = rows.draft.marked or bool(marks)
    return marks
