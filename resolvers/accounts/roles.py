"""In which roles a person may act. The one place that a session asks."""

from uuid import UUID

from domain.access import Principal
from domain.accounts.sessions import check_role
from domain.accounts.terms import SignInMethod
from domain.grants import Capacity
from domain.problems import Refused, refuse
from domain.terms import Role
from resolvers.accounts.context import SignInContext


def act_as(context: SignInContext, employee_id: UUID, role: Role, method: SignInMethod) -> Principal:
    """The person in a role that they hold. Refuses ROLE_NOT_HELD, SECOND_FACTOR_NEEDED."""
    with context.noting(employee_id):
        check_role(role, method)
        try:
            return context.admit(Capacity(employee_id, role))
        except Refused as refused:
            if refused.problems[0].code != "FORBIDDEN":
                raise
            raise refuse("ROLE_NOT_HELD", "role", role=role) from None
