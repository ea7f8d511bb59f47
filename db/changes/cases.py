"""New cases, and what happens to them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy.ext.asyncio import AsyncConnection

from db.changes import history_records as records
from db.changes.audit import Conclusion, conclusion_of, conclusion_values
from db.changes.client_keys import STORE, KeyTakenError, key_values
from db.changes.inserts import insert_row, values_of_row
from db.statements.compiled import Prepared, prepare
from db.tables.cases import case_contacts, case_events, cases, segments
from domain.cases import CaseFacts, Event
from domain.derivation import Derived

_BROUGHT = ("ticket", "category_id", "anonymous", "confidential", "access_hash", "address", "description")
_CASE = insert_row(cases, records.CASES + _BROUGHT)
EVENT = insert_row(case_events, records.EVENTS)
_FIRST_EVENT = insert_row(case_events, (*records.EVENTS, "payload"))
_FIRST_SEGMENT = insert_row(segments, records.SEGMENTS)
_CONTACT = insert_row(case_contacts, ("case_id", "ciphertext"))


class TicketTakenError(Exception):
    """Another case has the ticket; a new one will do."""


_TAKEN = {"cases_ticket_key": TicketTakenError, "client_keys_scope_client_key_key": KeyTakenError}


@dataclass(frozen=True)
class NewCase:
    """A case that was just brought: `brought` holds the columns of `cases` that are neither facts nor derived.

    `payload` is what the first event keeps beside its text, `contact` who brought it, encrypted.
    """

    facts: CaseFacts
    brought: Mapping[str, object]
    event: Event
    derived: Derived
    payload: Mapping[str, object] | None
    contact: bytes | None


@cache
def _open(*, contact: bool, keyed: bool) -> Prepared:
    rows = [_CASE, _FIRST_EVENT, _FIRST_SEGMENT, *([_CONTACT] if contact else []), *([STORE] if keyed else [])]
    return prepare(conclusion_of(*rows))


async def open_case(connection: asyncpg.Connection, case: NewCase, conclusion: Conclusion) -> None:
    """Store a new case with its first event and all that ends the change: one statement, one transaction.

    Raises KeyTakenError where the client key was used before, and TicketTakenError where another case has the
    ticket, as one in a few thousand has on a very busy day.
    """
    case_id, key = case.facts.id, conclusion.key
    (segment,) = records.segment_records(case_id, case.derived)
    record = dict(zip(records.CASES, records.case_record(case.facts, case.derived.state), strict=True))
    values = conclusion_values(conclusion)
    values |= values_of_row(cases, record | dict(case.brought))
    values |= event_values(case_id, case.event) | values_of_row(case_events, {"payload": case.payload})
    values |= values_of_row(segments, dict(zip(records.SEGMENTS, segment, strict=True)))
    values |= values_of_row(case_contacts, {"case_id": case_id, "ciphertext": case.contact})
    values |= key_values(key) if key else {}
    try:
        await _open(contact=case.contact is not None, keyed=key is not None).fetch(connection, values)
    except asyncpg.UniqueViolationError as error:
        if error.constraint_name in _TAKEN:
            raise _TAKEN[error.constraint_name] from error
        raise


async def append_event(connection: AsyncConnection, case_id: UUID, event: Event) -> None:
    """Store the next event of a case that the caller has locked."""
    await connection.execute(EVENT, event_values(case_id, event))


def event_values(case_id: UUID, event: Event) -> dict[str, Any]:
    """The parameters of `EVENT`."""
    (record,) = records.event_records(case_id, [event])
    return values_of_row(case_events, dict(zip(records.EVENTS, record, strict=True)))
