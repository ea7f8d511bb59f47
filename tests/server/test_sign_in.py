"""Tokens say who somebody is, for a while, and nothing that was not signed by us does."""

import base64
import json
from datetime import UTC, datetime, timedelta
from uuid import UUID

import jwt
import pytest

from domain.grants import Capacity
from domain.problems import Refused
from domain.terms import Role
from server import authentication
from server.authentication import Claim, SignIn, issue_token, read_token

SECRET = "a key of this test, longer than thirty-two bytes"
HEAD = Capacity(UUID(int=1), Role.UNIT_HEAD, UUID(int=2), UUID(int=3))
HOUR = timedelta(hours=1)


def refusal(token: str, secret: str = SECRET) -> str:
    with pytest.raises(Refused) as refused:
        read_token(token, secret)
    return refused.value.problems[0].code


def signed(**claims: object) -> str:
    usual = {"iss": "simpul", "sub": str(UUID(int=1)), "role": "AUDITOR", "exp": datetime.now(UTC) + HOUR}
    return jwt.encode({name: value for name, value in (usual | claims).items() if value is not None}, SECRET, "HS256")


@pytest.mark.parametrize("capacity", [HEAD, Capacity(UUID(int=1), Role.EMPLOYEE)])
def test_a_token_gives_back_who_it_was_issued_to(capacity: Capacity) -> None:
    assert read_token(issue_token(capacity, SECRET, HOUR), SECRET).capacity == capacity


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
        {"sub": None},
        {"sub": 1},
        {"sub": "not a key"},
        {"sid": "not a key"},
        {"unit": "not a key"},
    ],
)
def test_claims_that_make_no_sense_are_refused(claims: dict[str, object]) -> None:
    assert refusal(signed(**claims)) == "TOKEN_INVALID"


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "ü.ü.ü", "." * 5_000, "x" * 1_000_000])
def test_text_that_is_no_token_is_refused(token: str) -> None:
    assert refusal(token) == "TOKEN_INVALID"


def test_tokens_are_remembered_by_their_hash_until_they_expire_and_so_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(authentication, "MOST_KNOWN", 2)
    sign_in = SignIn(SECRET, directory=None)  # type: ignore[arg-type]
    headers = [f"Bearer {issue_token(Capacity(UUID(int=each), Role.EMPLOYEE), SECRET, HOUR)}" for each in (1, 2, 3)]
    for header in headers:
        assert sign_in.claim(header) is sign_in.claim(header)
    assert len(sign_in._known) == 2
    assert {len(digest) for digest in sign_in._known} == {32}
    for forged in (headers[0] + "x", "Bearer x", "Basic x", "Bearer"):
        with pytest.raises(Refused):
            sign_in.claim(forged)
    assert len(sign_in._known) == 2
    digest, claim = sign_in._known.popitem()
    sign_in._known[digest] = Claim(claim.capacity, 0.0)
    assert sign_in.claim(headers[2]).expires_at > 0
