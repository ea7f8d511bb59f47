"""A statement while it is written: which rows of a node it reads, and how they become JSON.

Rows of a subquery become objects (`row_to_json`): faster than `json_build_object`, and wider.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from db.statements.binding import Inputs, Read
from db.statements.compiled import Statement
from domain.problems import Refused
from domain.readings import NOTED_FIELDS, row_noted
from domain.terms import ReadingKind, Role
from graph import prepared
from graph.arguments import Argument, Arguments, Bound
from graph.declaration import Many, Node, Relation, operand_form
from graph.identifiers import snake_case
from graph.nodes import ENTRIES, GRAPH
from graph.paging import Paging
from graph.selections import Selection
from graph.templates import Template

AnswerPath = tuple[str, ...]

# Names in our SQL that no key of an answer can have, since no name of GraphQL is written like them.
OBJECT, NUMBER = '"-"', '"#"'
NO_ROWS = "'[]'::json"


@dataclass(frozen=True, slots=True)
class Precondition:
    """What a value must be in each request, and where in the answer it belongs."""

    check: Callable[[Inputs], object]
    path: AnswerPath

    def hold(self, inputs: Inputs) -> None:
        """Refuse, as the check does, what cannot be."""
        with placed(self.path):
            self.check(inputs)


@contextmanager
def placed(path: AnswerPath) -> Iterator[None]:
    """Whatever is refused within lies below a place in the answer."""
    try:
        yield
    except Refused as refused:
        raise Refused(*(problem.at(*path) for problem in refused.problems)) from refused


class Draft:
    """A statement while it is written: its parameters, its preconditions, and the objects that it makes."""

    def __init__(self, role: Role) -> None:
        self.role = role
        self.reads: list[Read] = []
        self.preconditions: list[Precondition] = []
        self.objects = 0
        # Whether anything is marked whose reading is noted (graph.marking).
        self.marked = False
        # Whether values are shown that are sealed (graph.contents).
        self.sealed = False
        self._numbers: dict[object, str] = {}
        self._shared: dict[str, str] = {}
        self._aliases = 0

    def alias(self) -> str:
        """A name for a row that no other row of the statement has."""
        self._aliases += 1
        return f"t{self._aliases}"

    def number(self, read: Any, argument: Argument | None) -> str:
        """`$n` for what is read from a request; the same `$n` where the same is read again."""
        key = (read, argument.read) if argument is not None else read
        known = self._numbers.get(key)
        if known is None:
            self.reads.append(read if argument is None else _converted(read, argument.read))
            known = self._numbers[key] = f"${len(self.reads)}"
        return known

    def share(self, name: str, keys: Template) -> None:
        """Have keys that several conditions look into found once."""
        if name not in self._shared:
            self._shared[name] = keys.write(self, "")

    def finish(self, select: str) -> Statement:
        """The statement as it is sent."""
        shared = f"WITH RECURSIVE {', '.join(self._shared.values())} " if self._shared else ""
        return Statement(f"{shared}{select}", tuple(self.reads))


def _converted(convert: Callable[[Inputs, Any], Any], read: Read) -> Read:
    return lambda inputs: convert(inputs, read(inputs))


class Row:
    """A row of a node under an alias, the companions that are joined to it, each once, and what was found for it.

    What was found for the person that it is or is of, is marked with it (graph.marking).
    """

    def __init__(self, rows: "Rows", alias: str) -> None:
        self.rows, self.draft, self.node, self.alias = rows, rows.draft, rows.node, alias
        self.found: set[ReadingKind] = set()
        self._companions: dict[str, str] = {}
        self.joins = ""

    def parent_of(self, relation: Relation) -> str:
        """The alias of what a relation starts from: the row, or the companion that it goes through."""
        if relation.via is None:
            return self.alias
        if relation.via not in self._companions:
            alias = self._companions[relation.via] = self.draft.alias()
            source = prepared.companion(self.node.name, relation.via).write(self.draft, self.alias)
            self.joins += f" LEFT JOIN {source} AS {alias} ON true"
        return self._companions[relation.via]

    def beside(self, select: str) -> str:
        """The alias of one more row, made of this one's columns. As a value it is an object, the cheapest there is."""
        alias = self.draft.alias()
        self.joins += f" CROSS JOIN LATERAL ({select}) AS {alias}"
        return alias


