"""What one person asks for about a case and another decides: its reporter, its contents, whom it names."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain.access import Principal
from domain.problems import refuse
from domain.validation import check_text

SHORTEST_REASON, LONGEST_REASON = 10, 2_000


@dataclass(frozen=True)
class CaseRequest:
    """A request about a case or one of its parties, and what was decided about it, if anything was."""

    id: UUID
    case_id: UUID
    requested_by_id: UUID
    approved: bool | None
    decided_at: datetime | None
    party_id: UUID | None = None


def check_outsider(principal: Principal, involved: Collection[UUID]) -> UUID:
    """The person who asks or decides; refuses FORBIDDEN to nobody in particular, PARTY to who was involved."""
    if principal.employee_id is None:
        raise refuse("FORBIDDEN", role=principal.role)
    if principal.employee_id in involved:
        raise refuse("PARTY", "case")
    return principal.employee_id


def check_reporter(principal: Principal, involved: Collection[UUID]) -> None:
    """Refuse with PARTY whoever was involved in a case and acts as its reporter, however they came to know its code."""
    if principal.person_id in involved:
        raise refuse("PARTY", "ticket")


def check_decision(request: CaseRequest, decider_id: UUID) -> None:
    """Refuse SECOND_PERSON to whoever asked, and ALREADY_DECIDED."""
    if request.requested_by_id == decider_id:
        raise refuse("SECOND_PERSON", "request")
    if request.approved is not None:
        raise refuse("ALREADY_DECIDED", "request")


def check_reason(reason: str) -> str:
    """The reason of a request or of a decision as it is kept. Refuses TEXT_EMPTY, TEXT_TOO_LONG, CONTROL_CHARACTERS."""
    return check_text(reason, "reason", minimum=SHORTEST_REASON, limit=LONGEST_REASON)
