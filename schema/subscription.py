"""What can be watched. Its fields are only declared here: what is watched is read by feeds (graph.feeds)."""

from collections.abc import AsyncIterator
from typing import Annotated

import strawberry

from schema.descriptions import described
from schema.references import Score
from schema.types.tracking import TrackedComplaint

Ticket = Annotated[str, strawberry.argument(description="Ticket of the case.")]
Code = Annotated[str, strawberry.argument(description="Access code given with the ticket.")]
Employee = Annotated[strawberry.ID, strawberry.argument(description="Identifier of the employee.")]


def follow_complaint(ticket: Ticket, access_code: Code) -> AsyncIterator[TrackedComplaint]:
    """Follow a case by ticket and access code."""
    raise NotImplementedError


def follow_score(employee: Employee) -> AsyncIterator[Score]:
    """Follow the latest score of an employee."""
    raise NotImplementedError


@described
class Subscription:
    """Everything that can be watched: the present state first, then each change."""

    complaint_changed: AsyncIterator[TrackedComplaint] = strawberry.subscription(
        resolver=follow_complaint, description="A case, for its reporter."
    )
    score_changed: AsyncIterator[Score] = strawberry.subscription(
        resolver=follow_score,
        description="The latest score of an employee as it is now, for the HR agency and auditors.",
    )
