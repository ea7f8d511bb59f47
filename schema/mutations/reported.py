"""Saying whom a case names, and that it names somebody no longer."""

import strawberry

from graph.identifiers import format_id
from resolvers.cases import reported, withdrawals
from resolvers.cases.changes import ChangedCase
from resolvers.cases.withdrawals import ChangedWithdrawal
from schema.descriptions import described
from schema.fields import column
from schema.mutations.factory import mutation
from schema.mutations.inputs import change_input, idempotency_key, optional
from schema.mutations.payloads import case_after
from schema.references import Case

REASON = "Why, 10 to 2,000 characters."
REQUEST = "Identifier of the request."


@change_input(reported.NameReported)
class NameReportedInput:
    """Whom a case names, beside whom it names already: an employee, a unit, or both."""

    case: strawberry.ID = column("Identifier of the case.")
    employee: strawberry.ID | None = optional("Identifier of the employee.")
    unit: strawberry.ID | None = optional("Identifier of the unit.")
    reason: str = column("How that is known, 10 to 2,000 characters.")
    idempotency_key: str | None = idempotency_key()


@change_input(withdrawals.RequestWithdrawal)
class RequestWithdrawalInput:
    """A request that a case no longer name somebody."""

    party: strawberry.ID = column("Identifier of the reported party: what the reporter called them, or who was named.")
    reason: str = column(REASON)
    idempotency_key: str | None = idempotency_key()


@change_input(withdrawals.DecideWithdrawal)
class DecideWithdrawalInput:
    """A second person's decision about such a request."""

    request: strawberry.ID = column(REQUEST)
    approve: bool = column("Whether the case names them no longer.")
    reason: str = column(REASON)
    idempotency_key: str | None = idempotency_key()


@described
class NameReportedPayload:
    """The case names them; where it was with them, it goes to the next level."""

    id: strawberry.ID = column("Identifier of the case.")
    complaint: Case | None = case_after()


@described
class RequestWithdrawalPayload:
    """The request waits for a second person of the inspectorate; until then nothing changes."""

    id: strawberry.ID = column(REQUEST)


@described
class DecideWithdrawalPayload:
    """The request is decided."""

    id: strawberry.ID = column(REQUEST)


def _write(changed: ChangedCase, _: NameReportedInput) -> NameReportedPayload:
    return NameReportedPayload(id=strawberry.ID(format_id("Case", changed.case_id)))


def _name(changed: ChangedWithdrawal) -> strawberry.ID:
    return strawberry.ID(format_id("Withdrawal", changed.withdrawal_id))


name_reported = mutation(
    reported.name_reported,
    given=NameReportedInput,
    payload=NameReportedPayload,
    write=_write,
    description="Let a case name somebody, beside whom it names already. Whoever is named, and whoever is below them,"
    " sees and handles it no longer. For complaint officers and the inspectorate, not for who was involved in it.",
    result="The case, or why it does not name them.",
)
request_withdrawal = mutation(
    withdrawals.request_withdrawal,
    given=RequestWithdrawalInput,
    payload=RequestWithdrawalPayload,
    write=lambda changed, _: RequestWithdrawalPayload(id=_name(changed)),
    description="Ask that a case no longer name somebody: they are nobody of this government, or others are meant."
    " For complaint officers and the inspectorate, not for who was involved in it.",
    result="The request, or why there is none.",
)
decide_withdrawal = mutation(
    withdrawals.decide_withdrawal,
    given=DecideWithdrawalInput,
    payload=DecideWithdrawalPayload,
    write=lambda changed, _: DecideWithdrawalPayload(id=_name(changed)),
    description="Let a case no longer name somebody, at another's request, or deny it. For another person of the"
    " inspectorate than asked or named them, not for who was involved in it.",
    result="The request, or why it stays undecided.",
)
