"""A citizen's answer stored by hand: one transaction that reads and leaves the same rows as the service's mutation.

Everything is done but the arithmetic: the new scores come along with the request.
"""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import asyncpg
import orjson

from bench.idempotency import bind_key
from bench.statements import read_statement
from db.keys import new_key
from domain.cases.tickets import hash_access

ZONE = ZoneInfo("Asia/Jakarta")
CLAIM = read_statement("rate_claim")
RECALL = read_statement("rate_recall")
LOCK = read_statement("rate_lock")
HISTORY = read_statement("rate_history")
CONTEXT = read_statement("rate_context")
STORE = read_statement("rate_store")
LOCK_SCORES = read_statement("rate_lock_scores")
INPUTS = read_statement("rate_inputs")
SCORES = read_statement("rate_scores")
ROLE = "CITIZEN"

Said = tuple[UUID | None, UUID, str, float, float]


@dataclass(frozen=True)
class Counter:
    """Takes in answers by ticket and access code, under one secret for codes and fingerprints."""

    secret: bytes

    async def rate(self, pool: asyncpg.Pool, sent: dict[str, Any]) -> dict[str, Any]:
        """Store an answer, and the scores that come along; the same idempotency key again is answered as before."""
        given = sent["input"]
        access_hash = hash_access(self.secret, given["ticket"], given["accessCode"])
        key = bind_key(self.secret, "rateResolution", access_hash, given["idempotencyKey"])
        fingerprint = hmac.digest(self.secret, orjson.dumps(given), hashlib.sha256)
        async with pool.acquire() as connection, connection.transaction():
            if await connection.fetchval(CLAIM, ROLE, key, fingerprint) is None:
                return {"id": await connection.fetchval(RECALL, ROLE, key)}
            case_id = await connection.fetchval(LOCK, access_hash)
            case = await connection.fetchrow(HISTORY, case_id)
            now, feedback_id = datetime.now(UTC), new_key()
            context = await connection.fetchrow(CONTEXT, now.astimezone(ZONE).date())
            said = share_out(case, context, given)
            answer = (case_id, case["last"] + 1, now, feedback_id, case["resolution_id"])
            ratings = (given["treatment"], given["outcome"], case["stratum"], now.astimezone(ZONE).date())
            await connection.execute(STORE, *answer, *ratings, *map(list, zip(*said, strict=True)))
            people = sorted({person for person, *_ in said if person})
            units = sorted({unit for _, unit, *_ in said})
            locks = [f"{each}/{period}" for each in (*people, *units) for period in context["periods"]]
            await connection.execute(LOCK_SCORES, locks)
            await connection.fetchrow(INPUTS, people, units, context["periods"])
            answer = orjson.dumps({"feedback": str(feedback_id)}).decode()
            notices = [write({"topic": "complaint", "id": case_id})]
            notices += [write({"topic": "score", "employee": person}) for person in people]
            scores = orjson.dumps(sent["scores"])
            await connection.execute(SCORES, scores, now, ROLE, case_id, answer, key, notices)
        return {"id": str(feedback_id)}


def write(notice: dict[str, Any]) -> str:
    """A notice as it is sent."""
    return orjson.dumps(notice, default=str).decode()


def share_out(case: asyncpg.Record, context: asyncpg.Record, given: dict[str, Any]) -> list[Said]:
    """What the answer says of whom: person, unit, kind, value, weight; the unit carries what people do not control."""
    shares = list(zip(case["employees"], case["units"], case["shares"], strict=True))
    kinds = (("TREATMENT", given["treatment"], "treatment"), ("OUTCOME", given["outcome"], "outcome"))
    return [
        (person, unit, kind, 1 + (rating - 1) * 3 / 4, weight)
        for kind, rating, control in kinds
        for (person, unit), weight in weigh(shares, context[control])
    ]


def weigh(
    shares: Sequence[tuple[UUID | None, UUID, float]], control: float
) -> list[tuple[tuple[UUID | None, UUID], float]]:
    """The weight of each person and unit."""
    people = {(person, unit): share * control for person, unit, share in shares if person is not None}
    units: dict[tuple[UUID | None, UUID], float] = {}
    for person, unit, share in shares:
        rest = share if person is None else share - share * control
        units[None, unit] = units.get((None, unit), 0.0) + rest
    return [(bearer, round(weight, 9)) for bearer, weight in (people | units).items() if round(weight, 9)]
