"""What a request spends of the budgets of its client, and an address of those of failed attempts to sign in."""

from collections.abc import AsyncIterator, Awaitable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress

from domain.budgets import BudgetKind
from domain.problems import Refused
from graph.execution import PreparedOperation
from resolvers.budgets import Budgets, Client, Standing

WRONG_CODES = frozenset({"WRONG_TICKET_OR_CODE", "WRONG_TOKEN"})


class Allowance:
    """The budgets of one client for one operation. What they do not suffice for is refused RATE_LIMITED."""

    def __init__(self, budgets: Budgets, client: Client) -> None:
        self._budgets, self._client, self._cost, self._now = budgets, client, 0, budgets.now()
        # After how many seconds it is worth while to send again what was refused within the operation.
        self.retry_after = 0

    @property
    def client(self) -> str:
        """Who asks, as budgets tell clients apart."""
        return self._client.name

    def ask(self) -> Awaitable[None] | None:
        """Take one request; to be awaited where that is not clear at once. Refuses RATE_LIMITED."""
        return self._spend(BudgetKind.REQUESTS, 1)

    def admit(self, prepared: PreparedOperation) -> Awaitable[None] | None:
        """Take what a prepared operation costs."""
        cost, changes = prepared.price
        return self.pay(cost, changes)

    def pay_before_reading(self, price: int) -> Awaitable[None] | None:
        """Take what it costs to read a document that was not seen before. Refuses RATE_LIMITED before it is read."""
        return self._spend(BudgetKind.COST, price) if price else None

    async def pay_for_reading(self, length: int) -> None:
        """Take what it cost to read a document in vain: a point for each of its characters, as far as there are any."""
        with suppress(Refused):
            if (waiting := self._spend(BudgetKind.COST, length)) is not None:
                await waiting

    def pay(self, cost: int, changes: int) -> Awaitable[None] | None:
        """Take what an operation costs, and its changes."""
        self._cost = cost
        return self._pay_all(cost, changes) if changes else self._spend(BudgetKind.COST, cost)

    async def _pay_all(self, cost: int, changes: int) -> None:
        for kind, amount in ((BudgetKind.WRITES, changes), (BudgetKind.COST, cost)):
            if (waiting := self._spend(kind, amount)) is not None:
                await waiting

    async def submit(self) -> None:
        """Take one complaint."""
        with self._telling():
            if (waiting := self._spend(BudgetKind.SUBMISSIONS, 1)) is not None:
                await waiting

    async def note_wrong_codes(self, number: int) -> None:
        """Take note of wrong access codes of an operation; refuses it where too many were wrong before.

        Right ones are never refused: nobody who shares an address with a guesser is kept from their case.
        """
        with self._telling():
            self._budgets.check(BudgetKind.WRONG_CODES, self._client.address)
        await self._budgets.charge(BudgetKind.WRONG_CODES, self._client.limits, self._client.address, number)

    @asynccontextmanager
    async def knock(self) -> AsyncIterator[None]:
        """Somebody gives an access code; that it is wrong is noted, and no longer told when too many were."""
        try:
            yield
        except Refused as refused:
            if any(problem.code in WRONG_CODES for problem in refused.problems):
                await self.note_wrong_codes(1)
            raise

    def standing(self) -> Standing:
        """What is left for queries."""
        return self._budgets.standing(BudgetKind.COST, self._client, self._cost, self._now)

    @contextmanager
    def _telling(self) -> Iterator[None]:
        """What is refused within an operation shows in its answer, not in the status of the whole."""
        try:
            yield
        except Refused as refused:
            self.retry_after = max(self.retry_after, *(int(problem.values["seconds"]) for problem in refused.problems))
            raise

    def _spend(self, kind: BudgetKind, amount: int) -> Awaitable[None] | None:
        return self._budgets.spend(kind, self._client, amount, self._now)


class FailedSignIns:
    """Slows down an address from which too many attempts to sign in fail, whichever accounts they are for."""

    def __init__(self, budgets: Budgets) -> None:
        self._budgets = budgets

    def check(self, address: str) -> None:
        """Refuse RATE_LIMITED after too many failures; called before a password is looked at."""
        self._budgets.check(BudgetKind.FAILED_SIGN_INS, address)

    async def note(self, address: str) -> None:
        """Take note of a failure."""
        await self._budgets.charge(BudgetKind.FAILED_SIGN_INS, self._budgets.strangers, address)
