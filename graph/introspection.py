"""Reading the schema itself: for whom it is open, away from the event loop, and each answer once."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Any

import graphql
import orjson
from graphql import DocumentNode, ExecutionResult, FieldNode, GraphQLSchema

from domain.access import Principal
from domain.problems import refuse

ROOTS = frozenset({"__schema", "__type"})
# An answer to the usual question of tools takes half a megabyte.
MOST_BYTES = 4 * 1024 * 1024

MayIntrospect = Callable[[Principal], bool]


def open_to_all(_: Principal) -> bool:
    """Everybody may read the schema."""
    return True


def asks_the_schema(fields: list[FieldNode]) -> bool:
    """Whether any of these fields at the root reads the schema."""
    return any(field.name.value in ROOTS for field in fields)


class Introspection:
    """Answers what is asked of the schema, to whom it is open; the newest answers are kept within a bound of bytes."""

    def __init__(self, schema: GraphQLSchema, may: MayIntrospect = open_to_all, most: int = MOST_BYTES) -> None:
        self._schema, self._may, self._most = schema, may, most
        self._known: OrderedDict[tuple[str, bytes], tuple[ExecutionResult, int]] = OrderedDict()
        self._turn = asyncio.Lock()
        self.weight = 0

    def check(self, principal: Principal) -> None:
        """Refuse INTROSPECTION_CLOSED to whom the schema is not open."""
        if not self._may(principal):
            raise refuse("INTROSPECTION_CLOSED")

    async def answer(self, tree: DocumentNode, name: str | None, variables: Mapping[str, Any]) -> ExecutionResult:
        """The answer to an operation that asks nothing but the schema, made in a thread, one after another."""
        asked = graphql.print_ast(tree), orjson.dumps([name, variables], default=str)
        async with self._turn:
            if (known := self._known.get(asked)) is not None:
                self._known.move_to_end(asked)
                return known[0]
            result = await asyncio.to_thread(self._execute, tree, name, variables)
            self._keep(asked, result)
        return result

    def _execute(self, tree: DocumentNode, name: str | None, variables: Mapping[str, Any]) -> ExecutionResult:
        return graphql.execute_sync(
            self._schema, tree, variable_values=dict(variables), operation_name=name, hide_suggestions=True
        )

    def _keep(self, asked: tuple[str, bytes], result: ExecutionResult) -> None:
        # As objects it takes four times what it takes as text.
        weight = sum(map(len, asked)) + 4 * len(orjson.dumps(result.data))
        if weight > self._most:
            return
        self._known[asked] = result, weight
        self.weight += weight
        while self.weight > self._most:
            _, (_, dropped) = self._known.popitem(last=False)
            self.weight -= dropped
