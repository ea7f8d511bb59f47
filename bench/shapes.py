"""The form in which answers are compared: times as instants, numbers as numbers, lists without wrapping."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

# What a parser of JSON gives.
Json = Any

Shape = Callable[[Json], Json]


class UnexpectedAnswerError(Exception):
    """An answer that is not of the form that was asked for."""


def text(value: Json) -> str | None:
    """A word or a text."""
    if value is not None and not isinstance(value, str):
        raise UnexpectedAnswerError(f"{value!r} instead of a text")
    return value


def number(value: Json) -> Decimal | None:
    """A number, however it is written."""
    return None if value is None else Decimal(str(value)).normalize()


def instant(value: Json) -> datetime | None:
    """A moment, in whatever zone it is written."""
    return None if value is None else datetime.fromisoformat(value).astimezone(UTC)


def key(value: Json) -> UUID:
    """An identifier without its prefix."""
    return UUID(value.rpartition("_")[2])


def one(shape: Shape) -> Shape:
    """An object or null, also where it comes as the only row of a list or connection."""

    def canonicalise(value: Json) -> Json:
        rows = unwrap(value) if isinstance(value, list) or is_connection(value) else [value]
        return None if not rows or rows[0] is None else shape(rows[0])

    return canonicalise


def many(shape: Shape, order: Callable[[Json], Json] | None = None) -> Shape:
    """A list; sorted by `order` where its order was left to the server."""

    def canonicalise(value: Json) -> list[Json]:
        rows = [shape(row) for row in unwrap(value)]
        return sorted(rows, key=order) if order else rows

    return canonicalise


def record(**fields: Shape) -> Shape:
    """An object with exactly these fields."""

    def canonicalise(value: Json) -> dict[str, Json]:
        flat, absent = flatten(value)
        surplus, missing = flat.keys() - fields.keys(), fields.keys() - flat.keys()
        if surplus or (missing and not absent):
            raise UnexpectedAnswerError(f"surplus fields {sorted(surplus)}, missing fields {sorted(missing)}")
        return {name: shape(flat.get(name)) for name, shape in fields.items()}

    return canonicalise


def flatten(value: dict[str, Json]) -> tuple[dict[str, Json], bool]:
    """An object with the fields of its underscored objects among its own, and whether one of those was absent."""
    flat: dict[str, Json] = {}
    absent = False
    for name, content in value.items():
        if not name.startswith("_"):
            flat[name] = content
            continue
        inner = unwrap(content)[:1] if is_connection(content) else [content]
        if not inner or inner[0] is None:
            absent = True
        else:
            merged, lacking = flatten(inner[0])
            flat |= merged
            absent |= lacking
    return flat, absent


def is_connection(value: Json) -> bool:
    """Whether a value is a page of rows."""
    return isinstance(value, dict) and "nodes" in value


def unwrap(value: Json) -> list[Json]:
    """The rows of a list or of a connection."""
    if value is None:
        return []
    rows: Json = value["nodes"] if is_connection(value) else value
    if not isinstance(rows, list):
        raise UnexpectedAnswerError(f"{type(rows).__name__} instead of a list")
    return rows
