"""Deciding whether doubtful resolutions and suspect answers count."""

import strawberry

from resolvers.cases import quarantine
from resolvers.cases.quarantine import DecidedQuarantine, DecideQuarantine, QuarantineDecision
from schema.descriptions import described
from schema.fields import column
from schema.mutations.factory import mutation
from schema.mutations.inputs import change_input, idempotency_key, optional


@change_input()
class QuarantineDecisionInput:
    """Whether one doubtful resolution, or one suspect answer, counts; name one of them."""

    resolution: strawberry.ID | None = optional("Identifier of the resolution; the answers to it stand with it.")
    feedback: strawberry.ID | None = optional("Identifier of a citizen's answer, for whoever sees answers.")
    include: bool = column("Whether what it says counts from now on.")
    reason: str = column("Why, 3 to 2,000 characters.")


@change_input()
class DecideQuarantineInput:
    """Decisions about doubtful resolutions and suspect answers: all hold, or none."""

    items: list[QuarantineDecisionInput] = column("1 to 200 decisions.")
    idempotency_key: str | None = idempotency_key()

    def command(self) -> DecideQuarantine:
        """The command that this input is."""
        items = tuple(QuarantineDecision(**vars(item)) for item in self.items)
        return DecideQuarantine(items=items, idempotency_key=self.idempotency_key)


@described
class DecideQuarantinePayload:
    """The decisions hold, and the scores they move have moved."""

    ids: list[strawberry.ID] = column("Identifiers of the resolutions and answers, in the order given.")


def _write(decided: DecidedQuarantine, _: DecideQuarantineInput) -> DecideQuarantinePayload:
    return DecideQuarantinePayload(ids=[strawberry.ID(key) for key in decided.ids])


decide_quarantine = mutation(
    quarantine.decide_quarantine,
    given=DecideQuarantineInput,
    payload=DecideQuarantinePayload,
    write=_write,
    description="Let doubtful resolutions and suspect answers count, or not. For the inspectorate, and for complaint"
    " officers, appraisers and unit heads who see the case, about answers for the inspectorate alone: not for whoever"
    " handled or assigned it or may be credited with it, nor for anybody below them.",
    result="The decisions, or everything that is wrong.",
)