def _nothing(_: str) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of a node. For the alias of a row, `conditions` writes what they fulfil, `tail` their order and limit.

    `opened` is the array of values that open a node which cannot be reached otherwise. What marks look at
    (graph.marking): `among` writes of which people the rows can be, whatever else is asked of them, `parent` is where
    a relation starts from, `sought` the guarded field they were found by, and `covered` that all of it is marked.
    """

    draft: Draft
    node: Node
    conditions: Callable[[str], list[str]]
    tail: Callable[[str], str] = _nothing
    opened: str | None = None
    among: Callable[[str], list[str]] | None = None
    parent: Row | None = None
    sought: str | None = None
    covered: bool = False

    def row(self) -> Row:
        """A row of them under an alias of its own."""
        return Row(self, self.draft.alias())

    def select(self, row: Row, columns: str, *more: str, tail: str | None = None) -> str:
        """These rows as a statement; `columns` were written before, so that what the row is joined to is known."""
        conditions = " AND ".join([*self.conditions(row.alias), *more])
        where = f" WHERE {conditions}" if conditions else ""
        last = self.tail(row.alias) if tail is None else tail
        opened = "" if self.opened is None else f"({self.opened})"
        source = f"{prepared.table_of(self.node.name)}{opened} AS {row.alias}"
        return f"SELECT {columns} FROM {source}{row.joins}{where}{last}"


# Filters that say whose rows are meant, in whichever way.
_NAMING = frozenset({"employee", "case"})


def all_rows(draft: Draft, node: Node, where: Argument) -> Rows:
    """The rows of a node that hold, that the viewer sees, and that a filter leaves."""

    def conditions(alias: str) -> list[str]:
        return [*seen(draft, node, alias), *held(draft, node, alias), *filtered(draft, node, where, alias)]

    named = [(name, value) for name, value in where.items() if name in _NAMING]

    def among(alias: str) -> list[str]:
        filters = (text for name, value in named for text in _conditions(draft, node, name, value, alias))
        return [*seen(draft, node, alias), *filters]

    return Rows(draft, node, conditions, among=among if named else None)


def identified_rows(draft: Draft, node: Node, identifiers: Argument) -> Rows:
    """The rows of one identifier or several, as far as the viewer sees them, whether or not they still hold."""
    found = prepared.identified(node.name, many=identifiers.form is Bound.MANY)
    return Rows(draft, node, lambda alias: [found.write(draft, alias, argument=identifiers), *seen(draft, node, alias)])


def found_rows(draft: Draft, selection: Selection) -> Rows:
    """The row that a root field's arguments name. The form of its key is a precondition."""
    root = ENTRIES[selection.name]
    node = GRAPH[root.target]
    if root.single:
        return Rows(draft, node, lambda alias: seen(draft, node, alias))
    if root.opened_by is not None:
        opening, given = prepared.opening(node.name, root.opened_by), _together(selection.arguments)
        if node.opened_by is not None:
            value = opening.write(draft, "", argument=given)
            return Rows(draft, node, lambda alias: seen(draft, node, alias), opened=value)
        return Rows(draft, node, lambda alias: [opening.write(draft, alias, argument=given), *seen(draft, node, alias)])
    [(name, key)] = selection.argument("by").items()
    if (form := node.forms.get(snake_case(name))) is not None:
        draft.preconditions.append(Precondition(_formed(form, key), (selection.key, "by", name)))
    found = prepared.clause(node.name, node.by[snake_case(name)], operand_form(key.form), draft.role)

    def conditions(alias: str) -> list[str]:
        return [found.write(draft, alias, argument=key), *seen(draft, node, alias)]

    return Rows(draft, node, conditions, sought=snake_case(name) if snake_case(name) in NOTED_FIELDS else None)


def keyed_rows(draft: Draft, node: Node, keys: Argument) -> Rows:
    """The rows of keys that were read before, from which relations start."""
    if node.opened_by is not None:
        opened = prepared.opened(node.name).write(draft, "", argument=keys)
        return Rows(draft, node, lambda _: [], opened=opened)
    wanted = prepared.keyed(node.name)
    return Rows(draft, node, lambda alias: [wanted.write(draft, alias, argument=keys)])


def _formed(form: Callable[[str], object], key: Argument) -> Callable[[Inputs], object]:
    return lambda inputs: form(key.read(inputs))


def _together(given: Arguments) -> Argument:
    reads = {name: argument.read for name, argument in given.items()}
    return Argument(Bound.ONE, lambda inputs: {name: read(inputs) for name, read in reads.items()})


def seen(draft: Draft, node: Node, alias: str) -> list[str]:
    """The condition under which the viewer sees a row, where there is one."""
    visible = prepared.visible(node.name, draft.role)
    return [] if visible is None else [visible.write(draft, alias)]


def held(draft: Draft, node: Node, alias: str) -> list[str]:
    """The condition under which a row still holds, where rows can cease to."""
    current = prepared.current(node.name)
    return [] if current is None else [current.write(draft, alias)]


def filtered(draft: Draft, node: Node, where: Argument, alias: str) -> list[str]:
    """The conditions of a `where` input: its fields together, `allOf`, `anyOf` and `noneOf` nested."""
    return [text for name, value in where.items() for text in _conditions(draft, node, name, value, alias)]


