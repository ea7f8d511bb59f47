"""What can be watched."""

from collections.abc import AsyncIterator
from typing import Annotated

import strawberry

from resolvers.watching import watch_complaint, watch_score
from schema.references import Score
from schema.requests import Info
from schema.types.tracking import TrackedComplaint

Ticket = Annotated[str, strawberry.argument(description="Ticket of the case.")]
Code = Annotated[str, strawberry.argument(description="Access code given with the ticket.")]
Employee = Annotated[strawberry.ID, strawberry.argument(description="Identifier of the employee.")]


async def follow_complaint(info: Info, ticket: Ticket, access_code: Code) -> AsyncIterator[TrackedComplaint]:
    """Follow a case by ticket and access code."""
    async for row in watch_complaint(info.context, ticket, access_code):
        yield row  # type: ignore[misc]


async def follow_score(info: Info, employee: Employee) -> AsyncIterator[Score]:
    """Follow the latest score of an employee."""
    async for row in watch_score(info.context, employee):
        yield row


@strawberry.type(description="Everything that can be watched: the present state first, then each change.")
class Subscription:
    """The subscriptions."""

    complaint_changed: AsyncIterator[TrackedComplaint] = strawberry.subscription(
        resolver=follow_complaint, description="A case, for its reporter."
    )
    score_changed: AsyncIterator[Score] = strawberry.subscription(
        resolver=follow_score,
        description="The latest score of an employee as it is now, for the HR agency and auditors.",
    )
