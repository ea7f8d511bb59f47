"""Saying whom a case names."""

import strawberry

from graph.identifiers import format_id
from resolvers.cases import reported
from resolvers.cases.changes import ChangedCase
from schema.descriptions import described
from schema.fields import column
from schema.mutations.factory import mutation
from schema.mutations.inputs import change_input, idempotency_key, optional
from schema.mutations.payloads import case_after
from schema.references import Case


@change_input(reported.NameReported)
class NameReportedInput:
    """Whom a case names, in place of whoever it named before."""

    case: strawberry.ID = column("Identifier of the case.")
    employee: strawberry.ID | None = optional("Identifier of the employee.")
    unit: strawberry.ID | None = optional("Identifier of the unit; with neither, it names nobody of this government.")
    reason: str = column("How that is known, 10 to 2,000 characters.")
    idempotency_key: str | None = idempotency_key()


@described
class NameReportedPayload:
    """The case names them; where it was with them, it goes to the next level."""

    id: strawberry.ID = column("Identifier of the case.")
    complaint: Case | None = case_after()


def _write(changed: ChangedCase, _: NameReportedInput) -> NameReportedPayload:
    return NameReportedPayload(id=strawberry.ID(format_id("Case", changed.case_id)))


name_reported = mutation(
    reported.name_reported,
    given=NameReportedInput,
    payload=NameReportedPayload,
    write=_write,
    description="Say whom a case names. Whoever is named, and whoever is below them, sees and handles it no longer.",
    result="The case, or why it names nobody else.",
)
