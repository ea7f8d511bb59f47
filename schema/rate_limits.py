"""What the client may still ask, as a part of the graph."""

from datetime import datetime

import strawberry

from schema.descriptions import described
from schema.fields import column
from schema.info import Info


@described
class RateLimit:
    """What the client may still ask. Each operation costs points, which flow back steadily."""

    limit: int = column("How many points the budget holds at most.")
    cost: int = column("What this operation took.")
    remaining: int = column("How many points are left.")
    used: int = column("How many points were taken and have not flowed back yet.")
    reset_at: datetime = column("When the budget is full again, if nothing more is asked.")


def read_rate_limit(info: Info) -> RateLimit | None:
    """The standing of whoever asks."""
    allowance = info.context.allowance
    return None if allowance is None else allowance.standing()  # type: ignore[return-value]


@described
class RateLimitQuery:
    """Everything that can be asked."""

    rate_limit: RateLimit | None = strawberry.field(
        resolver=read_rate_limit, description="What the client may still ask; null where nothing is bounded."
    )
