"""Working on a case: assigning it, answering it, calling it done."""

import strawberry

from domain.terms import Outcome
from graph.identifiers import format_id
from resolvers.cases import handling
from resolvers.cases.changes import ChangedCase
from schema.descriptions import described
from schema.fields import column
from schema.mutations.factory import mutation
from schema.mutations.inputs import change_input, idempotency_key, optional
from schema.mutations.payloads import case_after
from schema.references import Case


@change_input(handling.AssignComplaint)
class AssignComplaintInput:
    """Who is to work on a case."""

    case: strawberry.ID = column("Identifier of the case.")
    assignee: strawberry.ID = column("Identifier of the employee who gets it.")
    unit: strawberry.ID | None = optional("The unit for which they get it, one where they hold a post; else their own.")
    idempotency_key: str | None = idempotency_key()


@change_input(handling.RespondToComplaint)
class RespondToComplaintInput:
    """An answer to a case."""

    case: strawberry.ID = column("Identifier of the case.")
    text: str = column("The answer, 1 to 4,000 characters.")
    public: bool = optional(
        "Whether the reporter reads it; else it is a note among staff and stops no clock.", default=True
    )
    idempotency_key: str | None = idempotency_key()


@change_input(handling.ResolveComplaint)
class ResolveComplaintInput:
    """What came of a case."""

    case: strawberry.ID = column("Identifier of the case.")
    outcome: Outcome = column("What came of it.")
    text: str = column("What was done, for the reporter: 1 to 4,000 characters.")
    idempotency_key: str | None = idempotency_key()


@described
class AssignComplaintPayload:
    """The case is assigned."""

    id: strawberry.ID = column("Identifier of the case.")
    complaint: Case | None = case_after()


@described
class RespondToComplaintPayload:
    """The answer is stored."""

    id: strawberry.ID = column("Identifier of the case.")
    complaint: Case | None = case_after()


@described
class ResolveComplaintPayload:
    """The case is resolved."""

    id: strawberry.ID = column("Identifier of the case.")
    complaint: Case | None = case_after()


assign_complaint = mutation(
    handling.assign_complaint,
    given=AssignComplaintInput,
    payload=AssignComplaintPayload,
    write=lambda changed, _: AssignComplaintPayload(id=_name(changed)),
    description="Hand a case to somebody. For complaint officers, unit heads and administrators; one that names"
    " somebody, for complaint officers alone.",
    result="The case, or why it is not assigned.",
)
respond_to_complaint = mutation(
    handling.respond_to_complaint,
    given=RespondToComplaintInput,
    payload=RespondToComplaintPayload,
    write=lambda changed, _: RespondToComplaintPayload(id=_name(changed)),
    description="Answer a case. For whoever holds it, complaint officers and unit heads.",
    result="The case, or why the answer is not stored.",
)
resolve_complaint = mutation(
    handling.resolve_complaint,
    given=ResolveComplaintInput,
    payload=ResolveComplaintPayload,
    write=lambda changed, _: ResolveComplaintPayload(id=_name(changed)),
    description="Call a case done. For whoever holds it, complaint officers and unit heads.",
    result="The case, or why it is not resolved.",
)


def _name(changed: ChangedCase) -> strawberry.ID:
    return strawberry.ID(format_id("Case", changed.case_id))
