"""Fields of a foreign record, read with all findings and doubts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from domain.problems import Problem, refuse
from domain.validation import Findings, check_text
from imports.mapping.mappings import SourceMapping

SourceRecord = Mapping[str, object]

# Characters of a name or a number, and of a text.
NAME_LIMIT = 200
TEXT_LIMIT = 10_000


def find_value(record: SourceRecord, path: str) -> object:
    """The value of the field `path`: a name as it stands, or names joined by dots that lead inside. None: nothing."""
    if path in record:
        return record[path]
    found: object = record
    for name in path.split("."):
        if not isinstance(found, Mapping):
            return None
        found = found.get(name)
    return found


def has_field(record: SourceRecord, path: str) -> bool:
    """Whether the record has the field `path`, be it empty."""
    outer, _, inner = path.rpartition(".")
    if path in record or not outer:
        return path in record
    within = find_value(record, outer)
    return isinstance(within, Mapping) and inner in within


def read_text(record: SourceRecord, path: str | None) -> str:
    """The text of a field, trimmed; empty where there is none. Raises Refused with NOT_TEXT for lists and objects."""
    value = None if path is None else find_value(record, path)
    if value is None:
        return ""
    if isinstance(value, Mapping | list):
        raise refuse("NOT_TEXT", str(path), value=path)
    return str(value).strip()


def read_checked(record: SourceRecord, path: str | None, limit: int) -> str | None:
    """The text of a field as it may be stored, or None where it is empty. Raises Refused as `check_text` does."""
    text = read_text(record, path)
    return check_text(text, str(path), limit=limit) if text else None


def read_required(record: SourceRecord, path: str) -> str:
    """A name or a number as `read_checked` has it, which must be there. Raises Refused with REQUIRED too."""
    text = read_checked(record, path, NAME_LIMIT)
    if text is None:
        raise refuse("REQUIRED", path, value=path)
    return text


def read_joined(record: SourceRecord, paths: Iterable[str]) -> str | None:
    """The texts of several fields, one a line, without repetition; None where all are empty."""
    lines = (read_checked(record, path, TEXT_LIMIT) for path in paths)
    return "\n".join(dict.fromkeys(line for line in lines if line)) or None


@dataclass(kw_only=True)
class Reading(Findings):
    """A record, the mapping it is read by, and `now`, after which nothing can have happened.

    `problems` gathers why the record is not kept, `doubts` what is reported of a record that is.
    """

    mapping: SourceMapping
    record: SourceRecord
    now: datetime
    doubts: list[Problem] = field(default_factory=list)

    def doubt(self, code: str, column: str, **values: str) -> None:
        """Note something odd about a column."""
        self.doubts.append(Problem(code, (column,), values))

    def read_time(self, column: str | None, after: datetime | None = None) -> datetime | None:
        """The instant that a column names, None where it is empty. Raises Refused with TIME_FORM."""
        text = read_text(self.record, column)
        if not text or column is None:
            return None
        at, unsure = self.mapping.clock.read(text, column, after=after)
        if unsure is not None:
            self.doubts.append(unsure)
        return at

    def read_past(self, column: str | None, after: datetime | None = None) -> datetime | None:
        """As `read_time`, for what has happened. Raises Refused with TIME_IN_FUTURE too."""
        at = self.read_time(column, after)
        if at is not None and column is not None and at > self.now:
            raise refuse("TIME_IN_FUTURE", column, value=read_text(self.record, column))
        return at
