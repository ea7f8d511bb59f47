"""Sealed texts are opened in a finished answer, in their places, and nothing else is touched."""

from uuid import UUID

import orjson
from hypothesis import given
from hypothesis import strategies as st

from db.contents import SEAL, new_case_key
from graph.contents import open_contents
from tests.keys import KEYS

CASE, OTHER = UUID(int=1), UUID(int=2)
# As people write, and as nobody may: with quotes, backslashes, controls, and what looks like a sealed text.
LOOKALIKE = '"\\u0001AAAA.00000000-0000-0000-0000-000000000001.00"'
TEXTS = st.text(max_size=60) | st.sampled_from(
    ['"', "\\", "\\u0001", LOOKALIKE, f"x{SEAL}AAAA.", "a\u2028b", "\U0001f6a7"]
)
KEY, KEPT = new_case_key(KEYS, CASE)
_, KEPT_OF_OTHER = new_case_key(KEYS, OTHER)


def shown(text: str, case: UUID = CASE, kept: bytes = KEPT) -> str:
    """A text as PostgreSQL hands it out."""
    sealed = KEY.seal(text)
    assert sealed is not None
    return f"{sealed}.{case}.{kept.hex()}" if sealed.startswith(SEAL) else sealed


@given(st.lists(TEXTS.filter(lambda text: not text.startswith(SEAL)), max_size=5), TEXTS)
def test_every_sealed_text_is_opened_and_no_other_is_touched(texts: list[str], plain: str) -> None:
    answer = {"nodes": [{"text": shown(text), "plain": plain if not plain.startswith(SEAL) else ""} for text in texts]}
    written, locked = open_contents(orjson.dumps(answer), KEYS)
    opened = orjson.loads(written)
    assert locked == 0
    assert [node["text"] for node in opened["nodes"]] == texts
    assert [node["plain"] for node in opened["nodes"]] == [node["plain"] for node in answer["nodes"]]


def test_what_does_not_open_is_null_and_counted() -> None:
    wrong = [
        shown("Merpati", OTHER),
        shown("Merpati", CASE, KEPT_OF_OTHER),
        shown("Merpati", OTHER, KEPT_OF_OTHER),
        shown("Merpati", CASE, KEPT[:-1]),
        shown("Merpati", CASE, b"\x00"),
        f"{SEAL}AAAA.{CASE}.{KEPT.hex()}",
    ]
    written, locked = open_contents(orjson.dumps(wrong), KEYS)
    assert (orjson.loads(written), locked) == ([None] * len(wrong), len(wrong))
