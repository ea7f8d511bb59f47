"""Answers that wait to be released, and by what those of one citizen are recognised as long as that is kept."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ARRAY, Select, Text, Uuid, bindparam, cast, exists, func, literal_column, select
from sqlalchemy.ext.asyncio import AsyncConnection

from db.repositories.due_work import ADD, added_values
from db.statements.compiled import prepare
from db.statements.rows import insert_row, insert_rows, values_of_row, values_of_rows
from db.tables.cases import answer_marks, answer_words, case_contacts, cases, feedbacks
from db.tables.jobs import due_work
from domain.cases.events import Feedback
from domain.due_work import NewWork
from domain.terms import WorkKind, WorkState

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


class Kin(NamedTuple):
    """The answers of a citizen, each with its case, and which of them were not released yet."""

    cases: Mapping[UUID, UUID]
    unreleased: Collection[UUID]


# Work that failed for good has not released anything either.
_UNRELEASED = exists().where(
    due_work.c.kind == literal_column(f"'{WorkKind.RELEASE_ANSWER}'", Text),
    due_work.c.key == cast(feedbacks.c.id, Text),
    due_work.c.state != literal_column(f"'{WorkState.DONE}'", Text),
)


def _find_kin() -> Select[tuple[UUID, UUID, bool]]:
    """The cases of all answers that share a mark with an answer, or with one that does, and so on."""
    first = select(bindparam("answer", type_=Uuid()).label("feedback_id"))
    kin = first.cte("kin", recursive=True)
    own, other = answer_marks.alias("own"), answer_marks.alias("other")
    kin = kin.union(
        select(other.c.feedback_id)
        .join_from(kin, own, own.c.feedback_id == kin.c.feedback_id)
        .join(other, other.c.mark == own.c.mark)
    )
    known = select(feedbacks.c.id, feedbacks.c.case_id, _UNRELEASED.label("unreleased"))
    return known.join_from(kin, feedbacks, feedbacks.c.id == kin.c.feedback_id)


_KIN = prepare(_find_kin())


async def find_kin(transaction: AsyncConnection, answer_id: UUID) -> Kin:
    """The answers of the citizen of an answer, itself among them, as far as marks tell."""
    rows = await _KIN.fetch(transaction, {"answer": answer_id})
    return Kin({row["id"]: row["case_id"] for row in rows}, {row["id"] for row in rows if row["unreleased"]})


_LOCK = prepare(
    select(cases.c.id)
    .where(cases.c.id == func.any(bindparam("cases", type_=ARRAY(Uuid))))
    .order_by(cases.c.id)
    .with_for_update(key_share=True)
)


async def lock_cases(transaction: AsyncConnection, case_ids: Collection[UUID]) -> list[UUID]:
    """Lock cases in the order of their keys, so that two who lock some of the same never wait for each other."""
    return [key for (key,) in await _LOCK.fetch(transaction, {"cases": list(case_ids)})]
