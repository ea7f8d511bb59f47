"""What can be watched."""

from collections.abc import AsyncIterator
from typing import Annotated

import strawberry

from resolvers.changes import watch_complaint, watch_score
from schema.nodes import Score
from schema.requests import Info
from schema.tracking import TrackedComplaint

Ticket = Annotated[str, strawberry.argument(description="Ticket of the case.")]
Code = Annotated[str, strawberry.argument(description="Access code given with the ticket.")]
Employee = Annotated[strawberry.ID, strawberry.argument(description="Identifier of the employee.")]


@strawberry.type(description="Everything that can be watched: the present state first, then each change.")
class Subscription:
    """The subscriptions."""

    @strawberry.subscription(description="A case, for its reporter.")
    async def complaint_changed(
        self, info: Info, ticket: Ticket, access_code: Code
    ) -> AsyncIterator[TrackedComplaint]:
        """Follow a case by ticket and access code."""
        async for row in watch_complaint(info.context, ticket, access_code):
            yield row  # type: ignore[misc]

    @strawberry.subscription(description="The latest score of an employee, for whoever may see it.")
    async def score_changed(self, info: Info, employee: Employee) -> AsyncIterator[Score]:
        """Follow a score."""
        async for row in watch_score(info.context, employee):
            yield row  # type: ignore[misc]
