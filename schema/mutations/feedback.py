"""What a citizen says of a resolution."""

import datetime as dt

import strawberry

from domain.terms import Reason
from graph.identifiers import format_id
from resolvers.cases import feedback
from resolvers.cases.changes import ChangedCase
from resolvers.cases.feedback import RatedResolution
from schema.descriptions import described
from schema.fields import column
from schema.mutations.factory import mutation
from schema.mutations.inputs import change_input, idempotency_key, optional
from schema.mutations.payloads import tracked_after
from schema.types.tracking import TrackedComplaint

TICKET = "Ticket of the case."
ACCESS_CODE = "Access code given with the ticket."


@change_input()
class RateResolutionInput:
    """A citizen's answer to the latest resolution of their case."""

    ticket: str = column(TICKET)
    access_code: str = column(ACCESS_CODE)
    treatment: int = column("How they were treated: 1 (very badly) to 5 (very well).")
    outcome: int = column("What came of it for them: 1 (nothing) to 5 (everything).")
    reasons: list[Reason] = strawberry.field(description="What made the difference.", default_factory=list)
    text: str | None = optional("In their own words, up to 2,000 characters; the official reads it only after review.")
    idempotency_key: str | None = idempotency_key()

    def command(self) -> feedback.RateResolution:
        """The command that this input is."""
        return feedback.RateResolution(**vars(self) | {"reasons": tuple(self.reasons)})


@change_input(feedback.ReopenComplaint)
class ReopenComplaintInput:
    """A citizen's word that their case is not done."""

    ticket: str = column(TICKET)
    access_code: str = column(ACCESS_CODE)
    reason: str = column("What is still missing, 1 to 2,000 characters.")
    idempotency_key: str | None = idempotency_key()


@described
class RateResolutionPayload:
    """The answer is stored, and counts when its hold ends."""

    ticket: strawberry.Private[str]
    access_code: strawberry.Private[str]
    id: strawberry.ID = column("Identifier of the answer.")
    held_until: dt.datetime | None = column(
        "Until when it is held, and may be given anew; null where it counts already."
    )
    complaint: TrackedComplaint | None = tracked_after()


@described
class ReopenComplaintPayload:
    """The case is open again."""

    ticket: strawberry.Private[str]
    access_code: strawberry.Private[str]
    id: strawberry.ID = column("Identifier of the case.")
    complaint: TrackedComplaint | None = tracked_after()


def _write_rated(rated: RatedResolution, given: RateResolutionInput) -> RateResolutionPayload:
    key = strawberry.ID(format_id("Feedback", rated.feedback_id))
    held_until = rated.held_until
    return RateResolutionPayload(id=key, held_until=held_until, ticket=given.ticket, access_code=given.access_code)


def _write_reopened(changed: ChangedCase, given: ReopenComplaintInput) -> ReopenComplaintPayload:
    key = strawberry.ID(format_id("Case", changed.case_id))
    return ReopenComplaintPayload(id=key, ticket=given.ticket, access_code=given.access_code)


rate_resolution = mutation(
    feedback.rate_resolution,
    given=RateResolutionInput,
    payload=RateResolutionPayload,
    write=_write_rated,
    description="Rate the latest resolution of a case. The answer counts when it has been held for two days, or as long"
    " as the policy says; until then another one takes its place. By ticket and access code.",
    result="The stored answer, or why it is not stored.",
)
reopen_complaint = mutation(
    feedback.reopen_complaint,
    given=ReopenComplaintInput,
    payload=ReopenComplaintPayload,
    write=_write_reopened,
    description="Say that a resolved case is not done. By ticket and access code.",
    result="The reopened case, or why it stays as it is.",
)
