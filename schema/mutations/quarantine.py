"""Deciding whether doubtful resolutions count."""

import strawberry

from graph.identifiers import format_id
from resolvers.cases import quarantine
from resolvers.cases.quarantine import DecidedQuarantine, DecideQuarantine, QuarantineDecision
from schema.descriptions import described
from schema.fields import column
from schema.mutations.factory import mutation
from schema.mutations.inputs import change_input, idempotency_key


@change_input()
class QuarantineDecisionInput:
    """Whether one doubtful resolution counts."""

    resolution: strawberry.ID = column("Identifier of the resolution; the answers to it stand with it.")
    include: bool = column("Whether what it says counts from now on.")
    reason: str = column("Why, 3 to 2,000 characters.")


@change_input()
class DecideQuarantineInput:
    """Decisions about doubtful resolutions: all hold, or none."""

    items: list[QuarantineDecisionInput] = column("1 to 200 decisions.")
    idempotency_key: str | None = idempotency_key()

    def command(self) -> DecideQuarantine:
        """The command that this input is."""
        items = tuple(QuarantineDecision(**vars(item)) for item in self.items)
        return DecideQuarantine(items=items, idempotency_key=self.idempotency_key)


@described
class DecideQuarantinePayload:
    """The decisions hold, and the scores they move have moved."""

    ids: list[strawberry.ID] = column("Identifiers of the resolutions, in the order given.")


def _write(decided: DecidedQuarantine, _: DecideQuarantineInput) -> DecideQuarantinePayload:
    ids = [strawberry.ID(format_id("Resolution", key)) for key in decided.resolution_ids]
    return DecideQuarantinePayload(ids=ids)


decide_quarantine = mutation(
    quarantine.decide_quarantine,
    given=DecideQuarantineInput,
    payload=DecideQuarantinePayload,
    write=_write,
    description="Let doubtful resolutions count, or not. For the inspectorate, and for complaint officers, appraisers"
    " and unit heads who see the case: not for whoever handled or assigned it, nor for anybody below them.",
    result="The decisions, or everything that is wrong.",
)
