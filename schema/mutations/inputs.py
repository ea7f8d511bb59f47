"""What every mutation's input has in common."""

from typing import Any

import strawberry

INPUT = strawberry.argument(name="input", description="What to change, and how.")


def optional(description: str, default: object = None) -> Any:  # noqa: ANN401 (Strawberry's own type of a field)
    """An input field that may be left out."""
    return strawberry.field(description=description, default=default)


def client_key() -> Any:  # noqa: ANN401 (Strawberry's own type of a field)
    """The field that makes a mutation repeatable."""
    return optional(
        "A name for this request, best a random UUID. Sent again with the same input it changes nothing and is"
        " answered alike; with other input it is refused."
    )
