"""Scalars, and two objects without identity that many types have: texts by language, and intervals.

Scalars that are read from the database are already written as JSON there, once for both executions.
"""

import datetime as dt
import decimal
from typing import Any

import strawberry
from strawberry.scalars import JSON
from strawberry.types.scalar import ScalarDefinition

from domain.text import localized
from domain.text.localized import Language
from domain.validation import read_day, read_instant
from schema.descriptions import described
from schema.fields import column


def _as_text(value: object) -> str:
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def _instant(value: object) -> dt.datetime:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no text")
    return read_instant(value)


def _day(value: object) -> dt.date:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no text")
    return read_day(value)


def _decimal(value: object) -> decimal.Decimal:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise TypeError(f"{value!r} is no number")
    try:
        number = decimal.Decimal(str(value))
    except decimal.InvalidOperation as error:
        raise ValueError(f"{value!r} is no number") from error
    if not number.is_finite():
        raise ValueError(f"{value!r} is not finite")
    return number


SCALARS: dict[object, ScalarDefinition] = {
    dt.datetime: strawberry.scalar(
        name="DateTime",
        description="An instant in ISO 8601 with offset, for example 2026-11-24T09:30:00+07:00.",
        serialize=_as_text,
        parse_value=_instant,
    ),
    dt.date: strawberry.scalar(
        name="Date",
        description="A day in ISO 8601, for example 2026-11-24.",
        serialize=_as_text,
        parse_value=_day,
    ),
    decimal.Decimal: strawberry.scalar(
        name="Decimal",
        description='An exact decimal number, sent as text, for example "12.50".',
        serialize=_as_text,
        parse_value=_decimal,
    ),
    JSON: strawberry.scalar(
        name="JSON",
        description="Any JSON value.",
    ),
}


class LocalizedText:
    """A text for people: one field a language."""


for _language in Language:
    _field = _language.name.lower()
    LocalizedText.__annotations__[_field] = str
    setattr(LocalizedText, _field, column(f"In {_field.title()}."))
strawberry.type(LocalizedText, description="A text in every language; in the usual one where there are no other words.")


def write_text(text: localized.LocalizedText) -> Any:
    """A text as a client reads it."""
    return {language.name.lower(): text.in_(language) for language in Language}


@described
class Interval:
    """The range in which the true value lies with 95 % probability."""

    low: float | None = column("Lower end.")
    high: float | None = column("Upper end.")