def _conditions(draft: Draft, node: Node, name: str, value: Argument, alias: str) -> Iterator[str]:
    if name not in _COMBINED:
        yield from _declared(draft, node, snake_case(name), value, alias)
        return
    parts = [_all_of(filtered(draft, node, element, alias)) for element in value.elements()]
    yield _COMBINED[name](parts)


def _declared(draft: Draft, node: Node, name: str, value: Argument, alias: str) -> Iterator[str]:
    declared = node.filters[name]
    for key, part in [("", value)] if callable(declared) else value.items():
        clause = declared if callable(declared) else declared[snake_case(key)]
        template = prepared.clause(node.name, clause, operand_form(part.form), draft.role)
        yield template.write(draft, alias, argument=part)


def _all_of(conditions: Sequence[str]) -> str:
    return f"({' AND '.join(conditions)})" if conditions else "true"


def _any_of(conditions: Sequence[str]) -> str:
    return f"({' OR '.join(conditions)})" if conditions else "false"


_COMBINED: dict[str, Callable[[Sequence[str]], str]] = {
    "allOf": _all_of,
    "anyOf": _any_of,
    # What is unknown does not hold, so that noneOf is the exact opposite of anyOf.
    "noneOf": lambda parts: f"{_any_of(parts)} IS NOT true",
}


def related_rows(row: Row, relation: Relation, selection: Selection) -> Rows:
    """The rows that a relation leads to from a row and that hold, as its arguments narrow them, in its order."""
    draft, node, kind, name = row.draft, GRAPH[relation.target], row.node.name, selection.name
    parent, joined = row.parent_of(relation), prepared.joined(kind, name)
    where = selection.argument("where")
    chosen = _chosen(draft, row.node, selection)

    def conditions(alias: str) -> list[str]:
        return [
            joined.write(draft, alias, parent),
            *([] if relation.inherits else seen(draft, node, alias)),
            *held(draft, node, alias),
            *filtered(draft, node, where, alias),
            *(clause.write(draft, alias, argument=value) for clause, value in chosen),
        ]

    def among(alias: str) -> list[str]:
        return [joined.write(draft, alias, parent), *([] if relation.inherits else seen(draft, node, alias))]

    opened = None if node.opened_by is None else f"ARRAY[{parent}.{node.opened_by}]"
    covered = relation.inherits and row_noted(kind) is row_noted(relation.target)
    rows = Rows(draft, node, conditions, opened=opened, among=among, parent=row, covered=covered)
    if relation.many is Many.LIST:
        order = prepared.sorting(relation.target, relation.order)
        return replace(rows, tail=lambda alias: f" ORDER BY {order.write(draft, alias)}")
    if relation.first_by is not None and not chosen:
        first = prepared.first_by(kind, name)
        return replace(rows, tail=lambda alias: f" ORDER BY {first.write(draft, alias)} LIMIT 1")
    return rows


def _chosen(draft: Draft, node: Node, selection: Selection) -> list[tuple[Template, Argument]]:
    """The conditions that the given arguments of a relation set, each with its argument."""
    declared = node.relations[selection.name]
    return [
        (prepared.clause(declared.target, clause, operand_form(value.form), draft.role), value)
        for each, clause in declared.filters.items()
        if (value := selection.argument(each)).given
    ]


def page_of(rows: Rows, paging: Paging, row: Row, columns: str, size: int) -> str:
    """The rows of a page, at most `size`, in the direction of reading."""
    draft, way = rows.draft, way_of(rows, paging)
    beyond = [way.beyond.write(draft, row.alias, argument=position_of(paging))] if paging.resumed else []
    # The size is written out, so that PostgreSQL plans for a short list, once.
    return rows.select(row, columns, *beyond, tail=f" ORDER BY {way.sort.write(draft, row.alias)} LIMIT {size}")


def way_of(rows: Rows, paging: Paging) -> prepared.Direction:
    """The order of a page in the direction of reading."""
    return prepared.direction(rows.node.name, paging.order, downwards=paging.downwards)


def position_of(paging: Paging) -> Argument:
    """Where a page starts, as an argument of what comes after it."""
    return Argument(Bound.ONE, paging.position)


def count_of(rows: Rows) -> str:
    """How many rows there are on all pages."""
    return f"({rows.select(rows.row(), 'count(*)', tail='')})"


def row_as_object(rows: str) -> str:
    """The one row of a statement as an object whose keys are the columns' names; null without a row."""
    return f"(SELECT row_to_json({OBJECT}) FROM ({rows}) AS {OBJECT})"


def rows_as_list(rows: str) -> str:
    """The rows of a statement, in their order, as a list of objects; empty without rows."""
    return f"(SELECT coalesce(json_agg({OBJECT}), {NO_ROWS}) FROM ({rows}) AS {OBJECT})"
