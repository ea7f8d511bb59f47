"""Answers of citizens."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from db.changes import history_records as records
from db.changes.cases import EVENT, event_values
from db.changes.inserts import insert_row, values_of_row
from db.tables.cases import feedbacks
from domain.cases import Event
from domain.evidence import Feedback

_STORE = insert_row(feedbacks, records.FEEDBACKS).add_cte(EVENT.cte("event"))


async def store_feedback(
    connection: AsyncConnection,
    case_id: UUID,
    event: Event,
    feedback: Feedback,
    *,
    words: Mapping[str, object],
    keys: Mapping[int, UUID],
) -> None:
    """Store an answer and the event that it is in the case, which the caller has locked.

    `words` holds its `reasons` and `text`, `keys` the keys of the case's resolutions by number.
    """
    record = records.feedback_record(case_id, feedback, words, keys)
    values = values_of_row(feedbacks, dict(zip(records.FEEDBACKS, record, strict=True)))
    await connection.execute(_STORE, values | event_values(case_id, event))
