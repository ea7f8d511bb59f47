"""What stands in the fields of a foreign record: a row of a table, or an object with objects inside."""

from collections.abc import Iterable, Mapping

from domain.problems import refuse
from domain.texts import check_text

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


def read_required(record: SourceRecord, path: str, limit: int) -> str:
    """As `read_checked`, for what must be there. Raises Refused with REQUIRED too."""
    text = read_checked(record, path, limit)
    if text is None:
        raise refuse("REQUIRED", path, value=path)
    return text


def read_joined(record: SourceRecord, paths: Iterable[str], limit: int) -> str | None:
    """The texts of several fields, one a line, without repetition; None where all are empty."""
    lines = (read_checked(record, path, limit) for path in paths)
    return "\n".join(dict.fromkeys(line for line in lines if line)) or None
