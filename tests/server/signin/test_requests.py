"""What is sent must be small, JSON and whole; what is answered is kept by nobody, and says what to do."""

import json
from typing import Any

import httpx
import pytest

from server.signin.routes import SIGN_IN_ROUTES
from tests.server.signin.lobby import Lobby

PATHS = [route.path for route in SIGN_IN_ROUTES if "POST" in (route.methods or ())]


async def post(lobby: Lobby, path: str, content: bytes, **headers: str) -> httpx.Response:
    transport = httpx.ASGITransport(app=lobby.app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://lobby") as client:
        usual = {"content-type": "application/json", "accept-language": "en"}
        return await client.post(path, content=content, headers=usual | headers)


@pytest.mark.parametrize("path", PATHS)
async def test_every_endpoint_takes_small_json_objects_alone(lobby: Lobby, path: str) -> None:
    assert (await post(lobby, path, b"{}", **{"content-type": "text/plain"})).status_code == 415
    assert (
        await post(lobby, path, b"login=x", **{"content-type": "application/x-www-form-urlencoded"})
    ).status_code == 415
    assert (await post(lobby, path, b'{"a":"' + b"x" * 20_000 + b'"}')).status_code == 413
    for malformed in (b"", b"{", b"[]", b'"x"', b"[" * 5_000, b'{"a":"\xff"}', b"null"):
        assert (await post(lobby, path, malformed)).status_code == 400, malformed
    answer = await post(lobby, path, b"{}")
    assert 400 <= answer.status_code < 500
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"


WRONG_VALUES: list[Any] = [7, 1.5, True, None, [], {}, ["x"], {"a": 1}, "", "x" * 9_000, "\ud800", "\0", "ünïcödé"]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("value", WRONG_VALUES, ids=ascii)
async def test_no_value_is_answered_with_a_failure_of_ours(lobby: Lobby, path: str, value: object) -> None:
    names = (
        "login",
        "password",
        "code",
        "step",
        "credential",
        "refreshToken",
        "role",
        "device",
        "name",
        "id",
        "newPassword",
    )
    answer = await post(lobby, path, json.dumps(dict.fromkeys(names, value)).encode())
    assert answer.status_code < 500, answer.text
    assert answer.status_code >= 400 or path == "/signin/out"


async def test_other_methods_are_refused(lobby: Lobby) -> None:
    transport = httpx.ASGITransport(app=lobby.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://lobby") as client:
        assert (await client.get("/signin/password")).status_code == 405


async def test_a_refusal_names_field_and_remedy_in_both_languages(lobby: Lobby) -> None:
    told = [
        (await lobby.send("password", {"login": "x"}, headers={"accept-language": each})).json()
        for each in ("id", "en")
    ]
    assert [answer["errors"][0]["extensions"] for answer in told] == [{"code": "REQUIRED", "path": ["password"]}] * 2
    assert [answer["errors"][0]["message"] for answer in told] == ["password wajib diisi.", "password is required."]
