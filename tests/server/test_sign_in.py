"""Tokens say who somebody is, for a while, and nothing that was not signed by us does."""

import base64
import json
from datetime import UTC, datetime, timedelta
from uuid import UUID

import jwt
import pytest

from domain.access import Principal
from domain.problems import Refused
from domain.terms import Role
from server.authentication import issue_token, read_token

SECRET = "a key of this test, longer than thirty-two bytes"
HEAD = Principal(Role.UNIT_HEAD, UUID(int=1), UUID(int=2))
HOUR = timedelta(hours=1)


def refusal(token: str, secret: str = SECRET) -> str:
    with pytest.raises(Refused) as refused:
        read_token(token, secret)
    return refused.value.problems[0].code


def signed(**claims: object) -> str:
    usual = {"iss": "simpul", "role": "AUDITOR", "exp": datetime.now(UTC) + HOUR}
    return jwt.encode({name: value for name, value in (usual | claims).items() if value is not None}, SECRET, "HS256")


@pytest.mark.parametrize("principal", [HEAD, Principal(Role.AUDITOR), Principal(Role.EMPLOYEE, UUID(int=1))])
def test_a_token_gives_back_who_it_was_issued_to(principal: Principal) -> None:
    assert read_token(issue_token(principal, SECRET, HOUR), SECRET) == principal


def test_a_token_ends() -> None:
    assert refusal(issue_token(HEAD, SECRET, timedelta(seconds=-1))) == "TOKEN_EXPIRED"


def test_a_token_of_another_key_is_refused() -> None:
    assert refusal(issue_token(HEAD, SECRET, HOUR), SECRET[::-1]) == "TOKEN_INVALID"


def test_a_token_that_was_changed_is_refused() -> None:
    head, body, signature = issue_token(HEAD, SECRET, HOUR).split(".")
    claims = json.loads(base64.urlsafe_b64decode(body + "=="))
    claims["role"] = "ADMINISTRATOR"
    forged = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    assert refusal(f"{head}.{forged}.{signature}") == "TOKEN_INVALID"


def test_an_unsigned_token_is_refused() -> None:
    claims = {"iss": "simpul", "role": "ADMINISTRATOR", "exp": datetime.now(UTC) + HOUR}
    assert refusal(jwt.encode(claims, "", "none")) == "TOKEN_INVALID"


@pytest.mark.parametrize(
    "claims",
    [
        {"role": "MAYOR"},
        {"role": None},
        {"role": 7},
        {"exp": None},
        {"iss": None},
        {"iss": "another"},
        {"sub": "not a key"},
        {"unit": "not a key"},
    ],
)
def test_claims_that_make_no_sense_are_refused(claims: dict[str, object]) -> None:
    assert refusal(signed(**claims)) == "TOKEN_INVALID"


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "ü.ü.ü", "." * 5000])
def test_text_that_is_no_token_is_refused(token: str) -> None:
    assert refusal(token) == "TOKEN_INVALID"
