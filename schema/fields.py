"""Fields that the graph answers: scalars by name from a row, relations through the loaders."""

from typing import Any

from strawberry.annotation import StrawberryAnnotation
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.field import StrawberryField
from strawberry.types.info import Info

from graph.arguments import read_arguments, settle


class ColumnField(StrawberryField):
    """A value that is already there, in a row of the graph or in an object of ours."""

    def get_result(self, source: Any, info: Info | None, args: list[Any], kwargs: Any) -> Any:  # noqa: ARG002
        """The value under the field's Python name."""
        return source[self.python_name] if isinstance(source, dict) else getattr(source, self.python_name)


class GraphField(StrawberryField):
    """A relation or root field of the graph; its type is the class attribute's annotation."""

    @property
    def is_basic_field(self) -> bool:
        """Reading takes a context."""
        return False

    def get_result(self, source: Any, info: Info | None, args: list[Any], kwargs: Any) -> Any:  # noqa: ARG002
        """What the relation leads to from a row, or from the root."""
        raw = info._raw_info  # type: ignore[union-attr] # noqa: SLF001
        field = raw.parent_type.fields[raw.field_name]
        given = read_arguments(field, raw.field_nodes[0], raw.variable_values)
        arguments = settle(given, raw.variable_values)
        reader = raw.context.reader
        if source is None:
            return reader.read_root(self.python_name, arguments)
        return reader.read_relation(raw.parent_type.name, self.python_name, source, arguments)


class CountField(StrawberryField):
    """The total count of a connection, asked of the database only when it is selected."""

    @property
    def is_basic_field(self) -> bool:
        """Counting is asynchronous."""
        return False

    def get_result(self, source: Any, info: Info | None, args: list[Any], kwargs: Any) -> Any:  # noqa: ARG002
        """The count, to be awaited."""
        return source["count"]()


def column(description: str) -> Any:
    """A scalar, enumeration or object without identity, from the row itself."""
    return ColumnField(description=description)


def count(description: str) -> Any:
    """The total count of a connection."""
    return CountField(description=description)


def relation(description: str, *arguments: StrawberryArgument) -> Any:
    """One node, or a short list of nodes."""
    field = GraphField(description=description)
    field.arguments = list(arguments)
    return field


def connection(description: str, *, where: Any = None, order_by: Any = None) -> Any:
    """A Relay connection, with a filter and an order where the node declares them."""
    arguments = [*_PAGING]
    if where is not None:
        arguments.append(argument("where", where | None, "Which rows; all of its fields together."))
    if order_by is not None:
        arguments.append(argument("order_by", order_by | None, "In which order; the node's usual order without it."))
    return relation(description, *arguments)


def argument(name: str, annotation: Any, description: str) -> StrawberryArgument:
    """An argument of a graph field."""
    return StrawberryArgument(name, None, StrawberryAnnotation(annotation), description=description)


_PAGING = (
    argument("first", int | None, "How many rows from the start or from `after`: 0 to 100, 20 without it."),
    argument("after", str | None, "Rows after this cursor."),
    argument("last", int | None, "How many rows from the end or before `before`: 0 to 100."),
    argument("before", str | None, "Rows before this cursor."),
)
