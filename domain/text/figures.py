"""Numbers and lists within a sentence, as a language writes them."""

import math
from collections.abc import Sequence

from domain.text.localized import Language, text

# Of thousands, and of decimals.
_MARKS = {Language.INDONESIAN: (".", ","), Language.ENGLISH: (",", ".")}
_AND = text(id="dan", en="and")
_PERCENT = text(id="{number} persen", en="{number} percent")
_LESS = text(id="kurang dari 1 persen", en="less than 1 percent")
_MORE = text(id="lebih dari 99 persen", en="more than 99 percent")
HUNDRED = 100
# Of a hundred; what rounding leaves.
TOLERANCE = 1e-9


def write_decimal(value: float, language: Language, decimals: int = 2) -> str:
    """`1.234,50` in Indonesian, `1,234.50` in English."""
    thousands, point = _MARKS.get(language, _MARKS[Language.INDONESIAN])
    written = f"{value + 0.0:,.{decimals}f}"
    return written.translate({ord(","): thousands, ord("."): point, ord("-"): "−"})


def write_whole(value: float, language: Language) -> str:
    """A number without decimals: `1.234` in Indonesian."""
    return write_decimal(value, language, 0)


def write_chance(chance: float, language: Language) -> str:
    """A probability in whole percent, rounded down so that it never reaches what it falls short of; never certain."""
    if not 1 <= HUNDRED * chance < HUNDRED - 1:
        return (_LESS if HUNDRED * chance < 1 else _MORE).in_(language)
    return _PERCENT.in_(language).format(number=math.floor(HUNDRED * chance + TOLERANCE))


def write_list(words: Sequence[str], language: Language) -> str:
    """`a, b dan c`."""
    if len(words) < 2:  # noqa: PLR2004
        return "".join(words)
    return f"{', '.join(words[:-1])} {_AND.in_(language)} {words[-1]}"
