"""Instants and days as text, in ISO 8601; an instant never without an offset, and none that other zones cannot tell."""

from datetime import UTC, date, datetime


def read_instant(text: str) -> datetime:
    """The instant that a text names. Raises ValueError where it names none, no offset, or one outside all calendars."""
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text!r} is no instant; write it like 2026-11-24T09:30:00+07:00") from None
    if instant.tzinfo is None:
        raise ValueError(f"{text!r} names no offset; write it like 2026-11-24T09:30:00+07:00")
    try:
        instant.astimezone(UTC)
    except OverflowError:
        raise ValueError(f"{text!r} lies outside the years 1 to 9999") from None
    return instant


def read_day(text: str) -> date:
    """The day that a text names. Raises ValueError where it names none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text!r} is no day; write it like 2026-11-24") from None
