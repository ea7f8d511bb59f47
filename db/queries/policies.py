"""The scoring policy in force on a day."""

from datetime import date

from sqlalchemy import Date, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from db.tables.scoring import policies
from domain.policies import Policy, parse_policy

_DAY = bindparam("day", type_=Date())
_LOAD = (
    select(policies.c.id, policies.c.version, policies.c.parameters)
    .order_by(
        (policies.c.effective_from <= _DAY).desc(),
        func.abs(policies.c.effective_from - _DAY),
        policies.c.version.desc(),
    )
    .limit(1)
)


async def load_policy(connection: AsyncConnection, on: date) -> Policy:
    """The policy in force on a day, the first one before there was any; refuses POLICY_PARAMETER if it is unusable."""
    row = (await connection.execute(_LOAD, {"day": on})).one()
    return parse_policy(row.id, row.version, row.parameters)
