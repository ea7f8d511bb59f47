"""Fitting what peers let expect, when a period opens by a policy of the second method."""

import asyncio
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace

from db.database import Transaction
from db.repositories.evidence import Stratum, average_strata
from db.repositories.peer_history import load_peer_history, store_frozen_kinds
from domain.scoring.context import Period
from domain.scoring.frozen_peers import FrozenKind, PeerHistory, freeze_kinds
from domain.scoring.periods import History
from domain.scoring.policies import Policy
from domain.terms import EvidenceKind

ANY = 1


@dataclass(frozen=True)
class Unfitted:
    """What was said before a period opens, and on how many cases and people its strata rest."""

    period: Period
    policy: Policy
    told: PeerHistory
    counted: Sequence[Stratum]


@dataclass(frozen=True)
class Fitted:
    """What a period is going to expect of each kind of which there is a history."""

    of: Unfitted
    kinds: Mapping[EvidenceKind, FrozenKind]


async def read_history(transaction: Transaction, period: Period, history: History, policy: Policy) -> Unfitted:
    """What a draft is fitted to."""
    told = await load_peer_history(transaction, history.first, history.last)
    return Unfitted(period, policy, told, await average_strata(transaction, history.first, history.last, ANY))


async def fit(unfitted: Unfitted) -> Fitted:
    """Fit it: it takes seconds, in a thread, so that others are answered meanwhile."""
    period, policy = unfitted.period, unfitted.policy
    return Fitted(unfitted, await asyncio.to_thread(freeze_kinds, unfitted.told, policy, period.days))


async def fit_many(many: Sequence[Unfitted], executor: Executor | None) -> list[Fitted]:
    """Fit many at once, by an executor's processes or else in threads: for whoever waits for nothing else."""
    return list(await asyncio.gather(*(_fit_parts(each, executor) for each in many)))


async def _fit_parts(unfitted: Unfitted, executor: Executor | None) -> Fitted:
    """Each kind by itself."""
    loop, told, policy = asyncio.get_running_loop(), unfitted.told, unfitted.policy
    histories = [replace(told, answers={kind: said}) for kind, said in told.answers.items()]
    parts = [loop.run_in_executor(executor, freeze_kinds, each, policy, unfitted.period.days) for each in histories]
    kinds = {kind: frozen for part in await asyncio.gather(*parts) for kind, frozen in part.items()}
    return Fitted(unfitted, kinds)


async def store_fitted(transaction: Transaction, fitted: Fitted) -> int:
    """Store it for good, while the period is a draft; of how many strata."""
    of = fitted.of
    return await store_frozen_kinds(transaction, of.period.id, fitted.kinds, of.counted, of.policy)
