"""Which cases an answer shows of what was said in confidence: marked in the rows themselves, and taken out again.

A row that shows such a text bears the key of its case under a name that no key of an answer can have.
"""

import re
from collections.abc import Iterator
from uuid import UUID

from graphql import DocumentNode, FieldNode, FragmentDefinitionNode, OperationDefinitionNode, SelectionSetNode

from domain.access import CONFIDENCES
from graph.declaration import Field
from graph.identifiers import snake_case
from graph.nodes import GRAPH

MARK = '"~"'

# In a text within JSON the quotes would be escaped.
_MARKS = re.compile(rb'"~":(?:"([0-9a-f-]{36})"|null),?')
_GUARDED = frozenset(
    name
    for node in GRAPH.values()
    for name, field in node.fields.items()
    if isinstance(field, Field) and field.guard in CONFIDENCES
)


def take_marks(answer: bytes) -> tuple[bytes, set[UUID]]:
    """An answer without its marks, and the cases that they name."""
    found: set[UUID] = set()

    def take(mark: re.Match[bytes]) -> bytes:
        if mark[1] is not None:
            found.add(UUID(mark[1].decode()))
        return b""

    return _MARKS.sub(take, answer), found


def selects_confidence(document: DocumentNode) -> bool:
    """Whether a document names a field that may show what was said in confidence."""
    return any(snake_case(name) in _GUARDED for name in _names(document))


def _names(document: DocumentNode) -> Iterator[str]:
    waiting: list[SelectionSetNode | None] = [
        definition.selection_set
        for definition in document.definitions
        if isinstance(definition, OperationDefinitionNode | FragmentDefinitionNode)
    ]
    while waiting:
        for selection in found.selections if (found := waiting.pop()) is not None else ():
            if isinstance(selection, FieldNode):
                yield selection.name.value
            waiting.append(getattr(selection, "selection_set", None))
