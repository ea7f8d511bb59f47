"""What is logged is one line, says what failed and where, and repeats nothing that was sent."""

import logging
import re
import sys
from types import TracebackType
from uuid import UUID

import asyncpg
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.access import ANYONE, Principal
from domain.keyring import Key, Purpose
from domain.terms import Role
from server.failures import describe_failure
from server.logs import LineFormatter, describe_logging, escape, stamp
from server.pseudonyms import Pseudonyms, describe_address
from server.settings import JSON_LINES, TEXT_LINES, Settings
from tests.keys import KEYS
from tests.resolvers.programs import program_for

PLANTED = "Ibu Sari dari RT 03"
Failure = tuple[type[BaseException], BaseException, TracebackType | None]


def failed(said: str, cause: Exception | None = None) -> Failure:
    try:
        raise ValueError(said) from cause  # noqa: TRY301
    except ValueError:
        kind, error, trace = sys.exc_info()
    assert kind is not None
    assert error is not None
    return kind, error, trace


def record(name: str, said: str, *arguments: object, failure: Failure | None = None) -> logging.LogRecord:
    return logging.LogRecord(name, logging.ERROR, __file__, 1, said, arguments, failure)


def test_a_failure_is_its_kind_and_its_places() -> None:
    cause = asyncpg.QueryCanceledError("canceling statement due to statement timeout\nDETAIL: " + PLANTED)
    told = describe_failure(failed(PLANTED, cause)[1])
    assert re.fullmatch(
        r"ValueError at tests/server/test_logs\.py:\d+ failed; caused by asyncpg\.exceptions\.QueryCanceledError"
        r" \(sqlstate=57014 canceling statement due to statement timeout\)",
        told,
    )


def test_of_what_the_database_refuses_only_its_own_names_are_told() -> None:
    error = asyncpg.UniqueViolationError(f'duplicate key "{PLANTED}"')
    error.constraint_name, error.table_name, error.detail = "cases_pkey", "cases", f"Key (id)=({PLANTED}) exists."
    told = describe_failure(error)
    assert (
        told == "asyncpg.exceptions.UniqueViolationError (sqlstate=23505 table_name=cases constraint_name=cases_pkey)"
    )


def test_a_failure_that_causes_itself_ends() -> None:
    first, second = ValueError(PLANTED), KeyError(PLANTED)
    first.__context__, second.__context__ = second, first
    assert describe_failure(first) == "ValueError; caused by KeyError"


@pytest.mark.parametrize("form", [TEXT_LINES, JSON_LINES])
def test_a_record_is_one_line_and_a_failure_is_without_its_words(form: str) -> None:
    said = record("simpul.jobs", "work\nwith %s failed", "a\x1b[2Jb\u2028c", failure=failed(PLANTED))
    line = LineFormatter(form).format(said)
    assert "\n" not in line
    assert "\x1b" not in line
    assert PLANTED not in line
    assert "ValueError at tests/server/test_logs.py" in line


def test_of_what_libraries_say_there_is_the_first_line_alone() -> None:
    said = record("asyncio", f"Task exception was never retrieved\nfuture: <Task exception=ValueError('{PLANTED}')>")
    line = LineFormatter(JSON_LINES).format(said)
    assert orjson.loads(line)["message"] == "Task exception was never retrieved"


def test_libraries_are_as_quiet_in_debugging_as_ever() -> None:
    for level in ("DEBUG", "INFO", "WARNING"):
        described = describe_logging(Settings(log_level=level))
        assert described["root"]["level"] == described["loggers"]["uvicorn"]["level"] == "WARNING"


@given(st.text())
def test_no_text_leaves_its_line(text: str) -> None:
    assert escape(text).isprintable()


def test_moments_are_those_of_utc() -> None:
    assert stamp(0.1239) == "1970-01-01T00:00:00.123Z"


def test_a_person_is_called_alike_under_one_key_and_otherwise_under_another() -> None:
    person, other = (Principal(Role.EMPLOYEE, UUID(int=number)) for number in (1, 2))
    names = Pseudonyms(KEYS.current(Purpose.LOGS))
    assert names.of(person) == Pseudonyms(KEYS.current(Purpose.LOGS)).of(person)
    assert re.fullmatch(r"EMPLOYEE:1\.[0-9a-f]{12}", names.of(person))
    assert len({names.of(person), names.of(other), Pseudonyms(Key(1, b"another key")).of(person)}) == 3
    assert Pseudonyms(Key(2, b"a key")).of(person).startswith("EMPLOYEE:2.")
    assert names.of(ANYONE) == str(ANYONE.role)
    assert len({names.of(each) for each in (person, program_for(person), program_for(person))}) == 3


@pytest.mark.parametrize(
    ("address", "how", "told"),
    [
        ("203.0.113.77", "prefix", "203.0.113.0/24"),
        ("203.0.113.77", "full", "203.0.113.77"),
        ("203.0.113.77", "none", None),
        ("2001:db8:1:2::3", "prefix", "2001:db8:1::/48"),
        ("::ffff:203.0.113.77", "prefix", "203.0.113.0/24"),
        ("not an address\n", "full", None),
        (None, "full", None),
    ],
)
def test_an_address_is_told_as_set(address: str | None, how: str, told: str | None) -> None:
    assert describe_address(address, how) == told
