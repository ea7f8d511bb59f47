"""Pages of a Relay connection: which way, how many, and the cursors that mark a row in an order."""

import base64
import binascii
import json
from dataclasses import dataclass

from domain.problems import refuse

DEFAULT_PAGE = 20
LARGEST_PAGE = 100


@dataclass(frozen=True)
class Page:
    """`size` rows after (or, backwards, before) a cursor."""

    size: int
    backwards: bool


def read_page(first: int | None, last: int | None, *, after: bool, before: bool) -> Page:
    """The page that a connection's arguments ask for; 20 rows when they name no size.

    Refuses PAGE_TOO_LARGE (over 100), PAGE_TOO_SMALL (negative) and PAGE_DIRECTION (both ways at once).
    """
    if (first is not None or after) and (last is not None or before):
        raise refuse("PAGE_DIRECTION", "first" if first is not None else "after")
    backwards = last is not None or before
    argument, asked = ("last", last) if backwards else ("first", first)
    size = DEFAULT_PAGE if asked is None else asked
    if size > LARGEST_PAGE:
        raise refuse("PAGE_TOO_LARGE", argument, argument=argument, value=size, limit=LARGEST_PAGE)
    if size < 0:
        raise refuse("PAGE_TOO_SMALL", argument, argument=argument, value=size, limit=LARGEST_PAGE)
    return Page(size, backwards)


def read_cursor(text: str, order: str, argument: str) -> tuple[str, str]:
    """The sort value and key that a cursor holds.

    A cursor is base64 of the JSON list `[order, value, key]`. Refuses STALE_CURSOR when it is none, or was made
    for another order: resuming there would skip or repeat rows unseen.
    """
    try:
        made_for, value, key = json.loads(base64.b64decode(text, validate=True))
    except (binascii.Error, ValueError, TypeError, RecursionError) as error:
        raise refuse("STALE_CURSOR", argument, argument=argument) from error
    if made_for != order or not isinstance(value, str) or not isinstance(key, str):
        raise refuse("STALE_CURSOR", argument, argument=argument)
    return value, key
