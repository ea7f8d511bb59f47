"""The rows of a file, and what a file must be to have any."""

import codecs
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from domain.problems import Problem, Refused, refuse

CHUNK = 1 << 20


def check_file(path: Path) -> None:
    """See to it that `path` is a file with something in it. Raises Refused with UNREADABLE_FILE or EMPTY_FILE."""
    try:
        if path.is_dir():
            raise refuse_file(path, "it is a directory; name a file in it")
        with path.open("rb") as file:
            first = file.read(CHUNK)
    except FileNotFoundError:
        raise refuse_file(path, "there is no such file; check the path") from None
    except OSError as error:
        raise refuse_file(path, f"{error.strerror}; see to it that this account may read it") from None
    if not first.strip(b" \t\r\n\xef\xbb\xbf"):
        raise refuse("EMPTY_FILE", value=path)


def refuse_file(path: Path, reason: str) -> Refused:
    """A refusal of a whole file, with the reason and what to do about it."""
    return refuse("UNREADABLE_FILE", value=path, reason=reason)


def check_encoding(path: Path, encoding: str) -> None:
    """See to it that the bytes of `path` are text in `encoding`. Raises Refused with WRONG_ENCODING and the place."""
    decoder = codecs.getincrementaldecoder(encoding)()
    read = 0
    with path.open("rb") as file:
        while True:
            chunk = file.read(CHUNK)
            kept = len(decoder.getstate()[0])
            try:
                decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                position = read - kept + error.start + 1
                raise refuse("WRONG_ENCODING", encoding=encoding, position=position) from None
            if not chunk:
                return
            read += len(chunk)


@dataclass(frozen=True)
class SourceRow:
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
    rows: Iterator[SourceRow]
