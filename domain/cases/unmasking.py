"""When somebody may know who brought a case: for a reason, when a second person agrees, and for a day."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from domain.access import Principal
from domain.problems import refuse

HOLDS = timedelta(hours=24)


@dataclass(frozen=True)
class Unmasking:
    """A request to know the reporter of a case, and what was decided about it, if anything was."""

    id: UUID
    case_id: UUID
    requested_by_id: UUID
    approved: bool | None
    decided_at: datetime | None


def check_outsider(principal: Principal, handler_ids: Collection[UUID]) -> UUID:
    """The person who asks or decides; refuses FORBIDDEN to nobody in particular, PARTY to who worked on the case."""
    if principal.employee_id is None:
        raise refuse("FORBIDDEN", role=principal.role)
    if principal.employee_id in handler_ids:
        raise refuse("PARTY", "case")
    return principal.employee_id


def check_decision(unmasking: Unmasking, decider_id: UUID) -> None:
    """Refuse SECOND_PERSON to whoever asked, and ALREADY_DECIDED."""
    if unmasking.requested_by_id == decider_id:
        raise refuse("SECOND_PERSON", "request")
    if unmasking.approved is not None:
        raise refuse("ALREADY_DECIDED", "request")


def check_look(unmasking: Unmasking, now: datetime) -> datetime:
    """Until when the reporter may be looked at; refuses NOT_GRANTED before a decision, after a no, and after a day."""
    if not unmasking.approved or unmasking.decided_at is None or now >= unmasking.decided_at + HOLDS:
        raise refuse("NOT_GRANTED", "request")
    return unmasking.decided_at + HOLDS
