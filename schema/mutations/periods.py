"""Drafting, opening and closing periods."""

import datetime as dt

import strawberry

from domain.terms import PeriodKind
from graph.identifiers import format_id
from resolvers.periods import changes
from resolvers.periods.changes import ChangedPeriod
from schema.descriptions import described
from schema.fields import column
from schema.mutations.factory import mutation
from schema.mutations.inputs import change_input, idempotency_key
from schema.mutations.payloads import period_after
from schema.references import Period

PERIOD = "Identifier of the period."


@change_input(changes.DraftPeriod)
class DraftPeriodInput:
    """Which month, quarter or year is to be a period."""

    kind: PeriodKind = column("A month, a quarter or a year.")
    day: dt.date = column("Any of its days.")
    idempotency_key: str | None = idempotency_key()


@change_input(changes.MovePeriod)
class OpenPeriodInput:
    """The period that opens."""

    period: strawberry.ID = column(PERIOD)
    idempotency_key: str | None = idempotency_key()


@change_input(changes.MovePeriod)
class BeginClosingPeriodInput:
    """The period that begins to close."""

    period: strawberry.ID = column(PERIOD)
    idempotency_key: str | None = idempotency_key()


@change_input(changes.MovePeriod)
class ClosePeriodInput:
    """The period that is to be closed."""

    period: strawberry.ID = column(PERIOD)
    idempotency_key: str | None = idempotency_key()


@described
class DraftPeriodPayload:
    """The period is drafted; it opens on its first day by itself."""

    id: strawberry.ID = column(PERIOD)
    period: Period | None = period_after()


@described
class OpenPeriodPayload:
    """The period is open, and what its answers are read against is fixed."""

    id: strawberry.ID = column(PERIOD)
    period: Period | None = period_after()


@described
class BeginClosingPeriodPayload:
    """The period is closing: what is in doubt is decided now."""

    id: strawberry.ID = column(PERIOD)
    period: Period | None = period_after()


@described
class ClosePeriodPayload:
    """The period closes within moments, when everybody was shown what they ended with; its state says when it has."""

    id: strawberry.ID = column(PERIOD)
    period: Period | None = period_after()


draft_period = mutation(
    changes.draft_period,
    given=DraftPeriodInput,
    payload=DraftPeriodPayload,
    write=lambda changed, _: DraftPeriodPayload(id=_name(changed)),
    description="Make a month, quarter or year a period. For the HR agency; later ones of its kind follow by"
    " themselves.",
    result="The period, or why there is none.",
)
open_period = mutation(
    changes.open_period,
    given=OpenPeriodInput,
    payload=OpenPeriodPayload,
    write=lambda changed, _: OpenPeriodPayload(id=_name(changed)),
    description="Open a period that has begun. For the HR agency; it opens by itself on its first day.",
    result="The period, or why it does not open.",
)
begin_closing_period = mutation(
    changes.begin_closing_period,
    given=BeginClosingPeriodInput,
    payload=BeginClosingPeriodPayload,
    write=lambda changed, _: BeginClosingPeriodPayload(id=_name(changed)),
    description="Begin to close a period that is over. For the HR agency; it begins by itself on the day after.",
    result="The period, or why it does not begin to close.",
)
close_period = mutation(
    changes.close_period,
    given=ClosePeriodInput,
    payload=ClosePeriodPayload,
    write=lambda changed, _: ClosePeriodPayload(id=_name(changed)),
    description="Close a period for good. For somebody of the HR agency who did not begin it, after ten working days at"
    " least, once nothing has waited for a decision for longer than that; it closes by itself on the day after.",
    result="The period, or what keeps it from closing.",
)


def _name(changed: ChangedPeriod) -> strawberry.ID:
    return strawberry.ID(format_id("Period", changed.period_id))
