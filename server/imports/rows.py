"""What a file holds, whatever its form: the names of its fields, and its rows one by one."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from domain.problems import Problem


@dataclass(frozen=True)
class Row:
    """One row of a file.

    `line` is the line on which it begins, or the number of the object, from 1; `done` is how much of the file is read
    with it. A row with a `problem` cannot be read; its values then stand under numbers.
    """

    line: int
    record: Mapping[str, object]
    done: int
    problem: Problem | None = None


@dataclass(frozen=True)
class Source:
    """An opened file: its columns, its rows, which can be read once, and the value of `done` after the last."""

    columns: Sequence[str]
    total: int
    rows: Iterator[Row]
