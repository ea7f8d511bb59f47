"""Correcting and erasing what was written of a case."""

import strawberry

from graph.identifiers import format_id
from resolvers.cases import corrections, erasures
from resolvers.cases.changes import ChangedCase
from resolvers.cases.contacts import Contact
from resolvers.cases.erasures import ChangedErasure
from schema.descriptions import described
from schema.fields import column
from schema.mutations.complaints import ContactInput
from schema.mutations.factory import mutation
from schema.mutations.feedback import ACCESS_CODE, TICKET
from schema.mutations.inputs import change_input, idempotency_key, optional
from schema.mutations.payloads import tracked_after
from schema.types.tracking import TrackedComplaint

REASON = "Why, 10 to 2,000 characters."
REQUEST = "Identifier of the request."


@change_input()
class CorrectComplaintInput:
    """What a case is to say instead, or how its reporter can be reached."""

    ticket: str = column(TICKET)
    access_code: str = column(ACCESS_CODE)
    description: str | None = optional("What happened, or what is wished for: 1 to 4,000 characters.")
    address: str | None = optional("Where, up to 500 characters.")
    contact: ContactInput | None = optional("How the reporter can be reached, in place of what was given before.")
    idempotency_key: str | None = idempotency_key()

    def command(self) -> corrections.CorrectComplaint:
        """The command that this input is."""
        contact = Contact(**vars(self.contact)) if self.contact else None
        return corrections.CorrectComplaint(**vars(self) | {"contact": contact})


@change_input(erasures.EraseComplaint)
class EraseComplaintInput:
    """Which case is to be erased."""

    ticket: str = column(TICKET)
    access_code: str = column(ACCESS_CODE)
    idempotency_key: str | None = idempotency_key()


@change_input(erasures.RequestErasure)
class RequestErasureInput:
    """A request to erase what was written of a case."""

    case: strawberry.ID = column("Identifier of the case.")
    reason: str = column(REASON)
    idempotency_key: str | None = idempotency_key()


@change_input(erasures.DecideErasure)
class DecideErasureInput:
    """A second person's decision about a request to erase."""

    request: strawberry.ID = column(REQUEST)
    approve: bool = column("Whether the case is erased.")
    reason: str = column(REASON)
    idempotency_key: str | None = idempotency_key()


@described
class CorrectComplaintPayload:
    """The case says what it is to say; how it read before stays in its history."""

    ticket: strawberry.Private[str]
    access_code: strawberry.Private[str]
    id: strawberry.ID = column("Identifier of the case.")
    complaint: TrackedComplaint | None = tracked_after()


@described
class EraseComplaintPayload:
    """What was written of the case, and who brought it, is gone for good."""

    ticket: strawberry.Private[str]
    access_code: strawberry.Private[str]
    id: strawberry.ID = column("Identifier of the case.")
    complaint: TrackedComplaint | None = tracked_after()


@described
class RequestErasurePayload:
    """The request waits for a second person of the inspectorate."""

    id: strawberry.ID = column(REQUEST)


@described
class DecideErasurePayload:
    """The request is decided."""

    id: strawberry.ID = column(REQUEST)


def _write_corrected(changed: ChangedCase, given: CorrectComplaintInput) -> CorrectComplaintPayload:
    key = strawberry.ID(format_id("Case", changed.case_id))
    return CorrectComplaintPayload(id=key, ticket=given.ticket, access_code=given.access_code)


def _write_erased(changed: ChangedCase, given: EraseComplaintInput) -> EraseComplaintPayload:
    key = strawberry.ID(format_id("Case", changed.case_id))
    return EraseComplaintPayload(id=key, ticket=given.ticket, access_code=given.access_code)


def _name(changed: ChangedErasure) -> strawberry.ID:
    return strawberry.ID(format_id("Erasure", changed.erasure_id))


correct_complaint = mutation(
    corrections.correct_complaint,
    given=CorrectComplaintInput,
    payload=CorrectComplaintPayload,
    write=_write_corrected,
    description="Correct what you reported, or how you can be reached, at any time. By ticket and access code.",
    result="The corrected case, or why it stays as it is.",
)
erase_complaint = mutation(
    erasures.erase_complaint,
    given=EraseComplaintInput,
    payload=EraseComplaintPayload,
    write=_write_erased,
    description="Erase what was written of a resolved case, and all that is kept of you; what counted stays counted."
    " By ticket and access code.",
    result="The erased case, or why it is kept.",
)
request_erasure = mutation(
    erasures.request_erasure,
    given=RequestErasureInput,
    payload=RequestErasurePayload,
    write=lambda changed, _: RequestErasurePayload(id=_name(changed)),
    description="Ask that what was written of a case be erased. For complaint officers and the inspectorate, not for"
    " who was involved in it.",
    result="The request, or why there is none.",
)
decide_erasure = mutation(
    erasures.decide_erasure,
    given=DecideErasureInput,
    payload=DecideErasurePayload,
    write=lambda changed, _: DecideErasurePayload(id=_name(changed)),
    description="Erase a case at another's request, or deny it. For another person of the inspectorate than asked.",
    result="The request, or why it stays undecided.",
)
