"""The schema, put together and checked, and as text as tools read it."""

from pathlib import Path

import strawberry
from graphql import GraphQLInputObjectType, GraphQLSchema
from strawberry.printer import print_schema as _print
from strawberry.schema.config import StrawberryConfig

from graph.nodes import GRAPH, ROOTS
from schema.checks import check_schema
from schema.errors import RefusalHandler
from schema.mutations import Mutation
from schema.query import GraphQuery
from schema.rate_limits import RateLimitQuery
from schema.reports.reports import ReportQuery
from schema.scalars import SCALARS
from schema.subscription import Subscription
from schema.types import appraisal, audit, cases, grants, jobs, organisation, scoring, sessions, tracking
from schema.types.recontacts import RecontactQuery

COMMITTED = Path(__file__).with_name("schema.graphql")


@strawberry.type(description="Everything that can be asked.")
class Query(GraphQuery, ReportQuery, RecontactQuery, RateLimitQuery):
    """The roots of the graph, and reports over it."""


SCHEMA = strawberry.Schema(
    query=Query,
    mutation=Mutation,
    subscription=Subscription,
    types=[
        cases.Case,
        audit.AuditEntry,
        jobs.DueWork,
        grants.Grant,
        organisation.Unit,
        appraisal.Period,
        scoring.Score,
        tracking.TrackedComplaint,
        sessions.Session,
    ],
    exception_handlers=[RefusalHandler()],
    config=StrawberryConfig(scalar_map=SCALARS),
)


def _mark_one_of(schema: GraphQLSchema) -> None:
    """Tell graphql-core which inputs take exactly one field; Strawberry's own rule fails on variables in fragments."""
    for kind in schema.type_map.values():
        if isinstance(kind, GraphQLInputObjectType):
            kind.is_one_of = bool(getattr(kind.extensions.get("strawberry-definition"), "is_one_of", False))


_mark_one_of(SCHEMA._schema)  # noqa: SLF001
check_schema(SCHEMA._schema, GRAPH, ROOTS)  # noqa: SLF001


def print_schema() -> str:
    """The SDL of the schema, ending with a newline."""
    return f"{_print(SCHEMA)}\n"
