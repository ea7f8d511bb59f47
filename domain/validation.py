"""What a value from outside must be, and all that is wrong with a request at once."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import ParamSpec, TypeVar

from domain.problems import Problem, Refused, refuse

# Controls except tab and newline; surrogates, which no encoding can carry; overrides of the direction of writing, by
# which a text can show something else than it holds.
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
_NAMED = 5

# No composed character stands for more than four: a text that is longer than that is too long in any form, and is
# refused before it is composed, which costs the square of a run of combining marks.
_LONGEST_COMPOSITION = 4


def check_text(text: str, *path: str | int, minimum: int = 1, limit: int) -> str:
    """The text in Unicode's composed form (NFC), without white space around it, lines ended by a newline alone.

    Raises Refused at `path`: TEXT_TOO_LONG above `limit` and TEXT_EMPTY below `minimum` characters, counted in that
    form; CONTROL_CHARACTERS for control characters other than tab and newline, lone surrogates, and characters that
    override the direction of writing.
    """
    trimmed = text.replace("\r\n", "\n").strip()
    if len(trimmed) > limit * _LONGEST_COMPOSITION:
        raise refuse("TEXT_TOO_LONG", *path, length=len(trimmed), limit=limit)
    found = dict.fromkeys(_FORBIDDEN.findall(trimmed))
    if found:
        raise refuse("CONTROL_CHARACTERS", *path, value=", ".join(f"U+{ord(each):04X}" for each in [*found][:_NAMED]))
    composed = unicodedata.normalize("NFC", trimmed)
    if len(composed) > limit:
        raise refuse("TEXT_TOO_LONG", *path, length=len(composed), limit=limit)
    if len(composed) < minimum:
        raise refuse("TEXT_EMPTY", *path, minimum=minimum)
    return composed


P = ParamSpec("P")
T = TypeVar("T")


@dataclass
class Findings:
    """Problems found so far, each at its path below `path`."""

    path: tuple[str | int, ...] = ()
    problems: list[Problem] = field(default_factory=list)

    def below(self, *path: str | int) -> "Findings":
        """The same findings, for what lies at `path`."""
        return Findings((*self.path, *path), self.problems)

    def check(self, check: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T | None:
        """What `check` returns; None, and its problems noted, where it refuses."""
        return self.attempt(lambda: check(*args, **kwargs), None)

    def attempt(self, read: Callable[[], T], otherwise: T) -> T:
        """What `read` gives; where it refuses, `otherwise`, and its problems are noted."""
        try:
            return read()
        except Refused as refused:
            self.problems += [problem.at(*self.path) for problem in refused.problems]
            return otherwise

    def note(self, code: str, *path: str | int, **values: object) -> None:
        """Add one problem."""
        words = {name: str(value) for name, value in values.items()}
        self.problems.append(Problem(code, (*self.path, *path), words))

    def settle(self) -> None:
        """Raise Refused with every problem found, if there is one."""
        if self.problems:
            raise Refused(*self.problems)


# Clocks differ; nobody is refused for a minute.
TOLERANCE = timedelta(seconds=60)


def check_offset(moment: datetime, *path: str | int) -> datetime:
    """The moment, if it says how its clock relates to UTC; else TIME_FORM."""
    if moment.tzinfo is None:
        raise refuse("TIME_FORM", *path, value=moment.isoformat(), form="2026-11-24T09:30:00+07:00")
    return moment


def check_past(moment: datetime, now: datetime, *path: str | int) -> datetime:
    """The moment, if it is not later than `now`; else TIME_IN_FUTURE, or TIME_FORM without an offset."""
    if check_offset(moment, *path) > now + TOLERANCE:
        raise refuse("TIME_IN_FUTURE", *path, value=moment.isoformat())
    return moment


def read_instant(text: str) -> datetime:
    """The instant that a text names. Raises ValueError where it names none, no offset, or one outside all calendars."""
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text!r} is no instant; write it like 2026-11-24T09:30:00+07:00") from None
    if instant.tzinfo is None:
        raise ValueError(f"{text!r} names no offset; write it like 2026-11-24T09:30:00+07:00")
    try:
        instant.astimezone(UTC)
    except OverflowError:
        raise ValueError(f"{text!r} lies outside the years 1 to 9999") from None
    return instant


def read_day(text: str) -> date:
    """The day that a text names. Raises ValueError where it names none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text!r} is no day; write it like 2026-11-24") from None
