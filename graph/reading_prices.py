"""What it costs to read a document that was not seen before, told without reading it, in points of a budget.

A thousand points are about a millisecond of the processor, so what a client may spend in a minute bounds how long it
can keep a process reading. What a document asks of the database has a price of its own (graph.limits).
"""

import re
from itertools import islice

# Measured: parsing, validating and planning take so long for any document, for each of its tokens, and for each
# character of its texts and comments.
POINTS_A_DOCUMENT, POINTS_A_TOKEN, POINTS_A_CHARACTER = 2_000, 40, 0.2

# Texts and comments are one token each, however long. One that does not end goes on to where it could have ended, so
# that nothing is looked at twice.
_TOKEN = re.compile(
    r'''"""(?:[^"\\]|\\"""|\\|"(?!""))*+(?:""")?|"(?:[^"\\\n\r]|\\.)*+"?'''
    r"|(?P<comment>#[^\n\r]*+)|\.\.\.|-?[0-9]++(?:\.[0-9]++)?(?:[eE][+-]?[0-9]++)?|\w++|[^\s,\w\ufeff]",
    re.DOTALL,
)


def price_reading(text: str) -> int:
    """What reading this document takes at most, whether it turns out to be valid or not."""
    tokens = sum(1 for _ in _TOKEN.finditer(text))
    return POINTS_A_DOCUMENT + POINTS_A_TOKEN * tokens + int(POINTS_A_CHARACTER * len(text))


def exceeds_tokens(text: str, most: int) -> bool:
    """Whether a text has more than so many tokens, comments apart; exact for whatever can be split into tokens."""
    tokens = (token for token in _TOKEN.finditer(text) if token.lastgroup != "comment")
    return next(islice(tokens, most, None), None) is not None
