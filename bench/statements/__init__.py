"""The hand-written statements."""

from pathlib import Path


def read_statement(name: str) -> str:
    """The text of one statement."""
    return (Path(__file__).parent / f"{name}.sql").read_text(encoding="utf-8")
