"""Deciding whether what has moved for everybody is taken out of their scores."""

import strawberry

from graph.identifiers import format_id
from resolvers.periods import shift_decisions
from schema.descriptions import described
from schema.fields import column
from schema.mutations.factory import mutation
from schema.mutations.inputs import change_input, idempotency_key

SHIFT = "Identifier of the shift."


@change_input(shift_decisions.DecideShift)
class DecideShiftInput:
    """Whether answers of a kind have moved for everybody for reasons that lie with nobody."""

    shift: strawberry.ID = column(SHIFT)
    confirm: bool = column("Whether it is taken out of everybody's scores alike; if not, it is taken out for nobody.")
    reason: str = column("Why, 10 to 2,000 characters.")
    idempotency_key: str | None = idempotency_key()


@described
class DecideShiftPayload:
    """It is noted; once two people agree, it is decided, and everybody is rescored by that."""

    id: strawberry.ID = column(SHIFT)


decide_shift = mutation(
    shift_decisions.decide_shift,
    given=DecideShiftInput,
    payload=DecideShiftPayload,
    write=lambda said, _: DecideShiftPayload(id=strawberry.ID(format_id("Shift", said.shift_id))),
    description="Say whether what has moved for everybody in a period is taken out of their scores. For the HR agency,"
    " and for auditors as the second person: two who agree decide, at least one of them of the HR agency. Everybody"
    " has one word about it.",
    result="The shift, or why nothing is said of it.",
)
