"""The budgets of clients in this process: portions are drawn from the database, and spent without asking it again."""

import asyncio
import hashlib
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Coroutine, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from db.database import Database
from db.pool import UNAVAILABLE
from db.repositories.budgets import charge_points, draw_points, forget_budgets
from domain.access import Principal
from domain.budgets import STAFF, STRANGERS, BudgetKind, Level, Limit, ready_at
from domain.problems import refuse
from domain.terms import Role

_logger = logging.getLogger("simpul.budgets")

Limits = Mapping[BudgetKind, Limit]

# Clients that a process knows at once: a portion takes some three hundred bytes.
MOST_PORTIONS = 20_000
# How long a portion may be spent; what is left then is lost, so that nobody saves up in many processes.
PORTION_TIME = timedelta(seconds=60)
# By then every bucket is full.
FORGET_AFTER = timedelta(hours=2)
_NAMES = 1_000


class Standing(NamedTuple):
    """What the client's budget of cost holds, what this operation took of it, and when it is full again."""

    limit: int
    cost: int
    remaining: int
    reset_at: datetime

    @property
    def used(self) -> int:
        """What was taken and has not flowed back yet."""
        return self.limit - self.remaining


@dataclass(slots=True)
class Portion:
    """What this process may still spend for one client, until when, and what the bucket held when it was drawn.

    Until `refused_until` the bucket does not hold `refused` points.
    """

    left: int
    until: datetime
    level: Level
    refused_until: datetime | None = None
    refused: int = 1
    low: int = 0
    drawing: asyncio.Task[None] | None = None


class Client(NamedTuple):
    """Who pays: `name` is the address of a stranger, or which person or program, `address` where both come from."""

    name: str
    address: str
    limits: Limits


@lru_cache(_NAMES)
def _name_of(principal: Principal) -> str:
    return f"{principal.role}:{principal.caller_id or principal.unit_id or ''}"


