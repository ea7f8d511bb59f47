"""What every mutation's input has in common, and how it is read."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, TypeVar

import strawberry
from strawberry.schema.name_converter import NameConverter
from strawberry.types.arguments import InputContext
from strawberry.types.base import StrawberryContainer, StrawberryObjectDefinition, has_object_definition

from schema.descriptions import described_input

INPUT = strawberry.argument(name="input", description="What to change, and how.")

T = TypeVar("T")


def change_input(command: type | None = None) -> Callable[[type[T]], type[T]]:
    """Make a class an input that is described by its docstring and read by `read_input`.

    It makes the command that has the same fields.
    """

    def decorate(cls: type[T]) -> type[T]:
        if command is not None:
            cls.command = lambda self: command(**vars(self))  # type: ignore[attr-defined]
        made = described_input(cls)
        made.__strawberry_definition__.from_input = read_input  # type: ignore[attr-defined]
        return made

    return decorate


def read_input(cls: type, value: Mapping[str, Any], context: InputContext) -> object:
    """An input object of coerced values.

    Strawberry's own reading resolves the type of every field anew for every object, which for a batch of a thousand
    items takes longer than to store them.
    """
    fields = _name_fields(cls, context.config.name_converter)
    given = {}
    for key, item in value.items():
        name, nested = fields[key]
        if nested is None or item is None:
            given[name] = item
        elif isinstance(item, list):
            given[name] = [read_input(nested, each, context) for each in item]
        else:
            given[name] = read_input(nested, item, context)
    return cls(**given)


@cache
def _name_fields(cls: type, naming: NameConverter) -> dict[str, tuple[str, type | None]]:
    """The Python name of each field by its name in the schema, and the input class of what it holds."""
    definition: StrawberryObjectDefinition = cls.__strawberry_definition__  # type: ignore[attr-defined]
    return {
        naming.from_field(field): (field.python_name, _find_input(field.resolve_type(type_definition=definition)))
        for field in definition.fields
    }


def _find_input(kind: object) -> type | None:
    while isinstance(kind, StrawberryContainer):
        kind = kind.of_type
    return kind if isinstance(kind, type) and has_object_definition(kind) else None


def optional(description: str, default: object = None) -> Any:
    """An input field that may be left out."""
    return strawberry.field(description=description, default=default)


def idempotency_key() -> Any:
    """The field that makes a mutation repeatable."""
    return optional(
        "A name for this request, best a random UUID. Sent again with the same input it changes nothing and is"
        " answered alike; with other input it is refused."
    )
