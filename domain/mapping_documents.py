"""Reading a mapping from its document (TOML), with errors that name the key and say what it may hold."""

import codecs
import re
from collections.abc import Mapping
from dataclasses import fields
from zoneinfo import ZoneInfo

from domain.document_sections import Section, refuse_key
from domain.mappings import (
    ClosedBy,
    Columns,
    Creation,
    HistoryPaths,
    LinkPaths,
    SourceFormat,
    SourceMapping,
    SourceState,
    StatusWord,
)
from domain.source_times import EPOCH, SourceClock
from domain.terms import CaseKind, Channel, EventType, Outcome, UnitKind

# It begins the tickets of cases, before a slash.
_SOURCE = re.compile(r"[A-Za-z0-9._-]{1,60}")
_MANY = ("description", "resolution")
PLAIN = ("source", "format", "encoding", "delimiter", "kind", "closed_by", "category_prefix")
TABLES = ("columns", "time", "status", "channel", "unit", "category", "default", "create", "history")


def parse_mapping(document: Mapping[str, object]) -> SourceMapping:
    """The mapping that a parsed TOML document describes. Raises Refused with MAPPING_FORM, which names the key."""
    whole = Section(document, "", PLAIN + TABLES)
    default = whole.section("default", ("unit", "channel"))
    mapping = SourceMapping(
        source=_read_source(whole),
        format=whole.term("format", SourceFormat, SourceFormat.CSV),
        encoding=_read_encoding(whole),
        delimiter=whole.optional("delimiter"),
        kind=whole.term("kind", CaseKind, CaseKind.COMPLAINT),
        closed_by=whole.term("closed_by", ClosedBy, ClosedBy.TIME),
        columns=_read_columns(whole),
        clock=_read_clock(whole.section("time", ("format", "zone"))),
        statuses=_read_statuses(whole.section("status")),
        channels=whole.section("channel").terms(Channel),
        units=whole.section("unit").words(),
        categories=whole.section("category").words(),
        category_prefix=whole.optional("category_prefix"),
        default_unit=default.optional("unit"),
        default_channel=default.term("channel", Channel, Channel.OTHER),
        create=_read_creation(whole.section("create", [each.name for each in fields(Creation)])),
        history=_read_history(whole) if "history" in document else None,
    )
    _check_whole(mapping)
    return mapping


def _read_source(whole: Section) -> str:
    source = whole.text("source")
    if not _SOURCE.fullmatch(source):
        raise refuse_key("source", "holds more than letters, digits, dots, hyphens and underscores")
    return source


def _read_encoding(whole: Section) -> str:
    encoding = whole.optional("encoding") or "utf-8"
    try:
        return codecs.lookup(encoding).name
    except LookupError:
        raise refuse_key("encoding", f"names no encoding ({encoding}); use for example utf-8 or latin-1") from None


def _read_columns(whole: Section) -> Columns:
    section = whole.section("columns", [each.name for each in fields(Columns)])
    required = {name: section.text(name) for name in ("id", "received", "category")}
    optional = [each.name for each in fields(Columns) if each.name not in (*required, *_MANY)]
    many = {name: section.texts(name) for name in _MANY}
    return Columns(**required, **{name: section.optional(name) for name in optional}, **many)  # type: ignore[arg-type]


def _read_clock(section: Section) -> SourceClock:
    form, zone = section.optional("format"), section.optional("zone")
    if form is not None and form != EPOCH and "%" not in form:
        raise refuse_key(
            "time.format", f'is no strptime pattern ({form}); write for example "%d/%m/%Y %H:%M", or "epoch"'
        )
    if zone is None and form not in (None, EPOCH) and "%z" not in form:
        raise refuse_key(
            "time.zone", 'is missing; times of this format hold no offset, so name their zone, as "Asia/Jakarta"'
        )
    if zone is None:
        return SourceClock(form)
    try:
        return SourceClock(form, ZoneInfo(zone))
    except (ValueError, OSError, KeyError):
        raise refuse_key("time.zone", f'is no time zone ({zone}); write for example "Asia/Jakarta"') from None


def _read_statuses(section: Section) -> dict[str, StatusWord]:
    statuses = {}
    for word, value in section.values.items():
        if isinstance(value, Mapping):
            inner = section.section(word, ("state", "outcome"))
            outcome = inner.term("outcome", Outcome) if "outcome" in value else None
            statuses[word.casefold()] = StatusWord(inner.term("state", SourceState), outcome)
        else:
            statuses[word.casefold()] = StatusWord(section.term(word, SourceState))
    return statuses


def _read_creation(section: Section) -> Creation:
    return Creation(
        units=section.flag("units"),
        categories=section.flag("categories"),
        unit_kind=section.term("unit_kind", UnitKind, UnitKind.AGENCY),
        code_prefix=section.optional("code_prefix") or "",
    )


def _read_history(whole: Section) -> HistoryPaths:
    section = whole.section("history", ("path", "at", "type", "text", "types", "link", "public"))
    link = section.section("link", ("id", "title", "agency"))
    return HistoryPaths(
        path=section.text("path"),
        at=section.text("at"),
        type=section.text("type"),
        text=section.texts("text"),
        types=section.section("types").terms(EventType),
        link=LinkPaths(link.text("id"), link.optional("title"), link.optional("agency")) if link.values else None,
        public=section.flag("public"),
    )


def _check_whole(mapping: SourceMapping) -> None:
    if mapping.columns.unit is None and mapping.default_unit is None:
        raise refuse_key(
            "columns.unit", "is missing; name the column of the unit, or give every case one by default.unit"
        )
    if mapping.columns.status is not None and not mapping.statuses:
        raise refuse_key("status", "is missing; say what each word of the status column means")
    if mapping.closed_by is ClosedBy.STATUS and mapping.columns.status is None:
        raise refuse_key("closed_by", "is status, so columns.status is required")
    if mapping.delimiter is not None and len(mapping.delimiter) != 1:
        raise refuse_key("delimiter", "is one character")
