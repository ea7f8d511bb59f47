"""What every change ends with: audit entry, answer to the idempotency key and notices, in one statement."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
import orjson
from sqlalchemy import ARRAY, Insert, Select, Text, Update, bindparam, cast, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from db.statements.compiled import prepare
from db.statements.rows import insert_row, values_of_row
from db.tables.audit import audit_entries, idempotency_keys
from db.tables.cases import cases
from domain.access import Principal
from domain.accounts.services import service_of
from domain.problems import refuse

_UNANSWERED = UUID(int=0)
_THIS_KEY = (
    idempotency_keys.c.scope == bindparam("idempotency_keys_scope"),
    idempotency_keys.c.idempotency_key == bindparam("idempotency_keys_idempotency_key"),
)

# Whoever claims first goes on; a second caller waits here until the first has answered or failed.
_CLAIM = prepare(
    insert(idempotency_keys)
    .values(
        scope=bindparam("idempotency_keys_scope"),
        idempotency_key=bindparam("idempotency_keys_idempotency_key"),
        fingerprint=bindparam("idempotency_keys_fingerprint"),
        at=bindparam("idempotency_keys_at"),
        subject_id=_UNANSWERED,
        answer={},
    )
    .on_conflict_do_nothing(index_elements=["scope", "idempotency_key"])
    .returning(idempotency_keys.c.id)
)
# For a change that is one statement, and so needs no claim before it.
STORE = insert_row(idempotency_keys, ("scope", "idempotency_key", "fingerprint", "at", "subject_id", "answer"))
ANSWER = (
    update(idempotency_keys)
    .where(*_THIS_KEY)
    .values(subject_id=bindparam("idempotency_keys_subject_id"), answer=bindparam("idempotency_keys_answer"))
)
_ANSWERED = (idempotency_keys.c.fingerprint, idempotency_keys.c.subject_id, cast(idempotency_keys.c.answer, Text))
_RECALL = prepare(select(*_ANSWERED).where(*_THIS_KEY))
_RECALL_RECEIPT = prepare(
    select(*_ANSWERED, cases.c.ticket).join(cases, cases.c.id == idempotency_keys.c.subject_id).where(*_THIS_KEY)
)


class KeyTakenError(Exception):
    """The idempotency key is there already."""


@dataclass(frozen=True)
class IdempotencyKey:
    """The name a caller gave to one request: `scope` says which action and who asks, `fingerprint` with what input."""

    scope: str
    key: str
    fingerprint: bytes
    at: datetime


@dataclass(frozen=True)
class StoredAnswer:
    """What a request was answered with: the row it is about, and what else the answer holds, as JSON."""

    subject_id: UUID
    detail: Mapping[str, Any]


def key_values(key: IdempotencyKey) -> dict[str, Any]:
    """The parameters that name a key and its input."""
    return {
        "idempotency_keys_scope": key.scope,
        "idempotency_keys_idempotency_key": key.key,
        "idempotency_keys_fingerprint": key.fingerprint,
        "idempotency_keys_at": key.at,
    }


def answer_values(key: IdempotencyKey, answer: StoredAnswer) -> dict[str, Any]:
    """The parameters of `ANSWER`."""
    return {
        "idempotency_keys_scope": key.scope,
        "idempotency_keys_idempotency_key": key.key,
        "idempotency_keys_subject_id": answer.subject_id,
        "idempotency_keys_answer": dict(answer.detail),
    }


async def claim_key(connection: AsyncConnection, key: IdempotencyKey | None) -> StoredAnswer | None:
    """Reserve a key for this transaction; the answer of the transaction that did so before, where there was one.

    Refuses IDEMPOTENCY_KEY_REUSED when that one had other input.
    """
    if key is None or await _CLAIM.fetch(connection, key_values(key)):
        return None
    return await read_answer(connection, key)


async def read_answer(connection: asyncpg.Connection | AsyncConnection, key: IdempotencyKey) -> StoredAnswer:
    """The answer under a key that is taken; refuses like `claim_key`."""
    [(fingerprint, subject_id, detail)] = await _RECALL.fetch(connection, key_values(key))
    return _check_input(key, fingerprint, StoredAnswer(subject_id, orjson.loads(detail)))


async def read_receipt(connection: asyncpg.Connection, key: IdempotencyKey) -> tuple[StoredAnswer, str]:
    """The same where it is about a case, and the ticket of that."""
    [(fingerprint, subject_id, detail, ticket)] = await _RECALL_RECEIPT.fetch(connection, key_values(key))
    return _check_input(key, fingerprint, StoredAnswer(subject_id, orjson.loads(detail))), str(ticket)


def _check_input(key: IdempotencyKey, fingerprint: bytes, answer: StoredAnswer) -> StoredAnswer:
    if fingerprint != key.fingerprint:
        raise refuse("IDEMPOTENCY_KEY_REUSED", "idempotency_key")
    return answer


_PAYLOAD = func.unnest(bindparam("notices", type_=ARRAY(Text))).column_valued("notice")

# Delivered when the transaction commits, and only then.
NOTIFY = select(func.pg_notify(func.current_schema(), _PAYLOAD))


@dataclass(frozen=True)
class ComplaintChanged:
    """Something happened to a case."""

    case_id: UUID

    @property
    def payload(self) -> dict[str, str]:
        """What listeners read."""
        return {"topic": "complaint", "id": str(self.case_id)}


@dataclass(frozen=True)
class ScoreChanged:
    """The stored score of an employee is another one now."""

    employee_id: UUID

    @property
    def payload(self) -> dict[str, str]:
        """What listeners read."""
        return {"topic": "score", "employee": str(self.employee_id)}


@dataclass(frozen=True)
class SessionEnded:
    """A session of somebody ended: access tokens that name it are worth nothing any more."""

    session_id: UUID

    @property
    def payload(self) -> dict[str, str]:
        """What listeners read; all who wait for `("session", "ended")` are woken."""
        return {"topic": "session", "id": "ended", "session": str(self.session_id)}


SERVICES_CHANGED = ("service", "changed")


@dataclass(frozen=True)
class ServicesChanged:
    """Service accounts or their keys were made or revoked."""

    @property
    def payload(self) -> dict[str, str]:
        """What listeners read."""
        topic, word = SERVICES_CHANGED
        return {"topic": topic, "id": word}


Notice = ComplaintChanged | ScoreChanged | SessionEnded | ServicesChanged


def notice_values(notices: Iterable[Notice]) -> dict[str, Any]:
    """The parameters of `NOTIFY`: compact JSON, ids as plain UUIDs."""
    return {"notices": [orjson.dumps(notice.payload).decode() for notice in notices]}


_NOTIFY = prepare(NOTIFY)


async def notify(connection: AsyncConnection, notices: Iterable[Notice]) -> None:
    """Tell listeners what nobody's change, but time, has brought about."""
    await _NOTIFY.fetch(connection, notice_values(notices))


