"""Grants of roles, as a client sees them."""

import datetime as dt

from domain.terms import GrantState, Role
from schema import references
from schema.descriptions import described
from schema.fields import column, relation
from schema.relay import Node


@described
class Grant(Node):
    """A role that somebody has, had, or is proposed for. Nothing of it is ever rewritten."""

    role: Role = column("The role.")
    state: GrantState = column("Proposed, confirmed or revoked.")
    starts_at: dt.datetime = column("From when on.")
    ends_at: dt.datetime | None = column("Until when; null where it has no end.")
    reason: str = column("Why it was given.")
    at: dt.datetime = column("When it was given, or proposed.")
    by_operator: bool = column("Whether the operator of the service gave it, by a command.")
    confirmed_at: dt.datetime | None = column("When it came to hold; null where a second person has to confirm it.")
    revoked_at: dt.datetime | None = column("When it was revoked.")
    revoke_reason: str | None = column("Why it was revoked.")
    employee: references.Employee | None = relation("Who has it.")
    unit: references.Unit | None = relation("For which unit, of heads.")
    granted_by: references.Employee | None = relation("Who gave or proposed it; null for the operator.")
    confirmed_by: references.Employee | None = relation("The second person who confirmed it.")
    revoked_by: references.Employee | None = relation("Who revoked it; null for the operator.")
