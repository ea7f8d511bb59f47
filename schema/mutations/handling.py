"""Working on a case: assigning it, answering it, calling it done."""

from typing import Annotated

import strawberry

from domain.terms import Outcome
from graph.identifiers import format_id
from resolvers.cases import handling
from schema.errors import Conflict, Forbidden, InvalidInput, NotFound
from schema.fields import column
from schema.mutations.inputs import INPUT, change_input, client_key, optional
from schema.mutations.payloads import case_after
from schema.references import Case
from schema.requests import Info


@change_input("Who is to work on a case.")
class AssignComplaintInput:
    """The input of `assignComplaint`."""

    case: strawberry.ID = column("Identifier of the case.")
    assignee: strawberry.ID = column("Identifier of the employee who gets it.")
    unit: strawberry.ID | None = optional("The unit for which they get it, one where they hold a post; else their own.")
    client_key: str | None = client_key()


@change_input("An answer to a case.")
class RespondToComplaintInput:
    """The input of `respondToComplaint`."""

    case: strawberry.ID = column("Identifier of the case.")
    text: str = column("The answer, 1 to 4,000 characters.")
    public: bool = optional(
        "Whether the reporter reads it; else it is a note among staff and stops no clock.", default=True
    )
    client_key: str | None = client_key()


@change_input("What came of a case.")
class ResolveComplaintInput:
    """The input of `resolveComplaint`."""

    case: strawberry.ID = column("Identifier of the case.")
    outcome: Outcome = column("What came of it.")
    text: str = column("What was done, for the reporter: 1 to 4,000 characters.")
    client_key: str | None = client_key()


@strawberry.type(description="The case is assigned.")
class AssignComplaintPayload:
    """The payload of `assignComplaint`."""

    id: strawberry.ID = column("Identifier of the case.")
    complaint: Case | None = case_after()


@strawberry.type(description="The answer is stored.")
class RespondToComplaintPayload:
    """The payload of `respondToComplaint`."""

    id: strawberry.ID = column("Identifier of the case.")
    complaint: Case | None = case_after()


@strawberry.type(description="The case is resolved.")
class ResolveComplaintPayload:
    """The payload of `resolveComplaint`."""

    id: strawberry.ID = column("Identifier of the case.")
    complaint: Case | None = case_after()


AssignComplaintResult = Annotated[
    AssignComplaintPayload | InvalidInput | NotFound | Forbidden | Conflict,
    strawberry.union("AssignComplaintResult", description="The case, or why it is not assigned."),
]
RespondToComplaintResult = Annotated[
    RespondToComplaintPayload | InvalidInput | NotFound | Forbidden | Conflict,
    strawberry.union("RespondToComplaintResult", description="The case, or why the answer is not stored."),
]
ResolveComplaintResult = Annotated[
    ResolveComplaintPayload | InvalidInput | NotFound | Forbidden | Conflict,
    strawberry.union("ResolveComplaintResult", description="The case, or why it is not resolved."),
]


async def assign_complaint(info: Info, given: Annotated[AssignComplaintInput, INPUT]) -> AssignComplaintResult:
    """Assign a case."""
    context, command = info.context, handling.AssignComplaint(**vars(given))
    changed = await handling.assign_complaint(context.database, context.principal, context.secret, command)
    return AssignComplaintPayload(id=strawberry.ID(format_id("Case", changed.case_id)))


async def respond_to_complaint(
    info: Info, given: Annotated[RespondToComplaintInput, INPUT]
) -> RespondToComplaintResult:
    """Answer a case."""
    context, command = info.context, handling.RespondToComplaint(**vars(given))
    changed = await handling.respond_to_complaint(context.database, context.principal, context.secret, command)
    return RespondToComplaintPayload(id=strawberry.ID(format_id("Case", changed.case_id)))


async def resolve_complaint(info: Info, given: Annotated[ResolveComplaintInput, INPUT]) -> ResolveComplaintResult:
    """Resolve a case."""
    context, command = info.context, handling.ResolveComplaint(**vars(given))
    changed = await handling.resolve_complaint(context.database, context.principal, context.secret, command)
    return ResolveComplaintPayload(id=strawberry.ID(format_id("Case", changed.case_id)))
