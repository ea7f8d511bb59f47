"""Plans of queries: one statement for each root field that the graph answers, and what is left to resolvers."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from graphql import DocumentNode, FieldNode, GraphQLInputType, OperationDefinitionNode, SelectionSetNode

from db.pool import ConnectionPool
from db.statements.binding import Inputs
from db.statements.compiled import Statement
from domain.terms import Role
from graph.arguments import Form, form_of, form_weight
from graph.compiler import NO_FRAME, Frame, framed_root
from graph.drafts import Draft, Precondition
from graph.identifiers import snake_case
from graph.introspection import asks_the_schema
from graph.nodes import ROOTS
from graph.selections import SelectionContext, collect_roots, read_root

PLANNED_ROOTS = frozenset({*ROOTS, "node"})

# Equal for all requests that one plan serves: the role of who asks, and the forms of the variables that are given.
PlanKey = tuple[Role, tuple[tuple[str, Form], ...]]


@dataclass(frozen=True, slots=True)
class PlannedRoot:
    """The key of a root field, as it begins in the answer, too, and its statement; none where resolvers answer.

    A value that is the same in every answer stands in `value`; what frames what the statement finds, in `frame`.
    """

    key: str
    prefix: bytes
    statement: Statement | None = None
    value: bytes = b""
    frame: Frame = NO_FRAME

    def whole(self, found: bytes) -> bytes:
        """What was found, as the value of the root field."""
        before, after = self.frame
        return before + found + after


@dataclass(frozen=True)
class QueryPlan:
    """The root fields in the order of the answer, what all requests must fulfil, and what resolvers are to answer.

    `introspected` is what the schema itself answers, `opened` are the keys of what access codes open. `weight` is
    roughly how many bytes of memory it takes, `objects` how many the statements make: never more than the operation's
    price was asked for (graph.limits). Where it is `marked`, its values are (graph.readings), and where it is `sealed`,
    parts of them (graph.contents).
    """

    roots: tuple[PlannedRoot, ...]
    preconditions: tuple[Precondition, ...]
    rest: DocumentNode | None
    introspected: DocumentNode | None
    weight: int
    objects: int
    opened: tuple[str, ...] = ()
    marked: bool = False
    sealed: bool = False

    @property
    def complete(self) -> bool:
        """Whether nothing is left to anybody else."""
        return self.rest is None and self.introspected is None

    def check(self, inputs: Inputs) -> None:
        """Refuse what an argument's value makes impossible, before anything is sent."""
        for precondition in self.preconditions:
            precondition.hold(inputs)

    async def read(self, connections: ConnectionPool, inputs: Inputs) -> dict[str, bytes]:
        """The values of the planned root fields, each as PostgreSQL sent it."""
        found = {root.key: root.value for root in self.roots if root.value}
        bound = [(root.key, root.statement.sql, root.statement.values(inputs)) for root in self.roots if root.statement]
        for key, sql, values in bound:
            found[key] = await connections.fetchval(sql, *values) or b"null"
        return found

    def wrong(self, found: Mapping[str, bytes]) -> int:
        """How many access codes were wrong, by what was found."""
        return sum([found[key] == b"null" for key in self.opened]) if self.opened else 0


def plan_key(role: Role, types: Mapping[str, GraphQLInputType], variables: Mapping[str, Any]) -> PlanKey:
    """What one plan is made for; `types` are those of the operation's variables."""
    return role, tuple([(name, form_of(kind, variables[name])) for name, kind in types.items() if name in variables])


def key_weight(key: PlanKey) -> int:
    """Roughly how many bytes of memory the key of a plan takes."""
    return 300 + sum(100 + form_weight(form) for _, form in key[1])


def make_query_plan(context: SelectionContext, operation: OperationDefinitionNode, role: Role) -> QueryPlan:
    """The plan of a query for everybody of a role.

    Refuses PAGE_TOO_LARGE, PAGE_TOO_SMALL and PAGE_DIRECTION at the place of the first page that cannot be.
    """
    roots: list[PlannedRoot] = []
    preconditions: list[Precondition] = []
    left: list[FieldNode] = []
    introspected: list[FieldNode] = []
    opened: list[str] = []
    objects, marked, sealed = 0, False, False
    for key, nodes in collect_roots(context, operation).items():
        begun = PlannedRoot(key, f'{"," if roots else ""}"{key}":'.encode())
        name = snake_case(nodes[0].name.value)
        if name == "__typename":
            begun = replace(begun, value=b'"Query"')
        elif name in PLANNED_ROOTS:
            draft, selection = Draft(role), read_root(context, operation, key, nodes)
            value, frame = framed_root(draft, selection)
            begun = replace(begun, statement=draft.finish(f"SELECT {value}"), frame=frame)
            if name in ROOTS and ROOTS[name].opened_by is not None:
                opened.append(key)
            preconditions += draft.preconditions
            objects += draft.objects
            marked, sealed = marked or draft.marked, sealed or draft.sealed
        else:
            (introspected if asks_the_schema(nodes) else left).extend(nodes)
        roots.append(begun)
    rest, about = (_document_of(context, operation, fields) if fields else None for fields in (left, introspected))
    statements = [root.statement for root in roots if root.statement]
    weight = 3_000 + sum(len(each.sql) + 700 * len(each.reads) for each in statements)
    shown = (tuple(opened), marked, sealed)
    return QueryPlan(tuple(roots), tuple(preconditions), rest, about, weight, objects, *shown)


def _document_of(
    context: SelectionContext, operation: OperationDefinitionNode, fields: list[FieldNode]
) -> DocumentNode:
    """The operation with only these fields at its root."""
    narrowed = OperationDefinitionNode(
        operation=operation.operation,
        name=operation.name,
        variable_definitions=operation.variable_definitions,
        directives=operation.directives,
        selection_set=SelectionSetNode(selections=tuple(fields)),
    )
    return DocumentNode(definitions=(narrowed, *context.fragments.values()))
