"""What happened to a foreign case: its notes where the source keeps a history, else what its times and status tell."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from domain.problems import refuse
from domain.terms import EventType, Outcome
from imports.mapping.mappings import ClosedBy, HistoryPaths, LinkPaths, SourceState, StatusWord
from imports.records.fields import NAME_LIMIT, Reading, find_value, read_checked, read_joined, read_text


@dataclass(frozen=True)
class SourceEvent:
    """One thing that the source says happened."""

    type: EventType
    at: datetime
    outcome: Outcome | None = None
    text: str | None = None
    public: bool = True


@dataclass(frozen=True)
class SourceLink:
    """A request elsewhere that belongs to a case and is no case of its own here."""

    external_id: str
    title: str | None
    agency: str | None


@dataclass(frozen=True)
class SourceHistory:
    """The events of a case in the order of their times, and its links."""

    events: tuple[SourceEvent, ...] = ()
    links: tuple[SourceLink, ...] = ()


def find_closing(events: Sequence[SourceEvent]) -> datetime | None:
    """When a case was resolved, None while it is open."""
    ends = [event for event in events if event.type in (EventType.RESOLVED, EventType.REOPENED)]
    return ends[-1].at if ends and ends[-1].type is EventType.RESOLVED else None


def read_history(reading: Reading, received: datetime) -> SourceHistory:
    """The history of a record. Where its end contradicts its status or its receipt, the times are kept, as a doubt."""
    status = _read_status(reading)
    paths = reading.mapping.history
    history = _tell(reading, received, status) if paths is None else _read_notes(reading, paths, received, status)
    closed = find_closing(history.events)
    _doubt_status(reading, status, closed)
    _doubt_order(reading, received, closed)
    return history


def _read_status(reading: Reading) -> StatusWord | None:
    column = reading.mapping.columns.status
    if column is None:
        return None
    word = read_text(reading.record, column)
    if word.casefold() not in reading.mapping.statuses:
        reading.doubt("UNKNOWN_STATUS", column, value=word or '""')
    return reading.mapping.statuses.get(word.casefold())


def _doubt_status(reading: Reading, status: StatusWord | None, closed: datetime | None) -> None:
    column = reading.mapping.columns.status
    if status and column and (status.state is SourceState.RESOLVED) is (closed is None):
        reading.doubt("STATUS_CONTRADICTS_TIME", column, value=read_text(reading.record, column))


def _doubt_order(reading: Reading, received: datetime, closed: datetime | None) -> None:
    if closed is not None and closed < received:
        column = reading.mapping.columns.closed or reading.mapping.columns.received
        reading.doubt("CLOSES_BEFORE_OPENS", column, closed=closed.isoformat(), opened=received.isoformat())


def _tell(reading: Reading, received: datetime, status: StatusWord | None) -> SourceHistory:
    """The two or three events that a record without notes tells of."""
    columns, state = reading.mapping.columns, status and status.state
    events = [SourceEvent(EventType.SUBMITTED, received)]
    by_time = reading.mapping.closed_by is ClosedBy.TIME
    closed = reading.read_past(columns.closed, received) if by_time or state is SourceState.RESOLVED else None
    if closed is not None:
        text = read_joined(reading.record, columns.resolution)
        events.append(SourceEvent(EventType.RESOLVED, closed, status.outcome if status else None, text))
    elif state is SourceState.WAITING:
        asked = reading.read_past(columns.status_at, received) or received
        events.append(SourceEvent(EventType.INFORMATION_REQUESTED, asked))
    return SourceHistory(tuple(events))


def _read_notes(reading: Reading, paths: HistoryPaths, received: datetime, status: StatusWord | None) -> SourceHistory:
    """Every note as an event, in the order of their times. Raises Refused for a note without a readable time."""
    notes = find_value(reading.record, paths.path)
    events: list[SourceEvent] = []
    links: dict[str, SourceLink] = {}
    for index, note in enumerate(notes if isinstance(notes, list) else ()):
        if not isinstance(note, Mapping):
            raise refuse("NOT_AN_OBJECT", f"{paths.path}.{index}", value=f"{paths.path}.{index}")
        events.append(_read_note(reading, paths, note, f"{paths.path}.{index}"))
        link = paths.link and _read_link(paths.link, note)
        if link:
            links.setdefault(link.external_id, link)
    ordered = sorted(events, key=lambda event: event.at)
    return SourceHistory(tuple(_close_once(_open_once(ordered, received), status)), tuple(links.values()))


def _read_note(reading: Reading, paths: HistoryPaths, note: Mapping[str, object], place: str) -> SourceEvent:
    at, unsure = reading.mapping.clock.read(read_text(note, paths.at), f"{place}.{paths.at}")
    if unsure is not None:
        reading.doubts.append(unsure)
    word = read_text(note, paths.type)
    if word.casefold() not in paths.types:
        reading.doubt("UNKNOWN_VALUE", f"{place}.{paths.type}", value=word, allowed=", ".join(paths.types))
    type_ = paths.types.get(word.casefold(), EventType.NOTED)
    public = paths.public or type_ in (EventType.SUBMITTED, EventType.RESOLVED)
    return SourceEvent(type_, at, text=read_joined(note, paths.text), public=public)


def _read_link(paths: LinkPaths, note: Mapping[str, object]) -> SourceLink | None:
    external_id, title, agency = (
        read_checked(note, path, NAME_LIMIT) for path in (paths.id, paths.title, paths.agency)
    )
    return SourceLink(external_id, title, agency) if external_id else None


def _open_once(events: list[SourceEvent], received: datetime) -> list[SourceEvent]:
    """The first SUBMITTED opens the case and later ones are notes; where there is none, the receipt is one."""
    openings = [position for position, event in enumerate(events) if event.type is EventType.SUBMITTED]
    if not openings:
        return [SourceEvent(EventType.SUBMITTED, received), *events]
    again = set(openings[1:])
    return [
        replace(event, type=EventType.NOTED) if position in again else event for position, event in enumerate(events)
    ]


def _close_once(events: list[SourceEvent], status: StatusWord | None) -> list[SourceEvent]:
    """The last RESOLVED before a REOPENED, or at the end, closes the case; earlier ones are notes.

    The last of all has the outcome that the status names.
    """
    settled: list[SourceEvent] = []
    closes, outcome = True, status.outcome if status else None
    for event in reversed(events):
        closing = event.type is EventType.RESOLVED
        if closing and closes:
            settled.append(replace(event, outcome=outcome))
        else:
            settled.append(replace(event, type=EventType.NOTED) if closing else event)
        if closing or event.type is EventType.REOPENED:
            closes, outcome = not closing, None
    return settled[::-1]
