"""What waits in quarantine and is decided about: where it is, and what was decided about answers."""

from collections.abc import Collection, Mapping
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Uuid, bindparam, func, literal_column, select, true, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from db.expressions.access import rows_visible
from db.statements.binding import Binder, Inputs, Read
from db.statements.compiled import Prepared, prepare
from db.statements.copies import Record
from db.statements.rows import insert_row, values_of_row
from db.tables.cases import answer_decisions, feedbacks, resolutions
from domain.access import Principal
from domain.terms import Role


class DoubtfulPlace(NamedTuple):
    """The key of a resolution or of an answer, its case, the number of the resolution there, and whether it is seen.

    Of a resolution that depends on its case alone.
    """

    id: UUID
    case_id: UUID
    seq: int
    seen: bool
    is_answer: bool


@cache
def _places(role: Role) -> tuple[Prepared, dict[str, Read]]:
    binder, wanted = Binder(Principal(role)), func.any(bindparam("keys", type_=ARRAY(Uuid)))
    seen = rows_visible("Feedback", feedbacks, binder)
    answer: ColumnElement[bool] = literal_column("true")
    of_resolutions = select(
        resolutions.c.id, resolutions.c.case_id, resolutions.c.seq, true().label("seen"), (~answer).label("is_answer")
    )
    of_answers = select(
        feedbacks.c.id,
        feedbacks.c.case_id,
        resolutions.c.seq,
        (answer if seen is None else seen).label("seen"),
        answer.label("is_answer"),
    ).join_from(feedbacks, resolutions, resolutions.c.id == feedbacks.c.resolution_id)
    found = union_all(of_resolutions.where(resolutions.c.id == wanted), of_answers.where(feedbacks.c.id == wanted))
    return prepare(found), binder.reads


async def find_doubtful(
    connection: AsyncConnection, keys: Collection[UUID], viewer: Inputs
) -> Mapping[UUID, DoubtfulPlace]:
    """Where those resolutions and answers are that exist."""
    statement, reads = _places(viewer.principal.role)
    values: dict[str, Any] = {name: read(viewer) for name, read in reads.items()}
    return {row["id"]: DoubtfulPlace(*row) for row in await statement.fetch(connection, values | {"keys": [*keys]})}


_DECISION = ("case_id", "feedback_id", "counted", "reason", "decided_by_id", "decided_at")
_STORE = prepare(insert_row(answer_decisions, _DECISION))
_DECIDERS = prepare(
    select(answer_decisions.c.decided_by_id).where(answer_decisions.c.feedback_id == bindparam("answer", type_=Uuid()))
)


async def store_answer_decision(connection: AsyncConnection, decision: Record) -> None:
    """Store whether an answer counts: its case, its key, whether it does, why, who says so and when.

    The reason is sealed; of an erased case there is none.
    """
    await _STORE.fetch(connection, values_of_row(answer_decisions, _DECISION, decision))


async def load_deciders(connection: AsyncConnection, answer_id: UUID) -> list[UUID]:
    """Who has decided about an answer so far."""
    return [key for (key,) in await _DECIDERS.fetch(connection, {"answer": answer_id})]
