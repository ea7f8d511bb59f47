"""Marks in a statement: of whom, or of which case, it shows what is noted when others read it (graph.readings).

Of rows that were found for one person, that person is marked once and the rows are not; so it is known who was asked
about, whatever the rows are narrowed by. Else each row that is shown is marked, or a page with all people on it. What
has the same key has one mark.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from domain.access import Scope, reads_others, rows_seen
from domain.readings import NOTED_FIELDS, is_of_one_person, row_noted
from domain.terms import ReadingKind
from graph import prepared
from graph.declaration import Field
from graph.drafts import Draft, Row, Rows, row_as_object
from graph.readings import mark_name
from graph.selections import Selection

# Beside the marks of rows stands what they are marks of; no key of an answer is called like that.
BESIDE = '"="'


def row_marks(row: Row, selections: Sequence[Selection]) -> list[str]:
    """Columns with the marks of a row, and of what was found for its person, before all others.

    The row's values were written before, so that it is known what was found.
    """
    parts = [row.node.part(selection.name) for selection in selections]
    guards = {part.guard for part in parts if isinstance(part, Field) and part.guard} | {row.rows.sought or ""}
    marks = [
        (NOTED_FIELDS[guard], found.write(row.draft, row.alias))
        for guard in sorted(guards & NOTED_FIELDS.keys())
        if (found := prepared.noted(row.node.name, guard, row.draft.role)) is not None
    ]
    if (kind := _kind(row.rows)) is not None:
        row.found.add(kind)
    return _columns(row.draft, [*marks, *_of_person(row)])


def person_marks(row: Row) -> list[str]:
    """Columns with the marks of what was found for the person that a row is or is of."""
    return _columns(row.draft, _of_person(row))


def _of_person(row: Row) -> list[tuple[ReadingKind, str]]:
    return [(kind, subject_of(row)) for kind in row.found]


def subject_of(row: Row) -> str:
    """The person whose data a row is, a list of them, or the case."""
    return prepared.subject(row.node.name).write(row.draft, row.alias)


def found_for_person(rows: Rows) -> Rows:
    """The rows, covered where their parent is or is of a person, all of whose rows the viewer sees: it is marked."""
    kind, parent = _kind(rows), rows.parent
    if kind is None or parent is None or rows_seen(rows.node.name, rows.draft.role) is not Scope.ALL:
        return rows
    if not is_of_one_person(parent.node.name) or not is_of_one_person(rows.node.name):
        return rows
    parent.found.add(kind)
    return replace(rows, covered=True)


def found_marks(rows: Rows) -> tuple[list[str], Rows]:
    """Columns with the marks of people for whom rows were found, and the rows, covered where there are such."""
    rows = found_for_person(rows)
    kind = _kind(rows)
    if kind is None or rows.among is None or (rows.parent is not None and not is_of_one_person(rows.parent.node.name)):
        return [], rows
    row = rows.row()
    people = replace(rows, conditions=rows.among).select(row, f"json_agg(DISTINCT {subject_of(row)})", tail="")
    return _columns(rows.draft, [(kind, f"({people})")]), replace(rows, covered=True)


def page_marks(rows: Rows, alias: str, within: str) -> tuple[list[str], Rows]:
    """Columns with the marks of all people on a page, whose rows have an alias and fulfil a filter."""
    if (kind := _kind(rows)) is None:
        return [], rows
    people = f"json_agg({subject_of(Row(rows, alias))}) {within}"
    return _columns(rows.draft, [(kind, people)]), replace(rows, covered=True)


def marked_beside(marks: Sequence[str], value: str) -> str:
    """A value with marks beside it; the value alone without any."""
    return row_as_object(f"SELECT {', '.join(marks)}, {value} AS {BESIDE}") if marks else value


def _kind(rows: Rows) -> ReadingKind | None:
    """What of people is read with rows; None where none is, none of others, or it is marked already."""
    kind = row_noted(rows.node.name)
    return None if rows.covered or not reads_others(rows.node.name, rows.draft.role) else kind


def _columns(draft: Draft, marks: Iterable[tuple[ReadingKind, str]]) -> list[str]:
    """One column for each key that is marked."""
    by_key: dict[str, set[ReadingKind]] = {}
    for kind, key in marks:
        by_key.setdefault(key, set()).add(kind)
    draft.marked = draft.marked or bool(by_key)
    return [f'{key} AS "{mark_name(kinds)}"' for key, kinds in by_key.items()]
