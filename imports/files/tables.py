"""Tables of text with a heading (CSV), read row by row whatever their size."""

import csv
from collections.abc import Iterator
from io import TextIOWrapper
from itertools import chain
from pathlib import Path

from domain.problems import Problem, refuse
from imports.files.rows import Source, SourceRow, check_encoding, check_file, refuse_file

DELIMITERS = ",;\t"
LONGEST_HEADING = 1 << 16

_Cells = tuple[int, list[str], int]


def open_table(path: Path, encoding: str = "utf-8", delimiter: str | None = None) -> Source:
    """Open a table. Raises Refused: UNREADABLE_FILE, EMPTY_FILE (no row below the heading), WRONG_ENCODING.

    Without `delimiter` it is the one of comma, semicolon and tab that the first line holds most often. Quotes are taken
    strictly, since one that is missing would swallow the rows that follow; reading on may raise UNREADABLE_FILE with
    the line of the row.
    """
    check_file(path)
    check_encoding(path, encoding)
    written = "utf-8-sig" if encoding == "utf-8" else encoding
    cells = _read(path, written, delimiter or _guess_delimiter(path, written))
    heading, first = next(cells, None), next(cells, None)
    if heading is None or first is None:
        raise refuse("EMPTY_FILE", value=path)
    columns = [name.strip() for name in heading[1]]
    return Source(columns, path.stat().st_size, (_name(columns, *each) for each in chain([first], cells)))


def _guess_delimiter(path: Path, encoding: str) -> str:
    with path.open(encoding=encoding) as file:
        heading = file.readline(LONGEST_HEADING)
    return max(DELIMITERS, key=heading.count)


def _read(path: Path, encoding: str, delimiter: str) -> Iterator[_Cells]:
    """The line, cells and bytes read so far of every row that is not blank, the heading first."""
    line = 1
    with path.open("rb") as file, TextIOWrapper(file, encoding=encoding, newline="") as text:
        reader = csv.reader(text, delimiter=delimiter, strict=True)
        try:
            for cells in reader:
                if cells:
                    yield line, cells, file.tell()
                line = reader.line_num + 1
        except csv.Error as error:
            reason = f"the row on line {line} is no CSV ({error}); check its quotes and delimiters"
            raise refuse_file(path, reason) from None


def _name(columns: list[str], line: int, cells: list[str], done: int) -> SourceRow:
    """A row with its cells under the names of the heading, or under numbers where there are more or fewer."""
    if len(cells) == len(columns):
        return SourceRow(line, dict(zip(columns, cells, strict=True)), done)
    problem = Problem("MALFORMED_ROW", (), {"value": str(len(cells)), "expected": str(len(columns))})
    return SourceRow(line, {f"{number}": cell for number, cell in enumerate(cells, 1)}, done, problem)