_NOTED = (
    *("at", "role", "actor_id", "action", "subject_id", "detail"),
    *("subject_type", "before", "after", "request_id"),
)
_ENTRY = insert_row(audit_entries, _NOTED)


@dataclass(frozen=True)
class Told:
    """What the audit tells of a change beside who made it: the subject's type, and what differs before and after.

    Words, numbers and keys: never a text that somebody wrote, never a reporter, never a secret. `request_id` is what
    the log knows the request by.
    """

    subject_type: str
    before: Mapping[str, Any] | None = None
    after: Mapping[str, Any] | None = None
    request_id: str | None = None


@dataclass(frozen=True)
class Change:
    """Who did what to which row and when, what the caller is answered, who is told, and what the audit tells."""

    principal: Principal
    action: str
    at: datetime
    answer: StoredAnswer
    notices: Sequence[Notice]
    key: IdempotencyKey | None
    told: Told


def commit_statement(*rows: Insert | Update) -> Select[Any]:
    """The statement that ends a change, along with what `rows` write."""
    return NOTIFY.add_cte(*[row.cte(f"part_{number}") for number, row in enumerate((*rows, _ENTRY))])


_COMMIT = {False: prepare(commit_statement()), True: prepare(commit_statement(ANSWER))}


def commit_values(change: Change) -> dict[str, Any]:
    """The parameters of `commit_statement`, apart from those of its `rows`; those of `ANSWER` are among them."""
    who, answer, told = change.principal, change.answer, change.told
    detail = dict(answer.detail) | service_of(who)
    said = (told.subject_type, told.before, told.after, told.request_id)
    entry = (change.at, who.role, who.person_id, change.action, answer.subject_id, detail, *said)
    answered = answer_values(change.key, change.answer) if change.key else {}
    return values_of_row(audit_entries, _NOTED, entry) | notice_values(change.notices) | answered


async def commit_change(connection: AsyncConnection, change: Change) -> None:
    """Write the audit entry, answer the idempotency key and notify."""
    await _COMMIT[change.key is not None].fetch(connection, commit_values(change))
