"""Under what scope keys of idempotency are kept: one caller's for one action, so that nobody meets another's."""

from domain.access import ANYONE, Principal
from domain.accounts.services import ServicePrincipal


def idempotency_scope(action: str, caller: Principal) -> str:
    """The scope of a caller's keys for an action; whoever acts as the reporter of a case is a citizen."""
    return f"{action}{_ending(caller)}"


def _ending(caller: Principal) -> str:
    program = f"service {caller.service_id}" if isinstance(caller, ServicePrincipal) else ""
    return f":{caller.role}:{caller.employee_id or ''}{program}"


# How the scope of a reporter's keys ends, whatever the action, and no other.
REPORTERS_ENDING = _ending(ANYONE)