class Budgets:
    """Portions of the buckets of many clients; the least recently used are lost when there are too many."""

    def __init__(
        self, database: Database, key: bytes, changed: Limits | None = None, most: int = MOST_PORTIONS
    ) -> None:
        self._database, self._key, self._most = database, key, most
        self.strangers: Limits = {**STRANGERS, **(changed or {})}
        self.staff: Limits = {**STAFF, **(changed or {})}
        self._portions: OrderedDict[tuple[BudgetKind, str], Portion] = OrderedDict()
        self._turns: dict[tuple[BudgetKind, str], asyncio.Lock] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._forgotten_at = database.clock()

    def client(self, principal: Principal, address: str) -> Client:
        """Who pays for a request."""
        if principal.role is Role.CITIZEN and principal.employee_id is None:
            return Client(address, address, self.strangers)
        return Client(_name_of(principal), address, self.staff)

    def now(self) -> datetime:
        """The moment by which budgets are kept."""
        return self._database.clock()

    def spend(self, kind: BudgetKind, client: Client, amount: int, now: datetime) -> Awaitable[None] | None:
        """Take points. At once where this process has them, else to be awaited; refuses RATE_LIMITED."""
        name, limit = client.name, client.limits[kind]
        # What costs more than a whole bucket costs a whole bucket.
        amount = min(amount, limit.capacity)
        portion = self._portions.get((kind, name))
        if portion is None or portion.until <= now:
            return self._draw_and_spend(kind, limit, name, amount)
        if portion.left >= amount:
            portion.left -= amount
            if portion.left < portion.low and portion.drawing is None and portion.refused_until is None:
                self._draw_ahead(kind, limit, name, portion)
            return None
        if portion.refused_until is not None and portion.refused_until > now and amount >= portion.refused:
            raise _limited(portion.refused_until - now)
        return self._draw_and_spend(kind, limit, name, amount)

    def check(self, kind: BudgetKind, name: str) -> None:
        """Refuse RATE_LIMITED to whom too much was charged, as far as this process knows."""
        portion, now = self._find(kind, name), self._database.clock()
        if portion is not None and portion.refused_until is not None and portion.refused_until > now:
            raise _limited(portion.refused_until - now)

    async def charge(self, kind: BudgetKind, limits: Limits, name: str, amount: int = 1) -> None:
        """Charge for what has happened already; from when on `check` refuses, all processes learn by their own."""
        now, limit = self._database.clock(), limits[kind]
        with suppress(*UNAVAILABLE):
            level = await charge_points(self._database, self._bucket(kind, name), limit, now, amount)
            refused = ready_at(limit, level, 1) if level.left < 1 else None
            self._keep(kind, name, Portion(0, now + PORTION_TIME, level, refused))

    def standing(self, kind: BudgetKind, client: Client, cost: int, now: datetime) -> Standing:
        """What is left of a budget, as far as this process knows: its own portion and what the bucket held."""
        limit, portion = client.limits[kind], self._portions.get((kind, client.name))
        if portion is None:
            return Standing(limit.capacity, cost, limit.capacity, now)
        # Each answer tells it, so it is written out what `fill` and `ready_at` would say.
        passed = (now - portion.level.at).total_seconds()
        left = min(limit.capacity, max(0.0, portion.level.left + limit.rate * passed) + portion.left)
        return Standing(limit.capacity, cost, int(left), now + timedelta(seconds=(limit.capacity - left) / limit.rate))

    def close(self) -> None:
        """Draw no more."""
        for task in self._tasks:
            task.cancel()

    def _find(self, kind: BudgetKind, name: str) -> Portion | None:
        portion = self._portions.get((kind, name))
        if portion is not None:
            self._portions.move_to_end((kind, name))
        return portion

    def _keep(self, kind: BudgetKind, name: str, portion: Portion) -> None:
        self._portions[kind, name] = portion
        if len(self._portions) > self._most:
            self._portions.popitem(last=False)
        # Whoever comes but once leaves a row, too.
        now = portion.until - PORTION_TIME
        if now - self._forgotten_at > FORGET_AFTER:
            self._forgotten_at = now
            self._begin(self._forget_full(now))

    async def _draw_and_spend(self, kind: BudgetKind, limit: Limit, name: str, amount: int) -> None:
        """Of several that need a portion at once, one draws it."""
        turn = self._turns.setdefault((kind, name), asyncio.Lock())
        try:
            async with turn:
                portion = self._present(kind, name)
                if portion is None or portion.left < amount:
                    portion = await self._draw(kind, limit, name, amount)
                if portion is not None and portion.left < amount:
                    raise _limited((portion.refused_until or portion.until) - self._database.clock())
                if portion is not None:
                    portion.left -= amount
        finally:
            if not turn.locked():
                self._turns.pop((kind, name), None)

    async def _draw(self, kind: BudgetKind, limit: Limit, name: str, amount: int) -> Portion | None:
        """A portion, added to what is left of the last; None where the database cannot be asked: it refuses itself."""
        now, bucket = self._database.clock(), self._bucket(kind, name)
        least = max(1, amount - self._left(kind, name))
        try:
            level, drawn = await draw_points(
                self._database, bucket, limit, now, least=least, most=max(least, limit.portion)
            )
        except UNAVAILABLE:
            _logger.warning("budgets cannot be drawn", exc_info=True)
            return None
        # What was left may have been spent meanwhile.
        portion = Portion(self._left(kind, name) + drawn, now + PORTION_TIME, level, low=limit.portion // 4)
        if not drawn:
            portion.refused_until, portion.refused = ready_at(limit, level, least), amount
        self._keep(kind, name, portion)
        return portion

    def _present(self, kind: BudgetKind, name: str) -> Portion | None:
        portion = self._portions.get((kind, name))
        return portion if portion is not None and portion.until > self._database.clock() else None

    def _left(self, kind: BudgetKind, name: str) -> int:
        portion = self._present(kind, name)
        return 0 if portion is None else portion.left

    def _draw_ahead(self, kind: BudgetKind, limit: Limit, name: str, portion: Portion) -> None:
        """Draw the next portion while this one is spent."""

        async def draw() -> None:
            await self._draw(kind, limit, name, limit.portion)

        portion.drawing = self._begin(draw())

    def _begin(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Do something beside what is asked."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _forget_full(self, now: datetime) -> None:
        with suppress(*UNAVAILABLE):
            await forget_budgets(self._database, now - FORGET_AFTER)

    def _bucket(self, kind: BudgetKind, name: str) -> str:
        """Under this key a bucket is kept: it names a client to nobody who reads the table."""
        return hashlib.blake2b(f"{kind}:{name}".encode(), key=self._key[:64], digest_size=16).hexdigest()


def _limited(wait: timedelta) -> Exception:
    """The refusal, with the whole seconds to wait."""
    return refuse("RATE_LIMITED", seconds=max(1, int(wait.total_seconds() + 1)))
