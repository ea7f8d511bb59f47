"""Arrays of objects (JSON), which are read as a whole."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import orjson

from domain.problems import Problem, refuse
from imports.files.rows import Source, SourceRow, check_encoding, check_file, refuse_file


def load_objects(path: Path, encoding: str = "utf-8") -> list[object]:
    """The array of objects in a file. Raises Refused: UNREADABLE_FILE, EMPTY_FILE, WRONG_ENCODING."""
    document = load_json(path, encoding)
    if not isinstance(document, list):
        raise refuse_file(path, "it holds no JSON array; the cases must stand in one, [{...}, {...}]")
    return document


def load_json(path: Path, encoding: str = "utf-8") -> object:
    """The JSON document in a file. Raises Refused: UNREADABLE_FILE, EMPTY_FILE, WRONG_ENCODING."""
    check_file(path)
    check_encoding(path, encoding)
    try:
        return orjson.loads(path.read_text("utf-8-sig" if encoding == "utf-8" else encoding))
    except orjson.JSONDecodeError as error:
        raise refuse_file(path, f"it is no JSON ({error}); export it again") from None


def number_objects(path: Path, listed: Sequence[object]) -> Source:
    """Objects as rows, numbered from 1. Raises Refused with EMPTY_FILE where there are none."""
    if not listed:
        raise refuse("EMPTY_FILE", value=path)
    names = dict.fromkeys(name for each in listed if isinstance(each, Mapping) for name in each)
    return Source(list(names), len(listed), (_number(number, each) for number, each in enumerate(listed, 1)))


def _number(number: int, each: object) -> SourceRow:
    if isinstance(each, Mapping):
        return SourceRow(number, each, number)
    return SourceRow(number, {"1": each}, number, Problem("NOT_AN_OBJECT", (), {"value": str(number)}))
