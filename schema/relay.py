"""What every node and every connection has in common."""

from typing import Any, Generic, TypeVar

import strawberry
from strawberry.types.info import Info

from schema.descriptions import described
from schema.fields import column, count

T = TypeVar("T")

SUPERSEDED = "Since when it holds no longer; lists leave it out then. Null while it holds."


@strawberry.interface(description="Anything that can be fetched again by its identifier.")
class Node:
    """The Relay node interface; a row says by itself of which type it is."""

    id: strawberry.ID = column("Opaque identifier: a prefix for the type, then the key.")

    @classmethod
    def is_type_of(cls, obj: Any, _info: Info) -> bool:
        """Whether a row of the graph is of this type."""
        return isinstance(obj, dict) and obj.get("__typename") == cls.__name__


@described
class PageInfo:
    """Which part of a connection this page is."""

    has_next_page: bool = column("Whether rows follow this page; read backwards, whether it was reached by a cursor.")
    has_previous_page: bool = column(
        "Whether rows come before this page; read forwards, whether it was reached by a cursor."
    )
    start_cursor: str | None = column("Cursor of the first row; null on an empty page.")
    end_cursor: str | None = column("Cursor of the last row; null on an empty page.")


@strawberry.type(description="A row of a connection with its cursor.")
class Edge(Generic[T]):
    """The Relay edge."""

    cursor: str = column("Marks this row in the order of the connection.")
    node: T = column("The row.")


@strawberry.type(description="A page of rows in a stable order.")
class Connection(Generic[T]):
    """The Relay connection."""

    edges: list[Edge[T]] = column("The rows of the page with their cursors.")
    nodes: list[T] = column("The rows of the page.")
    page_info: PageInfo = column("Which part of the whole this page is.")
    total_count: int = count("How many rows there are on all pages; counted only when asked for.")
