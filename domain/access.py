"""Who may see which rows and fields, and do what. Everything not listed here is refused."""

from dataclasses import dataclass
from uuid import UUID

from domain.problems import refuse
from domain.terms import Role


@dataclass(frozen=True)
class Principal:
    """Who asks: a role, and for staff the person and the unit they act for."""

    role: Role
    employee_id: UUID | None = None
    unit_id: UUID | None = None


ANYONE = Principal(Role.CITIZEN)

ACTIONS: dict[str, frozenset[Role]] = {
    "submitComplaint": frozenset(Role),
    "rateResolution": frozenset(Role),
    "reopenComplaint": frozenset(Role),
    "assignComplaint": frozenset({Role.COMPLAINT_OFFICER, Role.UNIT_HEAD, Role.ADMINISTRATOR}),
    "respondToComplaint": frozenset({Role.EMPLOYEE, Role.APPRAISER, Role.COMPLAINT_OFFICER, Role.UNIT_HEAD}),
    "resolveComplaint": frozenset({Role.EMPLOYEE, Role.APPRAISER, Role.COMPLAINT_OFFICER, Role.UNIT_HEAD}),
    "recordMeasurements": frozenset({Role.APPRAISER, Role.UNIT_HEAD, Role.HR_AGENCY}),
    "recordServiceRecords": frozenset({Role.COMPLAINT_OFFICER, Role.UNIT_HEAD, Role.ADMINISTRATOR}),
}


def check_action(principal: Principal, action: str) -> None:
    """Refuse with FORBIDDEN unless the principal's role may do `action`."""
    if principal.role not in ACTIONS.get(action, frozenset()):
        raise refuse("FORBIDDEN", role=principal.role)
