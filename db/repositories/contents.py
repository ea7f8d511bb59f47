"""Contents of stored cases: read, corrected, and destroyed with their key and all that is kept of the reporter."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Integer,
    LargeBinary,
    Text,
    Uuid,
    and_,
    bindparam,
    delete,
    exists,
    func,
    literal_column,
    null,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from db.statements.compiled import prepare
from db.tables.case_requests import unmaskings
from db.tables.cases import answer_marks, answer_words, case_contacts, case_events, cases, feedbacks, resolutions
from db.tables.columns import Instant
from domain.cases.erasure import ErasureFacts
from domain.cases.reporters import is_taken_in
from domain.cases.transitions import FINISHED
from domain.terms import CaseStatus, Channel, EvidenceStanding

_CASE = bindparam("case", type_=Uuid())
_AT = bindparam("at", type_=Instant)


class StoredContents(NamedTuple):
    """What a case says, sealed, and who brought it, encrypted; of an anonymous case nothing is kept."""

    description: str
    address: str | None
    anonymous: bool
    reporter: bytes | None


_LOAD = prepare(
    select(
        cases.c.description,
        cases.c.address,
        cases.c.anonymous,
        select(case_contacts.c.ciphertext).where(case_contacts.c.case_id == cases.c.id).scalar_subquery(),
    ).where(cases.c.id == _CASE)
)
_CORRECT = prepare(
    update(cases)
    .where(cases.c.id == _CASE)
    .values(description=bindparam("description", type_=Text()), address=bindparam("address", type_=Text()))
)
_FORGET = prepare(delete(case_contacts).where(case_contacts.c.case_id == _CASE))
_KEEP = prepare(case_contacts.insert().values(case_id=_CASE, ciphertext=bindparam("ciphertext", type_=LargeBinary())))


async def load_contents(connection: AsyncConnection, case_id: UUID) -> StoredContents:
    """What is stored of a case that is there."""
    [row] = await _LOAD.fetch(connection, {"case": case_id})
    return StoredContents(*row)


async def correct_contents(
    connection: AsyncConnection, case_id: UUID, description: str | None, address: str | None
) -> None:
    """Let a case say something else; both are given sealed."""
    await _CORRECT.fetch(connection, {"case": case_id, "description": description, "address": address})


async def replace_reporter(connection: AsyncConnection, case_id: UUID, ciphertext: bytes) -> None:
    """Keep this of whoever brought a case, in place of what was kept."""
    await _FORGET.fetch(connection, {"case": case_id})
    await _KEEP.fetch(connection, {"case": case_id, "ciphertext": ciphertext})


_DOUBTFUL = exists().where(
    resolutions.c.case_id == cases.c.id,
    resolutions.c.standing == literal_column(f"'{EvidenceStanding.QUARANTINED}'", Text),
)
_OF_CASE = unmaskings.c.case_id == cases.c.id
_ASKED_AT = select(func.max(unmaskings.c.requested_at)).where(_OF_CASE, unmaskings.c.decided_at.is_(None))
_GRANTED_AT = select(func.max(unmaskings.c.decided_at)).where(_OF_CASE, unmaskings.c.approved)
_FACTS = prepare(
    select(
        cases.c.status,
        cases.c.erased_at,
        cases.c.content_key.is_not(None),
        _DOUBTFUL,
        cases.c.guarded,
        cases.c.channel,
        _ASKED_AT.scalar_subquery(),
        _GRANTED_AT.scalar_subquery(),
    ).where(cases.c.id == _CASE)
)


async def load_erasure_facts(connection: AsyncConnection, case_id: UUID) -> ErasureFacts:
    """What decides whether the contents of a case may go. Lock it first."""
    [(status, erased_at, sealed, doubtful, guarded, channel, *unmasking)] = await _FACTS.fetch(
        connection, {"case": case_id}
    )
    taken_in = is_taken_in(Channel(channel))
    return ErasureFacts(CaseStatus(status), erased_at, sealed, doubtful, guarded, taken_in, *unmasking)


_GIVEN = cases.c.id == func.any(bindparam("cases", type_=ARRAY(Uuid)))
_DESTROY = prepare(
    update(cases)
    .where(_GIVEN, cases.c.erased_at.is_(None))
    .values(content_key=null(), erased_at=_AT, reporter_mark=null())
    .add_cte(
        delete(case_contacts)
        .where(case_contacts.c.case_id == func.any(bindparam("cases", type_=ARRAY(Uuid))))
        .cte("forgotten"),
        *[
            delete(each)
            .where(
                each.c.feedback_id == feedbacks.c.id,
                feedbacks.c.case_id == func.any(bindparam("cases", type_=ARRAY(Uuid))),
            )
            .cte(f"forgotten_{each.name}")
            for each in (answer_marks, answer_words)
        ],
    )
    .returning(cases.c.id)
)


async def destroy_contents(connection: AsyncConnection, case_ids: Sequence[UUID], at: datetime) -> list[UUID]:
    """Destroy the keys of cases, and all that is kept of whoever brought them; those that were not erased before.

    Lock them first.
    """
    return [key for (key,) in await _DESTROY.fetch(connection, {"cases": list(case_ids), "at": at})]


_ERASED = select(cases.c.id).where(cases.c.erased_at.is_not(None)).order_by(cases.c.id)


async def list_erased(connection: AsyncConnection) -> list[UUID]:
    """Every case that is erased."""
    return [row.id for row in await connection.execute(_ERASED)]


_BEFORE = bindparam("before", type_=Instant)
_FINISHED = cases.c.status == func.any(literal_column(f"'{{{','.join(sorted(FINISHED))}}}'::text[]"))


def _old() -> ColumnElement[bool]:
    """That a case is finished, nothing has happened to it for long, and nothing holds its erasure up."""
    happened = exists().where(case_events.c.case_id == cases.c.id, case_events.c.at >= _BEFORE)
    asked = exists().where(_OF_CASE, func.greatest(unmaskings.c.requested_at, unmaskings.c.decided_at) >= _BEFORE)
    return and_(
        *(cases.c.received_at < _BEFORE, _FINISHED, cases.c.content_key.is_not(None)), ~happened, ~_DOUBTFUL, ~asked
    )


_FIND_OLD = prepare(
    select(cases.c.id)
    .where(_old())
    .order_by(cases.c.received_at, cases.c.id)
    .limit(bindparam("most", type_=Integer()))
    .with_for_update(of=cases, skip_locked=True)
)


async def lock_old_cases(connection: AsyncConnection, before: datetime, most: int) -> list[UUID]:
    """At most so many finished cases to which nothing has happened since a moment, with contents that may go."""
    return [key for (key,) in await _FIND_OLD.fetch(connection, {"before": before, "most": most})]
