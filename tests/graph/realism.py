"""Operations of hypothesis-graphql brought down to earth: pages of a size, and identifiers of real things."""

from dataclasses import replace
from typing import Any, TypeVar
from zlib import crc32

from graphql import (
    ArgumentNode,
    FieldNode,
    IntValueNode,
    Node,
    ObjectFieldNode,
    StringValueNode,
    Visitor,
    parse,
    print_ast,
    visit,
)

from tests.graph.operations import KINDS_OF_INPUTS, Stock

_LARGEST = 5

Named = TypeVar("Named", ArgumentNode, ObjectFieldNode)


def make_real(text: str, stock: Stock) -> str:
    """The operation with pages of at most five rows in one direction, and real identifiers, alike for equal texts."""
    return print_ast(visit(parse(text), _Grounding(stock)))


class _Grounding(Visitor):
    def __init__(self, stock: Stock) -> None:
        super().__init__()
        self._stock = stock

    def leave_field(self, node: FieldNode, *_: Any) -> FieldNode:
        given = {argument.name.value: argument for argument in node.arguments or ()}
        backwards = "last" in given and crc32(print_ast(node).encode()) % 2
        unwanted = (
            {"first", "after", "before"} if backwards else {"last", "before", "after"} if "first" in given else set()
        )
        kept = tuple(argument for name, argument in given.items() if name not in unwanted)
        return replace(node, arguments=kept)

    def leave_argument(self, node: ArgumentNode, *_: Any) -> ArgumentNode:
        name = node.name.value
        if name in {"first", "last"} and isinstance(node.value, IntValueNode):
            size = abs(int(node.value.value)) % (_LARGEST + 1)
            return replace(node, value=IntValueNode(value=str(size)))
        return self._grounded(node) if name in {"id", "period"} else node

    def leave_object_field(self, node: ObjectFieldNode, *_: Any) -> ObjectFieldNode:
        return self._grounded(node) if node.name.value in {"id", *KINDS_OF_INPUTS} else node

    def _grounded(self, node: Named) -> Named:
        if not isinstance(node.value, StringValueNode | IntValueNode):
            return node
        return replace(node, value=self._identifier(node.name.value, node.value))

    def _identifier(self, name: str, value: Node) -> StringValueNode:
        number = crc32(print_ast(value).encode())
        kinds = (
            [KINDS_OF_INPUTS[name]]
            if name in KINDS_OF_INPUTS
            else [kind for kind, ids in self._stock.ids.items() if ids]
        )
        ids = self._stock.ids[kinds[number % len(kinds)]]
        return StringValueNode(value=ids[number // len(kinds) % len(ids)])
