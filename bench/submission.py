"""A complaint stored by hand: one transaction that leaves the same rows as the service's mutation."""

import hashlib
import hmac
import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property, lru_cache
from typing import Any
from uuid import UUID

import asyncpg
import orjson
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bench.idempotency import bind_key
from bench.statements import read_statement
from db.keys import new_key
from demo.government import GOVERNMENT
from domain.calendar import WorkingCalendar
from domain.cases.tickets import derive_access_code, format_ticket, hash_access

CATEGORY = read_statement("category")
SUBMIT = read_statement("submit")
RECALL = read_statement("recall")
ROLE = "CITIZEN"
NONCE_BYTES = 12
ATTEMPTS = 3


@lru_cache(maxsize=4)
def calendar_of(holidays: tuple[date, ...]) -> WorkingCalendar:
    """The calendar with these holidays."""
    return WorkingCalendar(GOVERNMENT.zone, frozenset(holidays), hours=GOVERNMENT.hours)


@dataclass(frozen=True)
class Desk:
    """Takes in complaints from the public with one secret for codes, contacts and fingerprints."""

    secret: bytes

    @cached_property
    def cipher(self) -> AESGCM:
        """What contacts are encrypted with."""
        return AESGCM(HKDF(SHA256(), 32, salt=None, info=b"contacts of reporters").derive(self.secret))

    async def submit(self, pool: asyncpg.Pool, sent: dict[str, Any]) -> dict[str, Any]:
        """Store a complaint; the same idempotency key again is answered as before, a taken ticket gives another."""
        for _ in range(ATTEMPTS):
            with suppress(asyncpg.UniqueViolationError):
                return await self.store(pool, sent)
        raise LookupError(sent["idempotencyKey"])

    async def store(self, pool: asyncpg.Pool, sent: dict[str, Any]) -> dict[str, Any]:
        """One attempt. Raises UniqueViolationError where the day's ticket is taken."""
        async with pool.acquire() as connection, connection.transaction():
            category = await connection.fetchrow(CATEGORY, UUID(sent["category"]))
            case_id = new_key()
            values, answer = self.compose(case_id, sent, category)
            if await connection.fetchval(SUBMIT, *values) is None:
                case_id, ticket, text = await connection.fetchrow(RECALL, ROLE, values[1])
                answer = orjson.loads(text) | {"ticket": ticket}
        return answer | {"accessCode": derive_access_code(self.secret, case_id)}

    def compose(
        self, case_id: UUID, sent: dict[str, Any], category: asyncpg.Record
    ) -> tuple[tuple[object, ...], dict[str, Any]]:
        """The parameters of the statement, and what the sender is told."""
        now = datetime.now(UTC)
        ticket = format_ticket(GOVERNMENT.ticket_prefix, GOVERNMENT.day_of(now), case_id.int)
        calendar = calendar_of(tuple(category["holidays"] or ()))
        days = category["resolve_working_days"]
        due_at = None if days is None else calendar.add_working_days(now, days)
        answer = {"ticket": ticket, "dueAt": due_at and due_at.isoformat()}
        stated = {"category": {"id": str(category["id"]), "code": category["code"]}}
        access_hash = hash_access(self.secret, ticket, derive_access_code(self.secret, case_id))
        nonce = os.urandom(NONCE_BYTES)
        contact = nonce + self.cipher.encrypt(nonce, orjson.dumps(sent["contact"]), case_id.bytes)
        return (
            ROLE,
            bind_key(self.secret, "submitComplaint", sent["idempotencySecret"].encode(), sent["idempotencyKey"]),
            hmac.digest(self.secret, orjson.dumps(sent), hashlib.sha256),
            case_id,
            orjson.dumps({"dueAt": answer["dueAt"]}).decode(),
            ticket,
            category["id"],
            access_hash,
            now,
            due_at,
            sent["description"],
            category["unit_id"],
            contact,
            orjson.dumps({"topic": "complaint", "id": case_id}).decode(),
            orjson.dumps(stated if due_at is None else stated | {"dueAt": due_at}).decode(),
        ), answer
