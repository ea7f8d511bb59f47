"""What only events of one type state, and how it is kept as JSON: names in camel case, moments in ISO 8601."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime
from functools import cache
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Category:
    """What a case is filed under; `code` is its lasting name, by which evidence is compared."""

    id: UUID
    code: str


@dataclass(frozen=True, slots=True)
class Particulars:
    """What events of one type state beside what every event has; each such type has a class of its own."""


@dataclass(frozen=True, slots=True)
class Submitted(Particulars):
    """What a case came in with: its category, by when it was promised, and when its matter took place, if known."""

    category: Category
    due_at: datetime | None
    happened_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Recategorised(Particulars):
    """The category from now on."""

    category: Category


@dataclass(frozen=True, slots=True)
class DueExtended(Particulars):
    """By when the case is to be resolved from now on."""

    due_at: datetime


@dataclass(frozen=True, slots=True)
class Merged(Particulars):
    """The case that tells of the same matter."""

    case: UUID


@dataclass(frozen=True, slots=True)
class Resolved(Particulars):
    """The number of the rules by which a resolution may be in doubt (domain.cases.reviews).

    `told` where it was not seen to here: one person says that it was so.
    """

    rules: int
    told: bool | None = None


@dataclass(frozen=True, slots=True)
class Reviewed(Particulars):
    """The number of the resolution that was looked at, and whether it counts."""

    resolution: int
    counted: bool


@dataclass(frozen=True, slots=True)
class Corrected(Particulars):
    """What its reporter corrected; the event's text says how description and address read before."""

    description: bool
    address: bool
    contact: bool


def write_particulars(particulars: Any) -> dict[str, object]:
    """Particulars as JSON; what is not known is left out."""
    values = ((field.name, getattr(particulars, field.name)) for field in fields(particulars))
    return {_camel(name): _write(value) for name, value in values if value is not None}


def read_particulars(kind: type[Particulars], stored: Mapping[str, Any]) -> Particulars:
    """Particulars of a class from JSON. Raises KeyError for what is missing and ValueError for what has no such form.

    Fields may be texts, numbers, identifiers, moments, words of a vocabulary, and dataclasses of such fields.
    """
    read: Particulars = _read_fields(kind, stored)
    return read


def _read_fields(kind: Any, stored: Mapping[str, Any]) -> Any:
    return kind(**{name: _read(form, known, stored, _camel(name)) for name, (form, known) in _forms(kind).items()})


def _write(value: Any) -> object:
    if is_dataclass(value):
        return write_particulars(value)
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, UUID | str) else value


def _read(form: Any, known: bool, stored: Mapping[str, Any], key: str) -> Any:
    value = stored[key] if known else stored.get(key)
    if value is None:
        return None
    if is_dataclass(form):
        return _read_fields(form, value)
    return datetime.fromisoformat(value) if form is datetime else form(value)


@cache
def _forms(kind: type) -> dict[str, tuple[Any, bool]]:
    """The type of each field, and whether it is always known."""
    return {name: _form(hint) for name, hint in get_type_hints(kind).items()}


def _form(hint: Any) -> tuple[Any, bool]:
    if get_origin(hint) is not UnionType:
        return hint, True
    (form,) = (each for each in get_args(hint) if each is not NoneType)
    return form, False


@cache
def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(map(str.capitalize, rest))
