"""Instants as text: ISO 8601, never without an offset, never so far away that no other zone can tell them."""

from datetime import UTC, datetime


def read_instant(text: str) -> datetime:
    """The instant that a text names. Raises ValueError where it names none, no offset, or one outside all calendars."""
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError(f"{text!r} names no offset; write it like 2026-11-24T09:30:00+07:00")
    try:
        instant.astimezone(UTC)
    except OverflowError as error:
        raise ValueError(f"{text!r} lies outside the years 1 to 9999") from error
    return instant
