"""What a citizen says of a resolution."""

from typing import Annotated

import strawberry

from domain.terms import Reason
from graph.identifiers import format_id
from resolvers.cases import feedback
from schema.errors import Conflict, Forbidden, InvalidInput, NotFound
from schema.fields import column
from schema.mutations.inputs import INPUT, change_input, client_key, optional
from schema.mutations.payloads import tracked_after
from schema.requests import Info
from schema.types.tracking import TrackedComplaint

TICKET = "Ticket of the case."
ACCESS_CODE = "Access code given with the ticket."


@change_input("A citizen's answer to the latest resolution of their case.")
class RateResolutionInput:
    """The input of `rateResolution`."""

    ticket: str = column(TICKET)
    access_code: str = column(ACCESS_CODE)
    interaction: int = column("How they were treated: 1 (very badly) to 5 (very well).")
    outcome: int = column("What came of it for them: 1 (nothing) to 5 (everything).")
    reasons: list[Reason] = strawberry.field(description="What made the difference.", default_factory=list)
    text: str | None = optional("In their own words, up to 2,000 characters; the official reads it only after review.")
    client_key: str | None = client_key()

    def command(self) -> feedback.RateResolution:
        """The command that this input is."""
        return feedback.RateResolution(**vars(self) | {"reasons": tuple(self.reasons)})


@change_input("A citizen's word that their case is not done.")
class ReopenComplaintInput:
    """The input of `reopenComplaint`."""

    ticket: str = column(TICKET)
    access_code: str = column(ACCESS_CODE)
    reason: str = column("What is still missing, 1 to 2,000 characters.")
    client_key: str | None = client_key()


@strawberry.type(description="The answer is stored, and counts.")
class RateResolutionPayload:
    """The payload of `rateResolution`."""

    ticket: strawberry.Private[str]
    access_code: strawberry.Private[str]
    id: strawberry.ID = column("Identifier of the answer.")
    complaint: TrackedComplaint | None = tracked_after()


@strawberry.type(description="The case is open again.")
class ReopenComplaintPayload:
    """The payload of `reopenComplaint`."""

    ticket: strawberry.Private[str]
    access_code: strawberry.Private[str]
    id: strawberry.ID = column("Identifier of the case.")
    complaint: TrackedComplaint | None = tracked_after()


RateResolutionResult = Annotated[
    RateResolutionPayload | InvalidInput | NotFound | Forbidden | Conflict,
    strawberry.union("RateResolutionResult", description="The stored answer, or why it is not stored."),
]
ReopenComplaintResult = Annotated[
    ReopenComplaintPayload | InvalidInput | NotFound | Forbidden | Conflict,
    strawberry.union("ReopenComplaintResult", description="The reopened case, or why it stays as it is."),
]


async def rate_resolution(info: Info, given: Annotated[RateResolutionInput, INPUT]) -> RateResolutionResult:
    """Rate a resolution."""
    context = info.context
    rated = await feedback.rate_resolution(context.database, context.principal, context.secret, given.command())
    key = strawberry.ID(format_id("Feedback", rated.feedback_id))
    return RateResolutionPayload(id=key, ticket=given.ticket, access_code=given.access_code)


async def reopen_complaint(info: Info, given: Annotated[ReopenComplaintInput, INPUT]) -> ReopenComplaintResult:
    """Reopen a case."""
    context, command = info.context, feedback.ReopenComplaint(**vars(given))
    changed = await feedback.reopen_complaint(context.database, context.principal, context.secret, command)
    key = strawberry.ID(format_id("Case", changed.case_id))
    return ReopenComplaintPayload(id=key, ticket=given.ticket, access_code=given.access_code)
