"""The schema put together, and checked against the graph before anything is served."""

from typing import Any

import strawberry
from strawberry.schema.config import StrawberryConfig

from schema import appraisal, audit, cases, organisation, scoring, tracking
from schema.errors import RefusalHandler
from schema.mutations import Mutation
from schema.query import GraphQuery
from schema.reports import ReportQuery
from schema.scalars import SCALARS
from schema.subscription import Subscription


def _from_row(row: Any, name: str) -> object:
    return row[name] if isinstance(row, dict) else getattr(row, name)


@strawberry.type(description="Everything that can be asked.")
class Query(GraphQuery, ReportQuery):
    """The roots of the graph, and reports over it."""


SCHEMA = strawberry.Schema(
    query=Query,
    mutation=Mutation,
    subscription=Subscription,
    types=[
        cases.Case,
        audit.AuditEntry,
        organisation.Unit,
        appraisal.Period,
        scoring.Score,
        tracking.TrackedComplaint,
    ],
    exception_handlers=[RefusalHandler()],
    config=StrawberryConfig(scalar_map=SCALARS, default_resolver=_from_row),
)

