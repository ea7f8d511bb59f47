"""Attempts to sign in, and the steps between a password and a session."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, case, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from db.tables.accounts import sign_in_attempts, sign_in_steps
from domain.accounts.attempts import Count, Counter
from domain.accounts.terms import StepKind


@dataclass(frozen=True)
class Bucket:
    """Where attempts are counted: `name` is a keyed hash of the account's login and of where the attempt comes from."""

    counter: Counter
    name: bytes


async def lock_counts(connection: AsyncConnection, buckets: Sequence[Bucket], now: datetime) -> list[Count]:
    """What was counted in these buckets, which nobody else changes meanwhile. Asked for in one order by everybody."""
    ordered = sorted(buckets, key=lambda bucket: bucket.name)
    rows = [{"bucket": bucket.name, "failures": 0, "last_at": now} for bucket in ordered]
    new = insert(sign_in_attempts).values(rows)
    locked = new.on_conflict_do_update(index_elements=["bucket"], set_={"bucket": new.excluded.bucket}).returning(
        sign_in_attempts.c.bucket, sign_in_attempts.c.failures, sign_in_attempts.c.last_at
    )
    counter = {bucket.name: bucket.counter for bucket in buckets}
    found = await connection.execute(locked)
    return [
        Count(counter[row.bucket], row.failures, row.last_at if row.failures else None)
        for row in sorted(found, key=lambda row: row.bucket)
    ]


async def store_counts(
    connection: AsyncConnection, buckets: Sequence[Bucket], counts: Sequence[Count], now: datetime
) -> None:
    """Count one more attempt in each of the buckets that `lock_counts` locked."""
    ordered = sorted(buckets, key=lambda bucket: bucket.name)
    failures = case(
        {bucket.name: count.current(now) + 1 for bucket, count in zip(ordered, counts, strict=True)},
        value=sign_in_attempts.c.bucket,
    )
    these = sign_in_attempts.c.bucket.in_([bucket.name for bucket in buckets])
    await connection.execute(update(sign_in_attempts).where(these).values(failures=failures, last_at=now))


async def forget_attempts(connection: AsyncConnection, buckets: Sequence[Bucket]) -> None:
    """Forget what was counted; of what all addresses did to an account, the one attempt that was not a failure."""
    shared = [bucket.name for bucket in buckets if bucket.counter is Counter.ACCOUNT]
    own = [bucket.name for bucket in buckets if bucket.counter is not Counter.ACCOUNT]
    await connection.execute(delete(sign_in_attempts).where(sign_in_attempts.c.bucket.in_(own)))
    less = func.greatest(sign_in_attempts.c.failures - 1, 0)
    await connection.execute(
        update(sign_in_attempts).where(sign_in_attempts.c.bucket.in_(shared)).values(failures=less)
    )


@dataclass(frozen=True)
class NewStep:
    """What somebody may do next, for as long as it holds; `detail` is what that needs to know."""

    kind: StepKind
    employee_id: UUID
    account_id: UUID | None
    detail: Mapping[str, Any]
    expires_at: datetime


@dataclass(frozen=True)
class Step:
    """A step in hand."""

    id: UUID
    kind: StepKind
    employee_id: UUID
    account_id: UUID | None
    detail: Mapping[str, Any]
    failures: int
    expires_at: datetime


async def add_step(connection: AsyncConnection, step: NewStep, token_hash: bytes) -> None:
    """Let whoever has the token of this hash go on."""
    await connection.execute(insert(sign_in_steps).values(vars(step) | {"token_hash": token_hash}))


_STEP = (
    select(*[sign_in_steps.c[name] for name in Step.__annotations__])
    .where(sign_in_steps.c.token_hash == bindparam("token_hash"))
    .with_for_update()
)


async def lock_step(connection: AsyncConnection, token_hash: bytes) -> Step | None:
    """The step of this token, which nobody else takes meanwhile."""
    row = (await connection.execute(_STEP, {"token_hash": token_hash})).mappings().one_or_none()
    return None if row is None else Step(**dict(row) | {"kind": StepKind(row["kind"])})


async def note_step_failure(connection: AsyncConnection, step: Step) -> None:
    """Count a wrong answer to a step."""
    one_more = sign_in_steps.c.failures + 1
    await connection.execute(update(sign_in_steps).where(sign_in_steps.c.id == step.id).values(failures=one_more))


async def delete_step(connection: AsyncConnection, step: Step) -> None:
    """A step is taken once."""
    await connection.execute(delete(sign_in_steps).where(sign_in_steps.c.id == step.id))


async def delete_steps(connection: AsyncConnection, account_id: UUID) -> None:
    """Let nobody go on with what was begun for an account."""
    await connection.execute(delete(sign_in_steps).where(sign_in_steps.c.account_id == account_id))
