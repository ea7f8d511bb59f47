"""Whom and what an answer shows that is noted when others read it: marked in the answer itself, and taken out again.

A mark is the key of a person or case, a list of them, or one of such lists, under a name that no key of an answer has:
a sign, and a letter for each kind of what is read.
"""

import re
from collections.abc import Awaitable, Container, Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
from graphql import DocumentNode, FieldNode, FragmentDefinitionNode, OperationDefinitionNode, SelectionSetNode

from db.database import Database
from db.readings import Read, Reading, hour_of, note_reading
from domain.access import Principal
from domain.readings import NOTED_FIELDS, NOTED_ROWS
from domain.terms import ReadingKind, Role
from graph.declaration import Field
from graph.identifiers import snake_case
from graph.nodes import GRAPH

_LETTERS: Mapping[ReadingKind, str] = {
    ReadingKind.CONFIDENTIAL_CONTENT: "c",
    ReadingKind.SCORE: "s",
    ReadingKind.PLAN: "p",
    ReadingKind.EVIDENCE: "e",
    ReadingKind.IDENTITY_NUMBER: "i",
    ReadingKind.REPORTED: "r",
}
_KINDS = {letter: kind for kind, letter in _LETTERS.items()}
# In a text within JSON the quotes would be escaped.
_MARKS = re.compile(rb'"~([a-z]+":(?:null|"[0-9a-f-]{36}"|\[[^][]*(?:\[[^][]*\][^][]*)*\])),?')
# Measured: where marks have fewer bytes between them they are found faster all at once, and after how many of them an
# answer is known to be like that.
_NEAR, _SAMPLE = 400, 8
# How long a mark's name is at most, its sign and its closing quote included.
_LONGEST = len(_LETTERS) + 2
_QUOTE = ord('"')
_FIELDS: Mapping[str, ReadingKind] = {
    name: NOTED_FIELDS[field.guard]
    for node in GRAPH.values()
    for name, field in node.fields.items()
    if isinstance(field, Field) and field.guard is not None and field.guard in NOTED_FIELDS
}

_OF_ROWS = frozenset(kind for kind in NOTED_ROWS.values() if kind is not None)

# As they stand in answers: equal ones are the same reading.
Marks = frozenset[bytes]


def mark_name(kinds: Iterable[ReadingKind]) -> str:
    """The name of a mark."""
    return f"~{''.join(sorted(_LETTERS[kind] for kind in kinds))}"


def take_marks(answer: bytes) -> tuple[bytes, Marks]:
    """An answer without its marks, and these."""
    pieces: list[bytes] = []
    marks: list[bytes] = []
    end = 0
    # The sign that each mark begins with is rare, and found a hundred times faster than a mark.
    while (at := answer.find(b"~", end)) > 0:
        if len(marks) == _SAMPLE and end < _SAMPLE * _NEAR:
            # Split by the one group, so what is at odd places are the marks.
            rest = _MARKS.split(answer[end:])
            return b"".join([*pieces, *rest[::2]]), frozenset([*marks, *rest[1::2]])
        named = answer.find(b'"', at, at + _LONGEST)
        one = answer[named : named + 3] == b'":"' and answer[named + 39 : named + 41] == b'",'
        if one and answer[at - 1] == _QUOTE and answer[at + 1 : named].isalpha():
            # One key, as most are: nothing else that JSON can be looks like it.
            pieces.append(answer[end : at - 1])
            marks.append(answer[at + 1 : named + 40])
            end = named + 41
            continue
        # Where it is in a text, the next mark is looked for, so that nobody who writes many signs is waited for.
        found = _MARKS.match(answer, at - 1) or _MARKS.search(answer, at)
        if found is None:
            break
        pieces.append(answer[end : found.start()])
        marks.append(found[1])
        end = found.end()
    return b"".join([*pieces, answer[end:]]), frozenset(marks)


def marks_of(marks: Marks, kinds: Container[ReadingKind]) -> Marks:
    """Marks, as far as they are of some kinds."""
    letters = {ord(_LETTERS[kind]) for kind in ReadingKind if kind in kinds and kind in _LETTERS}
    parted = ((bytes(letter for letter in name if letter in letters), key) for name, key in map(_parted, marks))
    return frozenset(b'%s"%s' % (name, key) for name, key in parted if name)


def read_marks(marks: Marks) -> set[Read]:
    """What marks say was read of whom."""
    parted = ((name.decode(), orjson.loads(key[1:])) for name, key in map(_parted, marks))
    return {(_KINDS[letter], UUID(key)) for name, named in parted for key in _keys_of(named) for letter in name}


def _parted(mark: bytes) -> tuple[bytes, bytes]:
    """The letters of a mark, and what stands behind the name's closing quote."""
    name, _, key = mark.partition(b'"')
    return name, key


def _keys_of(named: Any) -> Iterator[str]:
    if isinstance(named, list):
        for each in named:
            yield from _keys_of(each)
    elif named is not None:
        yield named


def kinds_shown(document: DocumentNode) -> frozenset[ReadingKind]:
    """What of marked rows a document may show: whatever rows are read as, and the guarded fields that it names."""
    named = {_FIELDS[snake] for name in _names(document) if (snake := snake_case(name)) in _FIELDS}
    return frozenset({*_OF_ROWS, *named})


def _names(document: DocumentNode) -> Iterator[str]:
    waiting: list[SelectionSetNode | None] = [
        definition.selection_set
        for definition in document.definitions
        if isinstance(definition, OperationDefinitionNode | FragmentDefinitionNode)
    ]
    while waiting:
        for selection in found.selections if (found := waiting.pop()) is not None else ():
            if isinstance(selection, FieldNode):
                yield selection.name.value
            waiting.append(getattr(selection, "selection_set", None))


# Bytes that a process remembers of the running hour, and what a mark takes beside itself.
MOST_REMEMBERED = 8_000_000
_BESIDE = 120
_HOUR, _NEVER = timedelta(hours=1), datetime.min.replace(tzinfo=UTC)
_NONE: Marks = frozenset()


class Readings:
    """Notes what is read of others. What this process noted within the hour costs no statement again."""

    def __init__(self, database: Database, most: int = MOST_REMEMBERED) -> None:
        self._database, self._most = database, most
        self._noted: dict[tuple[Role, object], set[bytes]] = {}
        self._bytes = 0
        self._hour = _NEVER

    def note(self, viewer: Principal, marks: Marks) -> Awaitable[None] | None:
        """Note what marks say, but for what is the viewer's own; to be awaited before the answer is handed out.

        There is nothing to wait for where it was noted before.
        """
        if not marks:
            return None
        at = self._database.clock()
        self._turn_to(at)
        who = (viewer.role, viewer.caller_id)
        new = marks - self._noted.get(who, _NONE)
        return self._note(viewer, who, new, at) if new else None

    async def _note(self, viewer: Principal, who: tuple[Role, object], new: Marks, at: datetime) -> None:
        hour = self._hour
        read = {each for each in read_marks(new) if each[1] != viewer.employee_id}
        if read:
            async with self._database.primary.acquire() as connection:
                await note_reading(connection, Reading(viewer, at, read))
        if hour == self._hour:
            self._noted.setdefault(who, set()).update(new)
            self._bytes += sum(len(mark) + _BESIDE for mark in new)

    def _turn_to(self, at: datetime) -> None:
        if not self._hour <= at < self._hour + _HOUR or self._bytes > self._most:
            self._hour, self._bytes = hour_of(at), 0
            self._noted.clear()
