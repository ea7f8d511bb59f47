"""What citizens and staff wrote of a case, sealed before it is stored; see db.contents."""

from collections.abc import Mapping
from dataclasses import replace

from db.contents import CaseKey, new_case_key, open_case_key
from db.repositories.case_records import NewCaseHistory
from db.repositories.cases import LoadedCase
from domain.cases.erasure import check_kept
from domain.cases.events import Event
from domain.keyring import Keys


def case_key_of(case: LoadedCase, keys: Keys) -> CaseKey | None:
    """The key of a stored case; None of one whose texts nobody has sealed. Refuses ERASED where it was destroyed."""
    check_kept(case.erased_at)
    return None if case.content_key is None else open_case_key(keys, case.facts.id.bytes, case.content_key)


def seal_text(key: CaseKey | None, text: str | None) -> str | None:
    """A text as it is stored with its case."""
    return text if key is None else key.seal(text)


def seal_event(key: CaseKey | None, event: Event) -> Event:
    """An event with its text sealed."""
    return event if event.text is None else replace(event, text=seal_text(key, event.text))


def seal_words(key: CaseKey | None, words: Mapping[str, object], *names: str) -> dict[str, object]:
    """Columns of a row, those named `names` sealed."""
    given = {name: words[name] for name in names if name in words}
    return {**words} | {name: seal_text(key, None if text is None else str(text)) for name, text in given.items()}


def seal_history(history: NewCaseHistory, keys: Keys) -> NewCaseHistory:
    """A whole history sealed by a key of its own."""
    key, kept = new_case_key(keys, history.facts.id)
    return replace(
        history,
        row=seal_words(key, history.row, "address", "description") | {"content_key": kept},
        events=tuple(seal_event(key, event) for event in history.events),
        links=tuple(seal_words(key, link, "title") for link in history.links),
        answers={answer: seal_words(key, words, "text") for answer, words in history.answers.items()},
    )
