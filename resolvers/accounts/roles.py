"""In which roles a person may act. The one place that a session asks."""

from datetime import date
from uuid import UUID

from db.database import Transaction
from db.repositories.organisation import appraises, find_principal
from domain.access import Principal
from domain.accounts.sessions import check_role
from domain.accounts.terms import SignInMethod
from domain.problems import refuse
from domain.terms import Role


async def act_as(transaction: Transaction, employee_id: UUID, role: Role, method: SignInMethod, on: date) -> Principal:
    """The person in a role that they hold. Refuses ROLE_NOT_HELD, SECOND_FACTOR_NEEDED."""
    check_role(role, method)
    if role is not Role.EMPLOYEE and not (role is Role.APPRAISER and await appraises(transaction, employee_id, on)):
        raise refuse("ROLE_NOT_HELD", "role", role=role)
    return await find_principal(transaction, role, employee_id, on)
