"""Answers of citizens."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from db.changes import history_records as records
from db.changes.inserts import insert_row, values_of_row
from db.tables.cases import feedbacks
from domain.evidence import Feedback

_FEEDBACK = insert_row(feedbacks, records.FEEDBACKS)


async def store_feedback(
    connection: AsyncConnection,
    case_id: UUID,
    feedback: Feedback,
    words: Mapping[str, object],
    keys: Mapping[int, UUID],
) -> None:
    """Store an answer; `words` holds its `reasons` and `text`, `keys` the keys of the case's resolutions by number."""
    record = records.feedback_record(case_id, feedback, words, keys)
    await connection.execute(_FEEDBACK, values_of_row(feedbacks, dict(zip(records.FEEDBACKS, record, strict=True))))
