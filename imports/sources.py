"""Opening a file of cases as its mapping says, and comparing the fields of the two."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from domain.problems import Problem, Refused
from imports.files.georeport import parse_georeport
from imports.files.objects import load_objects, number_objects
from imports.files.rows import Source, refuse_file
from imports.files.tables import open_table
from imports.mapping.mappings import SourceFormat, SourceMapping
from imports.records.fields import has_field

# Fields of GeoReport v2 that a server may leave out of all its answers.
OPTIONAL = frozenset({"address", "agency_responsible", "description", "expected_datetime", "lat", "long"}) | {
    "service_name",
    "status_notes",
    "updated_datetime",
}


def open_source(path: Path, mapping: SourceMapping) -> Source:
    """Open a file of cases.

    Raises Refused: UNREADABLE_FILE, EMPTY_FILE, WRONG_ENCODING, and UNKNOWN_COLUMN for each field that the mapping
    names and that no row of the file has.
    """
    if mapping.format is SourceFormat.CSV:
        table = open_table(path, mapping.encoding, mapping.delimiter)
        _check(mapping, table.columns, lambda name: table.columns.count(name) == 1)
        return table
    objects = (
        load_objects(path, mapping.encoding) if mapping.format is SourceFormat.JSON else _load_answer(path, mapping)
    )
    source = number_objects(path, objects)
    _check(mapping, source.columns, lambda name: _occurs(name, objects, mapping))
    return source


def _load_answer(path: Path, mapping: SourceMapping) -> Sequence[object]:
    report = parse_georeport(path, mapping.encoding)
    if report.services:
        reason = (
            f"it lists {len(report.services)} services, not requests; categories are added by the requests that name"
            " them, so import the answer to requests.xml or requests.json"
        )
        raise refuse_file(path, reason)
    return report.requests


def _occurs(name: str, objects: Iterable[object], mapping: SourceMapping) -> bool:
    if mapping.format is SourceFormat.OPEN311 and name in OPTIONAL:
        return True
    return any(isinstance(each, Mapping) and has_field(each, name) for each in objects)


def _check(mapping: SourceMapping, columns: Sequence[str], occurs: Callable[[str], bool]) -> None:
    history = () if mapping.history is None else (mapping.history.path,)
    missing = [name for name in (*mapping.columns.named(), *history) if not occurs(name)]
    shown = {"allowed": ", ".join(columns)}
    if missing:
        raise Refused(*(Problem("UNKNOWN_COLUMN", (name,), {"value": name} | shown) for name in missing))
