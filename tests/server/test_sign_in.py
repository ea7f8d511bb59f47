"""Tokens say who somebody is, for a while, and nothing that was not signed by us does."""

import base64
import json
from datetime import UTC, datetime, timedelta
from uuid import UUID

import jwt
import pytest

from domain.grants import Capacity
from domain.keyring import Keys, Purpose
from domain.master_secrets import read_secrets
from domain.problems import Refused
from domain.terms import Role
from server import authentication
from server.authentication import Claim, SignIn, issue_token, read_token
from server.signing_keys import derive_keys
from tests.keys import KEYS, SECRET

HEAD = Capacity(UUID(int=1), Role.UNIT_HEAD, UUID(int=2), UUID(int=3))
HOUR = timedelta(hours=1)
KEY = KEYS.current(Purpose.TOKENS)
NAMED = {"kid": str(KEY.version)}
OTHERS = derive_keys(read_secrets([], SECRET[::-1]))
NEWER = derive_keys(read_secrets(["2:Nobody-else-has-seen-this-one-4711"], SECRET))


def refusal(token: str, keys: Keys = KEYS) -> str:
    with pytest.raises(Refused) as refused:
        read_token(token, keys)
    return refused.value.problems[0].code


def signed(**claims: object) -> str:
    usual = {"iss": "simpul", "sub": str(UUID(int=1)), "role": "AUDITOR", "exp": datetime.now(UTC) + HOUR}
    given = {name: value for name, value in (usual | claims).items() if value is not None}
    return jwt.encode(given, KEY.secret, "HS256", headers=NAMED)


@pytest.mark.parametrize("capacity", [HEAD, Capacity(UUID(int=1), Role.EMPLOYEE)])
def test_a_token_gives_back_who_it_was_issued_to(capacity: Capacity) -> None:
    assert read_token(issue_token(capacity, KEYS, HOUR), KEYS).capacity == capacity


def test_a_token_ends() -> None:
    assert refusal(issue_token(HEAD, KEYS, timedelta(seconds=-1))) == "TOKEN_EXPIRED"


def test_a_token_of_another_key_is_refused() -> None:
    assert refusal(issue_token(HEAD, OTHERS, HOUR)) == "TOKEN_INVALID"


def test_a_token_of_before_a_rotation_is_read_until_its_key_is_retired() -> None:
    older, newer = issue_token(HEAD, KEYS, HOUR), issue_token(HEAD, NEWER, HOUR)
    assert {read_token(token, NEWER).capacity for token in (older, newer)} == {HEAD}
    assert refusal(newer, KEYS) == "TOKEN_INVALID"
    retired = Keys({Purpose.TOKENS: NEWER.all(Purpose.TOKENS)[:1]})
    assert read_token(newer, retired).capacity == HEAD
    assert refusal(older, retired) == "TOKEN_INVALID"


def test_a_token_of_before_keys_had_versions_is_read() -> None:
    claims = {"iss": "simpul", "sub": str(UUID(int=1)), "role": "EMPLOYEE", "exp": datetime.now(UTC) + HOUR}
    assert read_token(jwt.encode(claims, SECRET, "HS256"), KEYS).capacity == Capacity(UUID(int=1), Role.EMPLOYEE)


@pytest.mark.parametrize("version", ["", "x", "9", "-1", "9" * 5_000, "\u0662"])
def test_a_token_that_names_no_key_is_refused(version: str) -> None:
    claims = {"iss": "simpul", "sub": str(UUID(int=1)), "role": "EMPLOYEE", "exp": datetime.now(UTC) + HOUR}
    assert refusal(jwt.encode(claims, KEY.secret, "HS256", headers={"kid": version})) == "TOKEN_INVALID"


def test_a_token_that_was_changed_is_refused() -> None:
    head, body, signature = issue_token(HEAD, KEYS, HOUR).split(".")
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
    sign_in = SignIn(KEYS, directory=None)  # type: ignore[arg-type]
    headers = [f"Bearer {issue_token(Capacity(UUID(int=each), Role.EMPLOYEE), KEYS, HOUR)}" for each in (1, 2, 3)]
    for header in headers:
        assert 0 < sign_in.seconds_left(header) <= HOUR.total_seconds()
    assert len(sign_in._known) == 2
    assert {len(digest) for digest in sign_in._known} == {32}
    for forged in (headers[0] + "x", "Bearer x", "Basic x", "Bearer"):
        with pytest.raises(Refused):
            sign_in.seconds_left(forged)
    assert len(sign_in._known) == 2
    known = list(sign_in._known.values())[-1]
    known.claim = Claim(known.claim.capacity, 0.0)
    assert sign_in.seconds_left(headers[2]) > 0
