"""By what answers are recognised as one citizen's, or alike: made while they are stored, from what nobody is told."""

from collections.abc import Mapping

from db.database import Transaction
from db.repositories.answers import load_reporter
from db.repositories.cases import LoadedCase
from domain.cases.citizens import came_for_service, mark_answer, name_ways
from domain.detection.texts import sign_text
from domain.keyring import Keys, Purpose
from graph.exchanges import current
from resolvers.cases.reporters import Reporter, decrypt_reporter


async def mark_citizen(transaction: Transaction, case: LoadedCase, keys: Keys) -> list[bytes]:
    """The marks of an answer that is being given to a case; none of one after a service that staff recorded.

    By every version of the key, so that answers of before and after a rotation are recognised as one citizen's.
    """
    if came_for_service(case.facts.kind):
        return []
    ciphertext = await load_reporter(transaction, case.facts.id)
    reporter = Reporter(None, None) if ciphertext is None else decrypt_reporter(keys, case.facts.id, ciphertext)
    phone, email = (reporter.contact.phone, reporter.contact.email) if reporter.contact else (None, None)
    known_by = list(name_ways(current().device(), phone, email, reporter.employee_id))
    return [mark for key in keys.all(Purpose.ANSWERS) for mark in mark_answer(key.secret, known_by)]


def sign_words(keys: Keys, words: Mapping[str, object]) -> tuple[int, ...] | None:
    """What the text of an answer is like, by the key in use; none of few words."""
    text = words.get("text")
    return sign_text(text, keys.current(Purpose.ANSWERS).secret) if isinstance(text, str) else None
