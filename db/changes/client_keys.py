"""Answers by client key: a change that is asked for twice is made once, and answered alike."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg
import orjson
from sqlalchemy import bindparam, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from db.changes.inserts import insert_row
from db.statements.compiled import prepare
from db.tables.audit import client_keys
from domain.problems import refuse

_UNANSWERED = UUID(int=0)
_THIS_KEY = (
    client_keys.c.scope == bindparam("client_keys_scope"),
    client_keys.c.client_key == bindparam("client_keys_client_key"),
)

# Whoever claims first goes on; a second caller waits here until the first has answered or failed.
CLAIM = (
    insert(client_keys)
    .values(
        scope=bindparam("client_keys_scope"),
        client_key=bindparam("client_keys_client_key"),
        fingerprint=bindparam("client_keys_fingerprint"),
        subject_id=_UNANSWERED,
        answer={},
    )
    .on_conflict_do_nothing(index_elements=["scope", "client_key"])
    .returning(client_keys.c.id)
)
# For a change that is one statement, and so needs no claim before it.
STORE = insert_row(client_keys, ("scope", "client_key", "fingerprint", "subject_id", "answer"))
ANSWER = (
    update(client_keys)
    .where(*_THIS_KEY)
    .values(subject_id=bindparam("client_keys_subject_id"), answer=bindparam("client_keys_answer"))
)
_READ = select(client_keys.c.fingerprint, client_keys.c.subject_id, client_keys.c.answer).where(*_THIS_KEY)
_RECALL = prepare(_READ)


class KeyTakenError(Exception):
    """The client key is there already."""


@dataclass(frozen=True)
class ClientKey:
    """The name a caller gave to one request: `scope` says which action and who asks, `fingerprint` with what input."""

    scope: str
    key: str
    fingerprint: bytes


@dataclass(frozen=True)
class Answer:
    """What a request was answered with: the row it is about, and what else the answer holds, as JSON."""

    subject_id: UUID
    detail: Mapping[str, Any]


def key_values(key: ClientKey) -> dict[str, Any]:
    """The parameters of `CLAIM`."""
    return {
        "client_keys_scope": key.scope,
        "client_keys_client_key": key.key,
        "client_keys_fingerprint": key.fingerprint,
    }


def answer_values(key: ClientKey, answer: Answer) -> dict[str, Any]:
    """The parameters of `ANSWER`."""
    return {
        "client_keys_scope": key.scope,
        "client_keys_client_key": key.key,
        "client_keys_subject_id": answer.subject_id,
        "client_keys_answer": dict(answer.detail),
    }


async def claim(connection: AsyncConnection, key: ClientKey | None) -> Answer | None:
    """Reserve a key for this transaction; the answer of the transaction that did so before, where there was one.

    Refuses CLIENT_KEY_REUSED when that one had other input.
    """
    if key is None or (await connection.execute(CLAIM, key_values(key))).first() is not None:
        return None
    fingerprint, subject_id, detail = (await connection.execute(_READ, key_values(key))).one()
    return _answer(key, fingerprint, subject_id, detail)


async def read_answer(connection: asyncpg.Connection, key: ClientKey) -> Answer:
    """The answer under a key that is taken; refuses like `claim`."""
    [(fingerprint, subject_id, detail)] = await _RECALL.fetch(connection, key_values(key))
    return _answer(key, fingerprint, subject_id, orjson.loads(detail))


def _answer(key: ClientKey, fingerprint: bytes, subject_id: UUID, detail: Mapping[str, Any]) -> Answer:
    if fingerprint != key.fingerprint:
        raise refuse("CLIENT_KEY_REUSED", "client_key")
    return Answer(subject_id, detail)
