"""Texts that people write: one form for equal texts, and nothing in them that nobody can see."""

import re
import unicodedata

from domain.problems import refuse

# Controls except tab and newline; surrogates, which no encoding can carry; overrides of the direction of writing, by
# which a text can show something else than it holds.
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
_NAMED = 5

# No composed character stands for more than four: a text that is longer than that is too long in any form, and is
# refused before it is composed, which costs the square of a run of combining marks.
_LONGEST_COMPOSITION = 4


def check_text(text: str, *path: str | int, minimum: int = 1, limit: int) -> str:
    """The text in Unicode's composed form (NFC), without white space around it, lines ended by a newline alone.

    Raises Refused at `path`: TEXT_TOO_LONG above `limit` and TEXT_EMPTY below `minimum` characters, counted in that
    form; CONTROL_CHARACTERS for control characters other than tab and newline, lone surrogates, and characters that
    override the direction of writing.
    """
    trimmed = text.replace("\r\n", "\n").strip()
    if len(trimmed) > limit * _LONGEST_COMPOSITION:
        raise refuse("TEXT_TOO_LONG", *path, length=len(trimmed), limit=limit)
    found = dict.fromkeys(_FORBIDDEN.findall(trimmed))
    if found:
        raise refuse("CONTROL_CHARACTERS", *path, value=", ".join(f"U+{ord(each):04X}" for each in [*found][:_NAMED]))
    composed = unicodedata.normalize("NFC", trimmed)
    if len(composed) > limit:
        raise refuse("TEXT_TOO_LONG", *path, length=len(composed), limit=limit)
    if len(composed) < minimum:
        raise refuse("TEXT_EMPTY", *path, minimum=minimum)
    return composed
