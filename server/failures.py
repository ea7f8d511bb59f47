"""What a log says of a failure: which kind, and where. Never its words: they repeat what was sent."""

import traceback
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

_PROJECT = Path(__file__).resolve().parents[1]
_INSTALLED = "site-packages"
# The places that a failure came through last, innermost first.
_MOST_PLACES = 8
_MOST_CAUSES = 5

# Classes of PostgreSQL's conditions whose words are about the server: connections, rights to connect, resources, and
# what its operator or a limit of time ended.
_ABOUT_THE_SERVER = ("08", "28", "53", "57", "58")
# What PostgreSQL names of its own catalogue: never a value.
_NAMED = ("schema_name", "table_name", "column_name", "constraint_name")


def describe_failure(error: BaseException) -> str:
    """One line: the failure and those that caused it, each with its code and the places that it came through."""
    return "; caused by ".join(_describe_one(each) for each in _chain(error))


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: list[BaseException] = []
    while error is not None and error not in seen and len(seen) < _MOST_CAUSES:
        seen.append(error)
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _describe_one(error: BaseException) -> str:
    kind = type(error)
    name = kind.__name__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
    facts = " ".join(_facts(error))
    places = " < ".join(_places(error.__traceback__))
    return name + (f" ({facts})" if facts else "") + (f" at {places}" if places else "")


def _facts(error: BaseException) -> Iterator[str]:
    """What is known to be no value of anybody's."""
    if isinstance(error, OSError) and error.errno is not None:
        yield f"errno={error.errno}"
    state = getattr(error, "sqlstate", None)
    if isinstance(state, str):
        yield f"sqlstate={state}"
        if state.startswith(_ABOUT_THE_SERVER):
            yield str(error).partition("\n")[0]
        yield from (f"{name}={value}" for name in _NAMED if (value := getattr(error, name, None)))


def _places(trace: TracebackType | None) -> list[str]:
    frames = [(frame.f_code, number) for frame, number in traceback.walk_tb(trace)]
    return [f"{_short(code.co_filename)}:{number} {code.co_name}" for code, number in frames[: -_MOST_PLACES - 1 : -1]]


def _short(file: str) -> str:
    path = Path(file)
    if path.is_relative_to(_PROJECT):
        inside = path.relative_to(_PROJECT).as_posix()
        return inside.rpartition(f"{_INSTALLED}/")[2]
    return path.as_posix().rpartition(f"{_INSTALLED}/")[2].removeprefix("/")
