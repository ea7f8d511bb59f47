"""The clock of the machine. Whoever starts the service hands it, or another, to everything that asks for the time."""

from datetime import UTC, datetime


def machine_clock() -> datetime:
    """The present moment."""
    return datetime.now(UTC)
