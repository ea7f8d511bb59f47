"""Knowing who brought a case."""

import datetime as dt

import strawberry

from graph.identifiers import format_id
from resolvers.cases import unmasking
from resolvers.cases.unmasking import ChangedUnmasking, RevealedReporter
from schema.descriptions import described
from schema.fields import column
from schema.mutations.factory import mutation
from schema.mutations.inputs import change_input, idempotency_key

REASON = "Why, 10 to 2,000 characters."
REQUEST = "Identifier of the request."


@change_input(unmasking.RequestUnmasking)
class RequestUnmaskingInput:
    """A request to know who brought a case."""

    case: strawberry.ID = column("Identifier of the case.")
    reason: str = column(REASON)
    idempotency_key: str | None = idempotency_key()


@change_input(unmasking.DecideUnmasking)
class DecideUnmaskingInput:
    """A second person's decision about a request to know a reporter."""

    request: strawberry.ID = column(REQUEST)
    approve: bool = column("Whether it is granted.")
    reason: str = column(REASON)
    idempotency_key: str | None = idempotency_key()


@change_input(unmasking.RevealReporter)
class RevealReporterInput:
    """Which granted request to look by."""

    request: strawberry.ID = column(REQUEST)


@described
class RequestUnmaskingPayload:
    """The request waits for a second person of the inspectorate."""

    id: strawberry.ID = column(REQUEST)


@described
class DecideUnmaskingPayload:
    """The request is decided."""

    id: strawberry.ID = column(REQUEST)


@described
class FormerContact:
    """How a reporter could be reached before that was corrected."""

    name: str | None = column("The name that was given.")
    phone: str | None = column("The telephone number.")
    email: str | None = column("The e-mail address.")


@described
class RevealReporterPayload:
    """Who brought the case, as far as it is known. That you looked is noted."""

    name: str | None = column("The name they gave.")
    phone: str | None = column("Their telephone number.")
    email: str | None = column("Their e-mail address.")
    former_contacts: list[FormerContact] = column(
        "What was known of a case that somebody took in before it was corrected, the newest first: whoever took it in"
        " knows its access code."
    )
    employee_id: strawberry.ID | None = column("Identifier of the employee, where one had signed in.")
    employee_name: str | None = column("What that employee is called.")
    until: dt.datetime = column("Until when it may be looked at.")


def _name(changed: ChangedUnmasking) -> strawberry.ID:
    return strawberry.ID(format_id("Unmasking", changed.unmasking_id))


def _reveal(revealed: RevealedReporter, _: RevealReporterInput) -> RevealReporterPayload:
    contact, employee = revealed.contact, revealed.employee_id
    return RevealReporterPayload(
        name=contact.name,
        phone=contact.phone,
        email=contact.email,
        former_contacts=[FormerContact(**vars(former)) for former in revealed.former],
        employee_id=strawberry.ID(format_id("Employee", employee)) if employee else None,
        employee_name=revealed.employee_name,
        until=revealed.until,
    )


request_unmasking = mutation(
    unmasking.request_unmasking,
    given=RequestUnmaskingInput,
    payload=RequestUnmaskingPayload,
    write=lambda changed, _: RequestUnmaskingPayload(id=_name(changed)),
    description="Ask to know who brought a case. For complaint officers and the inspectorate, not for who handled it.",
    result="The request, or why there is none.",
)
decide_unmasking = mutation(
    unmasking.decide_unmasking,
    given=DecideUnmaskingInput,
    payload=DecideUnmaskingPayload,
    write=lambda changed, _: DecideUnmaskingPayload(id=_name(changed)),
    description="Grant or deny a request to know a reporter. For another person of the inspectorate than asked.",
    result="The request, or why it stays undecided.",
)
reveal_reporter = mutation(
    unmasking.reveal_reporter,
    given=RevealReporterInput,
    payload=RevealReporterPayload,
    write=_reveal,
    description="Look at who brought a case, for 24 hours after it was granted. For whoever asked; each look is noted.",
    result="The reporter, or why they stay unknown.",
)
