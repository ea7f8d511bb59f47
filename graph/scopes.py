"""What an operation asks for, held against what a service account may: actions by their names, types by theirs."""

from typing import Any

from graphql import FieldNode, GraphQLSchema, TypeInfo, TypeInfoVisitor, Visitor, get_named_type, visit

from domain.access import ACTIONS, Principal
from domain.accounts.services import ServicePrincipal, check_service_use
from graph.documents import Operation
from graph.nodes import GRAPH


def check_scopes(operation: Operation, principal: Principal) -> None:
    """Refuse OUTSIDE_SCOPE where a service account asks for actions or types of the graph beyond its scopes.

    All fragments of a document are taken to belong to each of its operations.
    """
    if not isinstance(principal, ServicePrincipal):
        return
    document = operation.document
    info = TypeInfo(document.schema)
    asked = Asked(document.schema, info)
    for node in (operation.node, *document.fragments.values()):
        visit(node, TypeInfoVisitor(info, asked))
    check_service_use(principal, sorted(asked.actions), sorted(asked.types))


class Asked(Visitor):
    """Notes what the fields of a document do and show."""

    def __init__(self, schema: GraphQLSchema, info: TypeInfo) -> None:
        super().__init__()
        self._info = info
        self._roots = {schema.query_type, schema.mutation_type}
        self.actions, self.types = set[str](), set[str]()

    def enter_field(self, node: FieldNode, *_rest: Any) -> None:
        """Note a field: the type it is of, and that which it leads to, also by a connection."""
        parent, kind = self._info.get_parent_type(), get_named_type(self._info.get_type())
        if parent in self._roots and node.name.value in ACTIONS:
            self.actions.add(node.name.value)
        if parent is not None and (parent.name in GRAPH or parent.name == "Node"):
            self.types.add(parent.name)
        if kind is not None and (target := kind.name.removesuffix("Connection")) in GRAPH:
            self.types.add(target)
