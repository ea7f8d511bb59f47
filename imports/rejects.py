"""The file of rows that were rejected or are doubtful: which row, why, what to do, and what stood there."""

import csv
import re
from collections.abc import Sequence
from errno import EROFS
from pathlib import Path
from typing import IO

import orjson

from domain.problems import Problem, refuse
from domain.text.localized import Language
from imports.files.rows import SourceRow

HEADING = ("import_line", "import_kept", "import_reason", "import_field", "import_message")
SUFFIX = ".rejects.csv"
WRITABLE = 0o222

# Spreadsheets take a cell that begins like this for a formula, whoever wrote it; numbers are safe.
FORMULA = re.compile(r"[=@\t\r]|[+-](?![\d.,]*$)")


class Rejects:
    """Rows that are written beside `path` as they come, and take its place when the import is kept."""

    def __init__(self, path: Path, file: IO[str], columns: Sequence[str]) -> None:
        self.path = path
        self.count = 0
        self._file = file
        self._columns = columns
        self._writer = csv.writer(file)
        self._writer.writerow([*HEADING, *map(_defuse, columns)])

    def write(self, row: SourceRow, problems: Sequence[Problem], *, kept: bool) -> None:
        """Add a line for each problem of a row; `kept` says that the row is used nevertheless."""
        if not problems:
            return
        values = row.record.values() if row.problem else [row.record.get(name) for name in self._columns]
        shown = [_show(value) for value in values]
        for problem in problems:
            field = ".".join(str(step) for step in problem.path)
            told = (problem.code, field, problem.message(Language.ENGLISH))
            self._writer.writerow([row.line, "yes" if kept else "no", *map(_defuse, told), *shown])
            self.count += 1

    def keep(self) -> str | None:
        """Put the rows in their place and return it; without rows leave no file, not even an older one."""
        self._file.flush()
        if self.count:
            Path(self._file.name).replace(self.path)
            return str(self.path)
        self.path.unlink(missing_ok=True)
        return None

    def close(self) -> None:
        """Remove what was written and not kept."""
        self._file.close()
        Path(self._file.name).unlink(missing_ok=True)


def open_rejects(file: Path, wanted: Path | None, columns: Sequence[str]) -> Rejects:
    """Begin the rejects of `file`: at `wanted`, or beside it, or in the working directory where that is read-only.

    Raises Refused with UNWRITABLE_FILE.
    """
    if wanted is not None and wanted.resolve() == file.resolve():
        raise refuse("UNWRITABLE_FILE", value=wanted, reason="it is the file that is imported")
    name = file.name + SUFFIX
    places = [file.with_name(name), Path.cwd() / name] if wanted is None else [wanted]
    for place in places:
        try:
            return Rejects(place, _draft(place), columns)
        except OSError as error:
            reason = error.strerror
    raise refuse("UNWRITABLE_FILE", value=places[0], reason=reason)


def _draft(place: Path) -> IO[str]:
    if not place.parent.stat().st_mode & WRITABLE:
        # The administrator of a system could write there all the same.
        raise PermissionError(EROFS, "its folder is read-only")
    return place.with_name(f"{place.name}.part").open("w", encoding="utf-8", newline="")


def _show(value: object) -> str:
    if value is None:
        return ""
    return _defuse(value if isinstance(value, str) else orjson.dumps(value).decode())


def _defuse(text: str) -> str:
    return f"'{text}" if FORMULA.match(text) else text
