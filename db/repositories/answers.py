"""Answers that wait to be released, and by what those of one citizen are recognised as long as that is kept."""

from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from sqlalchemy import ARRAY, Select, Uuid, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from db.repositories.due_work import ADD, added_values
from db.statements.compiled import prepare
from db.statements.rows import insert_row, insert_rows, values_of_row, values_of_rows
from db.tables.cases import answer_marks, answer_words, case_contacts, cases, feedbacks
from domain.cases.events import Feedback
from domain.due_work import NewWork
from domain.terms import WorkKind

_MARK = ("feedback_id", "mark", "at")
_AWAIT = prepare(ADD.add_cte(insert_rows(answer_marks, _MARK).cte("marked")))

_WORDS = ("feedback_id", "signature", "at")
_STORE_WORDS = prepare(insert_row(answer_words, _WORDS))


async def await_release(
    transaction: AsyncConnection, answer: Feedback, marks: Iterable[bytes], words: Sequence[int] | None
) -> None:
    """See to it that an answer that was just stored is released when its hold ends; its marks are kept until then.

    So is what its words are like, if it has any.
    """
    assert answer.held_until is not None
    work = NewWork(WorkKind.RELEASE_ANSWER, str(answer.id), answer.held_until, {})
    records = [(answer.id, mark, answer.at) for mark in dict.fromkeys(marks)]
    await _AWAIT.fetch(transaction, added_values(work) | values_of_rows(answer_marks, _MARK, records))
    if words is not None:
        await _STORE_WORDS.fetch(transaction, values_of_row(answer_words, _WORDS, (answer.id, list(words), answer.at)))


_CASE = bindparam("case", type_=Uuid())
_REPORTER = prepare(select(case_contacts.c.ciphertext).where(case_contacts.c.case_id == _CASE))


async def load_reporter(transaction: AsyncConnection, case_id: UUID) -> bytes | None:
    """Who brought a case, encrypted; None where nothing is kept of them."""
    for (ciphertext,) in await _REPORTER.fetch(transaction, {"case": case_id}):
        return bytes(ciphertext)
    return None


def _find_kin() -> Select[tuple[UUID, UUID]]:
    """The cases of all answers that share a mark with an answer, or with one that does, and so on."""
    first = select(bindparam("answer", type_=Uuid()).label("feedback_id"))
    kin = first.cte("kin", recursive=True)
    own, other = answer_marks.alias("own"), answer_marks.alias("other")
    kin = kin.union(
        select(other.c.feedback_id)
        .join_from(kin, own, own.c.feedback_id == kin.c.feedback_id)
        .join(other, other.c.mark == own.c.mark)
    )
    return select(feedbacks.c.id, feedbacks.c.case_id).join_from(kin, feedbacks, feedbacks.c.id == kin.c.feedback_id)


_KIN = prepare(_find_kin())


async def find_kin(transaction: AsyncConnection, answer_id: UUID) -> dict[UUID, UUID]:
    """The answers of the citizen of an answer, itself among them, as far as marks tell, each with its case."""
    rows = await _KIN.fetch(transaction, {"answer": answer_id})
    return {row["id"]: row["case_id"] for row in rows}


_LOCK = prepare(
    select(cases.c.id)
    .where(cases.c.id == func.any(bindparam("cases", type_=ARRAY(Uuid))))
    .order_by(cases.c.id)
    .with_for_update(key_share=True)
)


async def lock_cases(transaction: AsyncConnection, case_ids: Collection[UUID]) -> list[UUID]:
    """Lock cases in the order of their keys, so that two who lock some of the same never wait for each other."""
    return [key for (key,) in await _LOCK.fetch(transaction, {"cases": list(case_ids)})]
