"""Bringing a complaint."""

import datetime as dt

import strawberry

from domain.terms import CaseKind, Channel
from graph.identifiers import format_id
from resolvers.cases import complaints
from resolvers.cases.complaints import SubmitComplaint, SubmittedComplaint
from resolvers.cases.contacts import Contact
from schema.descriptions import described
from schema.fields import column
from schema.mutations.factory import mutation
from schema.mutations.inputs import change_input, idempotency_key, optional
from schema.mutations.payloads import tracked_after
from schema.types.tracking import TrackedComplaint


@change_input()
class ContactInput:
    """How the reporter can be reached; stored encrypted, apart from the complaint."""

    name: str | None = optional("Name, up to 200 characters.")
    phone: str | None = optional("Telephone number.")
    email: str | None = optional("E-mail address.")


@change_input()
class SubmitComplaintInput:
    """A complaint, an aspiration or a request for information."""

    kind: CaseKind = optional("COMPLAINT, ASPIRATION or INFORMATION_REQUEST.", CaseKind.COMPLAINT)
    category: strawberry.ID = column("Identifier of the category it belongs to.")
    description: str = column("What happened, or what is wished for: 1 to 4,000 characters.")
    address: str | None = optional("Where, up to 500 characters.")
    channel: Channel = optional("How it came in.", Channel.PORTAL)
    anonymous: bool = optional("Store nothing about who sends it; excludes a contact.", default=False)
    confidential: bool = optional("Show what it says only to those who handle it.", default=False)
    contact: ContactInput | None = optional("How the reporter can be reached.")
    reported_employee: strawberry.ID | None = optional(
        "Identifier of the employee whom it is about; they never see it."
    )
    reported_unit: strawberry.ID | None = optional("Identifier of the unit that it is about; nobody in it sees it.")
    reported_name: str | None = optional(
        "What the person is called whom it is about, up to 200 characters, where no identifier is known."
    )
    happened_at: dt.datetime | None = optional("When it happened, by the reporter's clock.")
    idempotency_key: str | None = idempotency_key()
    idempotency_secret: str | None = optional(
        "What makes the key yours alone, since others may use the same one: at least 16 random bytes in base64url (22"
        " characters) that your client makes and keeps. Required with idempotencyKey; the two hold for 24 hours."
    )

    def command(self) -> SubmitComplaint:
        """The command that this input is."""
        contact = Contact(**vars(self.contact)) if self.contact else None
        return SubmitComplaint(**vars(self) | {"contact": contact})


@described
class SubmitComplaintPayload:
    """The receipt. Ticket and access code together are the only way back to the complaint."""

    id: strawberry.ID = column("Identifier of the case.")
    ticket: str = column("Number of the case, fit to be read aloud.")
    access_code: str = column("Secret that opens the case together with its ticket.")
    due_at: dt.datetime | None = column("When it is to be resolved; null where its category promises nothing.")
    complaint: TrackedComplaint | None = tracked_after()


def _write(receipt: SubmittedComplaint, _: SubmitComplaintInput) -> SubmitComplaintPayload:
    return SubmitComplaintPayload(
        id=strawberry.ID(format_id("Case", receipt.case_id)),
        ticket=receipt.ticket,
        access_code=receipt.access_code,
        due_at=receipt.due_at,
    )


submit_complaint = mutation(
    complaints.submit_complaint,
    given=SubmitComplaintInput,
    payload=SubmitComplaintPayload,
    write=_write,
    description="Bring a complaint, an aspiration or a request for information. Needs no account.",
    result="A receipt, or why there is none.",
)
