"""A citizen's answer stored by hand: one transaction that reads and leaves the same rows as the service's mutation.

It is held, so that it says nothing of anybody yet; see `releasing`.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

import asyncpg
import orjson
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bench.idempotency import bind_key
from bench.statements import read_statement
from db.keys import new_key
from domain.cases.citizens import mark_answer, name_ways
from domain.cases.tickets import hash_access

ZONE = ZoneInfo("Asia/Jakarta")
CLAIM = read_statement("rate_claim")
RECALL = read_statement("rate_recall")
LOCK = read_statement("rate_lock")
HISTORY = read_statement("case_history")
STORE = read_statement("rate_store")
ROLE = "CITIZEN"
AWAITED = '{"topic":"due_work","id":"new"}'
KEY_BYTES = 32


@dataclass(frozen=True)
class Counter:
    """Takes in answers by ticket and access code, under one secret for codes, marks and fingerprints."""

    secret: bytes

    @cached_property
    def marking(self) -> tuple[bytes, bytes]:
        """The keys of marks: that of the secret's version, and the secret itself, which was one before versions."""
        return HKDF(SHA256(), KEY_BYTES, salt=None, info=b"simpul answers 1").derive(self.secret), self.secret

    async def rate(self, pool: asyncpg.Pool, sent: dict[str, Any], device: str) -> dict[str, Any]:
        """Store an answer from a device; the same idempotency key again is answered as before."""
        access_hash = hash_access(self.secret, sent["ticket"], sent["accessCode"])
        key = bind_key(self.secret, "rateResolution", access_hash, sent["idempotencyKey"])
        fingerprint = hmac.digest(self.secret, orjson.dumps(sent), hashlib.sha256)
        async with pool.acquire() as connection, connection.transaction():
            if await connection.fetchval(CLAIM, ROLE, key, fingerprint) is None:
                return {"id": await connection.fetchval(RECALL, ROLE, key)}
            case_id = await connection.fetchval(LOCK, access_hash)
            case = await connection.fetchrow(HISTORY, case_id)
            now, feedback_id = datetime.now(UTC), new_key()
            held_until = now + timedelta(hours=case["hold_hours"])
            told = orjson.dumps({"feedback": feedback_id, "heldUntil": held_until}).decode()
            answer = (feedback_id, case["resolution_id"], sent["treatment"], sent["outcome"], held_until)
            notices = [AWAITED, orjson.dumps({"topic": "complaint", "id": str(case_id)}).decode()]
            kept = (self.mark(device), ROLE, told, key, notices)
            await connection.execute(STORE, case_id, case["last"] + 1, now, *answer, *kept)
        return {"id": str(feedback_id)}

    def mark(self, device: str) -> list[bytes]:
        """By what the answers of one citizen are recognised: none of these was invited, or has left a contact."""
        known_by = list(name_ways(device, None, None, None))
        return [mark for secret in self.marking for mark in mark_answer(secret, known_by)]
