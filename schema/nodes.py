"""What every node and every connection has in common."""

from typing import TYPE_CHECKING, Annotated, Any, Generic, TypeVar

import strawberry
from strawberry.types.info import Info

from schema.fields import column, count

__all__ = [
    "Assignment",
    "AuditEntry",
    "BilingualText",
    "Case",
    "Category",
    "Connection",
    "DueWork",
    "Edge",
    "Employee",
    "Evidence",
    "Indicator",
    "Interval",
    "Measurement",
    "Node",
    "PageInfo",
    "PerformancePlan",
    "Period",
    "Policy",
    "Position",
    "Score",
    "Service",
    "Unit",
    "UnitScore",
]

T = TypeVar("T")

if TYPE_CHECKING:
    from schema.appraisal import Indicator, Measurement, PerformancePlan, Period
    from schema.audit import AuditEntry
    from schema.cases import Case
    from schema.organisation import Assignment, Category, Employee, Position, Service, Unit
    from schema.scoring import Evidence, Policy, Score, UnitScore
    from schema.types.jobs import DueWork
else:
    Unit = Annotated["Unit", strawberry.lazy("schema.organisation")]
    Position = Annotated["Position", strawberry.lazy("schema.organisation")]
    Employee = Annotated["Employee", strawberry.lazy("schema.organisation")]
    Assignment = Annotated["Assignment", strawberry.lazy("schema.organisation")]
    Service = Annotated["Service", strawberry.lazy("schema.organisation")]
    Category = Annotated["Category", strawberry.lazy("schema.organisation")]
    Period = Annotated["Period", strawberry.lazy("schema.appraisal")]
    PerformancePlan = Annotated["PerformancePlan", strawberry.lazy("schema.appraisal")]
    Indicator = Annotated["Indicator", strawberry.lazy("schema.appraisal")]
    Measurement = Annotated["Measurement", strawberry.lazy("schema.appraisal")]
    Case = Annotated["Case", strawberry.lazy("schema.cases")]
    Policy = Annotated["Policy", strawberry.lazy("schema.scoring")]
    Evidence = Annotated["Evidence", strawberry.lazy("schema.scoring")]
    Score = Annotated["Score", strawberry.lazy("schema.scoring")]
    UnitScore = Annotated["UnitScore", strawberry.lazy("schema.scoring")]
    AuditEntry = Annotated["AuditEntry", strawberry.lazy("schema.audit")]
    DueWork = Annotated["DueWork", strawberry.lazy("schema.types.jobs")]


@strawberry.interface(description="Anything that can be fetched again by its identifier.")
class Node:
    """The Relay node interface; a row says by itself of which type it is."""

    id: strawberry.ID = column("Opaque identifier: a prefix for the type, then the key.")

    @classmethod
    def is_type_of(cls, obj: Any, _info: Info) -> bool:
        """Whether a row of the graph is of this type."""
        return isinstance(obj, dict) and obj.get("__typename") == cls.__name__


@strawberry.type(description="Which part of a connection this page is.")
class PageInfo:
    """The Relay page info."""

    has_next_page: bool = column("Whether rows follow this page.")
    has_previous_page: bool = column("Whether the page was reached by a cursor, so that rows may come before it.")
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


@strawberry.type(description="A text in both languages.")
class BilingualText:
    """A label for people."""

    indonesian: str = column("In Indonesian.")
    english: str = column("In English.")


@strawberry.type(description="The range in which the true value lies with 95 % probability.")
class Interval:
    """An interval, open where nothing is known."""

    low: float | None = column("Lower end.")
    high: float | None = column("Upper end.")
