"""The schema put together, and checked against the graph before anything is served."""

import strawberry
from graphql import GraphQLInputObjectType, GraphQLSchema
from strawberry.schema.config import StrawberryConfig

from db.graph import GRAPH, ROOTS
from schema import appraisal, audit, cases, organisation, scoring, tracking
from schema.checks import check_schema
from schema.errors import RefusalHandler
from schema.mutations import Mutation
from schema.query import GraphQuery
from schema.reports import ReportQuery
from schema.scalars import SCALARS
from schema.subscription import Subscription
from schema.types import jobs


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
        jobs.DueWork,
        organisation.Unit,
        appraisal.Period,
        scoring.Score,
        tracking.TrackedComplaint,
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
