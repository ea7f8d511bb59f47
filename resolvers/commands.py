"""One change from the request to its commit: what it is asked with, and what it is answered."""

import hashlib
import hmac
from collections.abc import Awaitable, Callable, Sequence, Sized
from dataclasses import dataclass, replace
from datetime import datetime

import orjson

from db.database import Transaction
from db.repositories.commits import Change, IdempotencyKey, Notice, StoredAnswer, Told, claim_key, commit_change
from domain.access import ANYONE, Principal, check_action
from domain.cases.reporters import acts_as_reporter
from domain.keyring import Keys, Purpose
from domain.problems import refuse
from domain.validation import check_text
from graph.exchanges import current
from resolvers.context import Context

LONGEST_KEY = 100


@dataclass(frozen=True, kw_only=True)
class Command:
    """What every input carries: the name that the client gave to this request, if it may come twice."""

    idempotency_key: str | None = None


_OF_CASE = Told("Case")


@dataclass(frozen=True)
class ChangeRequest:
    """An action that the principal's role allows, when it was asked for, and the key under which its answer is kept."""

    action: str
    principal: Principal
    at: datetime
    key: IdempotencyKey | None

    def to_change(self, answer: StoredAnswer, notices: Sequence[Notice], told: Told = _OF_CASE) -> Change:
        """What the change ends with.

        The audit names no request in which somebody acts as a reporter, neither with that nor with what else is in it.
        """
        if not acts_as_reporter(self.action):
            told = replace(told, request_id=current().recorded_id)
        return Change(self.principal, self.action, self.at, answer, notices, self.key, told)


Work = Callable[[Transaction, ChangeRequest], Awaitable[Change]]


async def carry_out(
    context: Context, action: str, command: Command, work: Work, reporter: bytes | None = None
) -> StoredAnswer:
    """Do in one transaction what is asked for, and note who did it; or answer as before, to a key that came before.

    Refuses what `open_request` refuses, IDEMPOTENCY_KEY_REUSED, and what `work` does.
    """
    at = context.database.clock()
    request = open_request(action, context.principal, context.keys, command, at=at, reporter=reporter)
    async with context.database.transaction() as transaction:
        answer = await claim_key(transaction, request.key)
        if answer is None:
            change = await work(transaction, request)
            await commit_change(transaction, change)
            answer = change.answer
    return answer


def open_request(
    action: str, principal: Principal, keys: Keys, command: Command, *, at: datetime, reporter: bytes | None = None
) -> ChangeRequest:
    """A request for `action`.

    Whoever acts as the reporter of a case is a citizen to everything that is stored, whatever they signed in as.
    `reporter` is what they alone hold: their keys are known by it, and two of their keys by nothing in common.
    Refuses FORBIDDEN where the role may not do this, and keys that are empty, too long or invisible.
    """
    check_action(principal, action)
    who = principal if reporter is None else ANYONE
    if command.idempotency_key is None:
        return ChangeRequest(action, who, at, None)
    secret = keys.current(Purpose.IDEMPOTENCY).secret
    key = check_text(command.idempotency_key, "idempotency_key", limit=LONGEST_KEY)
    if reporter is not None:
        key = _bind(secret, action, reporter, key)
    named = IdempotencyKey(who.key_scope(action), key, _fingerprint(secret, command), at)
    return ChangeRequest(action, who, at, named)


def _bind(secret: bytes, action: str, reporter: bytes, key: str) -> str:
    """A keyed hash of a reporter's key and of what they alone hold."""
    named = b":".join((action.encode(), reporter, key.encode()))
    return hmac.digest(secret, b"reporter's key " + named, hashlib.sha256).hex()


def _fingerprint(secret: bytes, command: Command) -> bytes:
    """A keyed hash of the input: it tells nobody what was written, not even by trying short inputs."""
    written = orjson.dumps(vars(command) | {"idempotency_key": None}, default=str)
    return hmac.digest(secret, written, hashlib.sha256)


LARGEST_BATCH = 1_000


def check_size(items: Sized, limit: int = LARGEST_BATCH) -> None:
    """Refuse REQUIRED for no items at all, TOO_MANY_ITEMS for more than `limit`."""
    if not items:
        raise refuse("REQUIRED", "items", value="items")
    if len(items) > limit:
        raise refuse("TOO_MANY_ITEMS", "items", length=len(items), limit=limit)
