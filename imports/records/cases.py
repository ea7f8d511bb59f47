"""A foreign record read as a case by a mapping: what it is, what happened to it, and what is doubtful about it."""

from dataclasses import dataclass, replace
from datetime import datetime

from domain.organisation.identity_numbers import normalise_identity_number
from domain.problems import Problem, Refused, refuse
from domain.terms import CaseKind, Channel
from imports.mapping.mappings import Columns, SourceMapping
from imports.records.events import SourceEvent, SourceHistory, SourceLink, find_closing, read_history
from imports.records.fields import (
    NAME_LIMIT,
    TEXT_LIMIT,
    Reading,
    SourceRecord,
    read_checked,
    read_joined,
    read_required,
    read_text,
)
from imports.records.names import NAMELESS, Named, read_category, read_unit


@dataclass(frozen=True)
class CaseRecord:
    """A record that is kept as a case, with its doubts; times are in UTC, `handler` is an identity number."""

    external_id: str
    kind: CaseKind
    channel: Channel
    category: Named
    unit: Named
    received_at: datetime
    due_at: datetime | None
    handler: str | None
    address: str | None
    description: str
    events: tuple[SourceEvent, ...]
    links: tuple[SourceLink, ...]
    doubts: tuple[Problem, ...]

    @property
    def closed_at(self) -> datetime | None:
        """When the case was resolved, None while it is open."""
        return find_closing(self.events)


@dataclass(frozen=True)
class Rejection:
    """A record that is not kept, and every reason why; paths name the columns of the source."""

    problems: tuple[Problem, ...]


def read_case(mapping: SourceMapping, record: SourceRecord, now: datetime) -> CaseRecord | Rejection:
    """Read one record. `now` is the moment after which nothing can have happened."""
    reading = Reading(mapping=mapping, record=record, now=now)
    case = _read(reading, mapping.columns)
    return Rejection(tuple(reading.problems)) if reading.problems else case


def _read(reading: Reading, columns: Columns) -> CaseRecord:
    mapping, record = reading.mapping, reading.record
    received = reading.attempt(lambda: _read_received(reading), reading.now)
    category = reading.attempt(lambda: read_category(mapping, record), NAMELESS)
    description = reading.attempt(lambda: read_joined(record, columns.description), None)
    history = reading.attempt(lambda: read_history(reading, received), SourceHistory())
    handler = reading.attempt(lambda: read_checked(record, columns.handler, NAME_LIMIT), None)
    case = CaseRecord(
        external_id=reading.attempt(lambda: read_required(record, columns.id), ""),
        kind=mapping.kind,
        channel=reading.attempt(lambda: _read_channel(reading), mapping.default_channel),
        category=category,
        unit=reading.attempt(lambda: read_unit(mapping, record), NAMELESS),
        received_at=received,
        due_at=_read_due(reading, received),
        handler=normalise_identity_number(handler) if handler else None,
        address=reading.attempt(lambda: read_checked(record, columns.address, TEXT_LIMIT), None),
        description=description or category.name,
        events=history.events,
        links=history.links,
        doubts=(),
    )
    _doubt_place(reading)
    return replace(case, doubts=tuple(reading.doubts))


def _read_received(reading: Reading) -> datetime:
    column = reading.mapping.columns.received
    received = reading.read_past(column)
    if received is None:
        raise refuse("REQUIRED", column, value=column)
    return received


def _read_due(reading: Reading, received: datetime) -> datetime | None:
    """When the case is due. One that cannot be read is left out, one before the receipt is kept; both are odd."""
    columns = reading.mapping.columns
    try:
        due = reading.read_time(columns.due, received)
    except Refused as refused:
        reading.doubts.extend(refused.problems)
        return None
    if due is not None and due < received:
        reading.doubt("DATE_ORDER", str(columns.due), first=columns.received, second=str(columns.due))
    return due


def _read_channel(reading: Reading) -> Channel:
    column, channels = reading.mapping.columns.channel, reading.mapping.channels
    word = read_text(reading.record, column)
    if word and word.casefold() not in channels:
        reading.doubt("UNKNOWN_VALUE", str(column), value=word, allowed=", ".join(channels))
    return channels.get(word.casefold(), reading.mapping.default_channel)


def _doubt_place(reading: Reading) -> None:
    """Whole degrees are a hundred kilometres apart: such a place is no place."""
    columns = reading.mapping.columns
    try:
        degrees = [float(read_text(reading.record, column)) for column in (columns.latitude, columns.longitude)]
    except ValueError:
        return
    if all(degree.is_integer() for degree in degrees):
        reading.doubt("COARSE_LOCATION", str(columns.latitude))
