"""A mapping as its TOML document says it, read section by section."""

import codecs
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import fields
from enum import StrEnum
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from domain.problems import Refused, refuse
from domain.terms import CaseKind, Channel, EventType, Outcome, UnitKind
from imports.files.rows import check_encoding, check_file, refuse_file
from imports.mapping.clocks import EPOCH, SourceClock
from imports.mapping.mappings import (
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

Term = TypeVar("Term", bound=StrEnum)


def refuse_key(key: str, reason: str) -> Refused:
    """A refusal of the document because of one key: MAPPING_FORM at the key's path."""
    return refuse("MAPPING_FORM", *key.split("."), reason=f"{key} {reason}")


class Section:
    """One table. Keys other than `keys` are refused; without `keys` any word may be a key."""

    def __init__(self, values: object, path: str, keys: Iterable[str] | None = None) -> None:
        if not isinstance(values, Mapping):
            raise refuse_key(path, "is no table")
        self.values: Mapping[str, object] = values
        self.path = path
        if keys is not None:
            self._refuse_others(tuple(keys))

    def _refuse_others(self, keys: tuple[str, ...]) -> None:
        for key in self.values:
            if key not in keys:
                raise refuse_key(self.name(key), f"is unknown; the keys here are {', '.join(keys)}")

    def name(self, key: str) -> str:
        """The key with the tables it stands in, as `time.zone`."""
        return f"{self.path}.{key}" if self.path else key

    def section(self, key: str, keys: Iterable[str] | None = None) -> "Section":
        """The table under `key`; an empty one where there is none."""
        return Section(self.values.get(key, {}), self.name(key), keys)

    def optional(self, key: str) -> str | None:
        """The text under `key`, or None where there is none."""
        value = self.values.get(key)
        if value is None or (isinstance(value, str) and value):
            return value
        raise refuse_key(self.name(key), "is no text, or an empty one")

    def text(self, key: str) -> str:
        """The text under `key`, which must be there."""
        value = self.optional(key)
        if value is None:
            raise refuse_key(self.name(key), "is missing")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """The list of texts under `key`; one text is a list of one."""
        value = self.values.get(key, [])
        listed = [value] if isinstance(value, str) else value
        if isinstance(listed, list) and all(isinstance(each, str) and each for each in listed):
            return tuple(listed)
        raise refuse_key(self.name(key), "is neither a text nor a list of texts")

    def flag(self, key: str) -> bool:
        """Whether `key` is true; false where there is none."""
        value = self.values.get(key, False)
        if isinstance(value, bool):
            return value
        raise refuse_key(self.name(key), "is neither true nor false")

    def term(self, key: str, terms: type[Term], default: Term | None = None) -> Term:
        """The term of a vocabulary under `key`; `default` where there is none."""
        value = self.values.get(key, default)
        try:
            return terms(str(value))
        except ValueError:
            shown = "is missing" if value is None else f"is {value}"
            raise refuse_key(self.name(key), f"{shown}; use one of {', '.join(terms)}") from None

    def terms(self, terms: type[Term]) -> dict[str, Term]:
        """Every word of this table, in lower case, with the term it means."""
        return {word.casefold(): self.term(word, terms) for word in self.values}

    def words(self) -> dict[str, str]:
        """Every word of this table, in lower case, with the text it means."""
        return {word.casefold(): self.text(word) for word in self.values}


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
        # What turns bytes into other bytes is found by lookup, too, and is no encoding of texts.
        "".encode(encoding)
        return codecs.lookup(encoding).name
    except (LookupError, UnicodeError):
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
            "time.zone", 'is missing; times of this format hold no offset, so name their zone, as "Asia/Makassar"'
        )
    if zone is None:
        return SourceClock(form)
    try:
        return SourceClock(form, ZoneInfo(zone))
    except (ValueError, OSError, KeyError):
        raise refuse_key("time.zone", f'is no time zone ({zone}); write for example "Asia/Makassar"') from None


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


def load_mapping(path: Path) -> SourceMapping:
    """Read a mapping. Raises Refused: UNREADABLE_FILE, EMPTY_FILE, WRONG_ENCODING, and MAPPING_FORM with the key."""
    check_file(path)
    check_encoding(path, "utf-8")
    try:
        document = tomllib.loads(path.read_text("utf-8-sig"))
    except tomllib.TOMLDecodeError as error:
        raise refuse_file(path, f"it is no TOML ({error}); correct that line") from None
    return parse_mapping(document)
