"""Requests about cases that another person decides, as a client sees them."""

import datetime as dt

from schema import references
from schema.descriptions import described
from schema.fields import column, relation
from schema.relay import Node


@described
class Unmasking(Node):
    """A request to know who brought a case, and what a second person decided."""

    reason: str = column("Why it is asked for.")
    requested_at: dt.datetime = column("When it was asked for.")
    approved: bool | None = column("Whether it was granted; null until somebody has decided.")
    decision_reason: str | None = column("Why it was decided so.")
    decided_at: dt.datetime | None = column("When it was decided; what is granted holds for 24 hours from then on.")
    case: references.Case | None = relation("The case.")
    requested_by: references.Employee | None = relation("Who asks.")
    decided_by: references.Employee | None = relation("Who decided.")


@described
class Erasure(Node):
    """A request to erase what was written of a case, and what a second person decided."""

    reason: str = column("Why it is asked for.")
    requested_at: dt.datetime = column("When it was asked for.")
    approved: bool | None = column("Whether it was granted, and the case erased; null until somebody has decided.")
    decision_reason: str | None = column("Why it was decided so.")
    decided_at: dt.datetime | None = column("When it was decided.")
    case: references.Case | None = relation("The case.")
    requested_by: references.Employee | None = relation("Who asks.")
    decided_by: references.Employee | None = relation("Who decided.")


@described
class Withdrawal(Node):
    """A request that a case no longer name somebody, and what a second person decided."""

    reason: str | None = column("Why it is asked for; null once what was written of the case is erased.")
    requested_at: dt.datetime = column("When it was asked for.")
    approved: bool | None = column("Whether the case names them no longer; null until somebody has decided.")
    decision_reason: str | None = column("Why it was decided so.")
    decided_at: dt.datetime | None = column("When it was decided.")
    case: references.Case | None = relation("The case.")
    party: references.ReportedParty | None = relation("Whom it names.")
    requested_by: references.Employee | None = relation("Who asks.")
    decided_by: references.Employee | None = relation("Who decided.")
