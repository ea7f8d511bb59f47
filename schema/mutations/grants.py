"""Giving, confirming and taking roles."""

import datetime as dt

import strawberry

from domain.terms import Role
from graph.identifiers import format_id
from resolvers import grants
from resolvers.grants import ChangedGrant
from schema.descriptions import described
from schema.fields import column
from schema.mutations.factory import mutation
from schema.mutations.inputs import change_input, idempotency_key, optional
from schema.mutations.payloads import grant_after
from schema.references import Grant

GRANT = "Identifier of the grant."


@change_input(grants.ProposeGrant)
class ProposeGrantInput:
    """Who is to have which role."""

    employee: strawberry.ID = column("Identifier of the employee who is to have it; never oneself.")
    role: Role = column("UNIT_HEAD, COMPLAINT_OFFICER, HR_AGENCY, AUDITOR or ADMINISTRATOR.")
    reason: str = column("Why, for example the decree: 1 to 500 characters.")
    unit: strawberry.ID | None = optional("The unit that they head and hold a post in; for UNIT_HEAD, and no other.")
    starts_at: dt.datetime | None = optional("From when on; now without it.")
    ends_at: dt.datetime | None = optional("Until when; without an end without it.")
    idempotency_key: str | None = idempotency_key()


@change_input(grants.ConfirmGrant)
class ConfirmGrantInput:
    """The grant that a second person confirms."""

    grant: strawberry.ID = column(GRANT)
    idempotency_key: str | None = idempotency_key()


@change_input(grants.RevokeGrant)
class RevokeGrantInput:
    """The grant that is taken back."""

    grant: strawberry.ID = column(GRANT)
    reason: str = column("Why: 1 to 500 characters.")
    idempotency_key: str | None = idempotency_key()


@described
class ProposeGrantPayload:
    """The grant is stored; whether it holds already, its state says."""

    id: strawberry.ID = column(GRANT)
    grant: Grant | None = grant_after()


@described
class ConfirmGrantPayload:
    """The grant holds."""

    id: strawberry.ID = column(GRANT)
    grant: Grant | None = grant_after()


@described
class RevokeGrantPayload:
    """The grant holds no longer."""

    id: strawberry.ID = column(GRANT)
    grant: Grant | None = grant_after()


propose_grant = mutation(
    grants.propose_grant,
    given=ProposeGrantInput,
    payload=ProposeGrantPayload,
    write=lambda changed, _: ProposeGrantPayload(id=_name(changed)),
    description="Give somebody a role. For administrators; the HR agency gives UNIT_HEAD. Any other role holds only"
    " when somebody else has confirmed it.",
    result="The grant, or why it is not stored.",
)
confirm_grant = mutation(
    grants.confirm_grant,
    given=ConfirmGrantInput,
    payload=ConfirmGrantPayload,
    write=lambda changed, _: ConfirmGrantPayload(id=_name(changed)),
    description="Confirm a proposed role of somebody else that somebody else proposed. For administrators and"
    " auditors.",
    result="The grant, or why it is not confirmed.",
)
revoke_grant = mutation(
    grants.revoke_grant,
    given=RevokeGrantInput,
    payload=RevokeGrantPayload,
    write=lambda changed, _: RevokeGrantPayload(id=_name(changed)),
    description="Take a role back, within seconds also from who is signed in. For auditors; administrators take every"
    " role but AUDITOR, the HR agency takes UNIT_HEAD, and everybody may lay down their own. Of administrators and"
    " auditors at least two stay.",
    result="The grant, or why it stays as it is.",
)


def _name(changed: ChangedGrant) -> strawberry.ID:
    return strawberry.ID(format_id("Grant", changed.grant_id))
