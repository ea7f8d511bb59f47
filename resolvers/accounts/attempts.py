"""Counting attempts before they are decided, so that many at once gain nothing."""

import math
from collections.abc import Sequence
from datetime import datetime

from db.database import Transaction
from db.repositories.sign_ins import Bucket, forget_attempts, lock_counts, store_counts
from domain.accounts.attempts import Counter, remaining_wait, slowing_counters
from domain.problems import refuse
from resolvers.accounts.context import Client, SignInContext
from resolvers.accounts.tokens import name_bucket


def password_buckets(context: SignInContext, client: Client, login: str, *, known_device: bool) -> list[Bucket]:
    """Where an attempt with a password for a login is counted, whether there is such an account or not."""
    origins = {Counter.NEIGHBOURHOOD: client.neighbourhood, Counter.DEVICE: client.device or "", Counter.ACCOUNT: ""}
    return [
        Bucket(counter, name_bucket(context.keys, counter, login, origins[counter]))
        for counter in slowing_counters(known_device=known_device)
    ]


def factor_buckets(context: SignInContext, login: str) -> list[Bucket]:
    """Where attempts with a second factor are counted."""
    return [Bucket(Counter.SECOND_FACTOR, name_bucket(context.keys, Counter.SECOND_FACTOR, login))]


async def reserve_attempt(transaction: Transaction, buckets: Sequence[Bucket], now: datetime) -> None:
    """Count an attempt as failed until it is known to be none. Refuses TOO_MANY_ATTEMPTS, and then counts nothing."""
    counts = await lock_counts(transaction, buckets, now)
    if wait := remaining_wait(counts, now):
        raise refuse("TOO_MANY_ATTEMPTS", seconds=math.ceil(wait.total_seconds()))
    await store_counts(transaction, buckets, counts, now)


async def settle_attempts(transaction: Transaction, buckets: Sequence[Bucket]) -> None:
    """Forget the attempts of somebody who has proved who they are."""
    await forget_attempts(transaction, buckets)
