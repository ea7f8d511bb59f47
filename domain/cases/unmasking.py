"""When somebody may know who brought a case: for a reason, when a second person agrees, and for a day."""

from datetime import datetime, timedelta

from domain.cases.requests import CaseRequest
from domain.problems import refuse

HOLDS = timedelta(hours=24)


def check_look(request: CaseRequest, now: datetime) -> datetime:
    """Until when the reporter may be looked at; refuses NOT_GRANTED before a decision, after a no, and after a day."""
    if not request.approved or request.decided_at is None or now >= request.decided_at + HOLDS:
        raise refuse("NOT_GRANTED", "request")
    return request.decided_at + HOLDS
