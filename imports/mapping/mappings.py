"""What a mapping says: which parts of a foreign record make a case, so that a new source needs no new code."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from domain.terms import CaseKind, Channel, EventType, Outcome, UnitKind
from imports.mapping.clocks import SourceClock


class SourceFormat(StrEnum):
    """Forms of file: a table with a heading, an array of objects, a GeoReport v2 answer (XML or JSON)."""

    CSV = "csv"
    JSON = "json"
    OPEN311 = "open311"


class SourceState(StrEnum):
    """What a status word of the source says about a case."""

    OPEN = "OPEN"
    WAITING = "WAITING"
    RESOLVED = "RESOLVED"


class ClosedBy(StrEnum):
    """What closes a case: its closing time, whatever the status says; or the status, the time being only read then."""

    TIME = "time"
    STATUS = "status"


@dataclass(frozen=True)
class StatusWord:
    """What one status word means; the outcome matters only where the case is resolved."""

    state: SourceState
    outcome: Outcome | None = None


@dataclass(frozen=True)
class Columns:
    """Where each part of a case stands: the name of a column, or the dotted path of a field. None: nowhere."""

    id: str
    received: str
    category: str
    category_name: str | None = None
    unit: str | None = None
    unit_name: str | None = None
    channel: str | None = None
    status: str | None = None
    status_at: str | None = None
    due: str | None = None
    closed: str | None = None
    handler: str | None = None
    address: str | None = None
    latitude: str | None = None
    longitude: str | None = None
    description: tuple[str, ...] = ()
    resolution: tuple[str, ...] = ()

    def named(self) -> tuple[str, ...]:
        """Every column that is named, in the order of the fields, without repetition."""
        values = (getattr(self, name) for name in self.__dataclass_fields__)
        flat = (each for value in values for each in ((value,) if isinstance(value, str) else value or ()))
        return tuple(dict.fromkeys(flat))


@dataclass(frozen=True)
class LinkPaths:
    """Where a note names a request elsewhere that belongs to the case."""

    id: str
    title: str | None = None
    agency: str | None = None


@dataclass(frozen=True)
class HistoryPaths:
    """Where a record keeps its history, what the types of its notes are, and whether citizens see them."""

    path: str
    at: str
    type: str
    text: tuple[str, ...]
    types: Mapping[str, EventType]
    link: LinkPaths | None
    public: bool


@dataclass(frozen=True)
class Creation:
    """What may be added to the registers where a record names something unknown."""

    units: bool = False
    categories: bool = False
    unit_kind: UnitKind = UnitKind.AGENCY
    code_prefix: str = ""


@dataclass(frozen=True)
class SourceMapping:
    """How the records of one source are read as cases. Words are keyed in lower case."""

    source: str
    format: SourceFormat
    encoding: str
    delimiter: str | None
    kind: CaseKind
    closed_by: ClosedBy
    columns: Columns
    clock: SourceClock
    statuses: Mapping[str, StatusWord]
    channels: Mapping[str, Channel]
    units: Mapping[str, str]
    categories: Mapping[str, str]
    category_prefix: str | None
    default_unit: str | None
    default_channel: Channel
    create: Creation
    history: HistoryPaths | None
