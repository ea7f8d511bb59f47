"""Cursors made by hand."""

import base64
import json
from typing import Any

import pytest

from domain.access import Principal
from domain.terms import Role
from tests.attacks.service import MOST_CALLS, Service, codes_of, counted

AUDITOR = Principal(Role.AUDITOR)
KEY = "00000000-0000-7000-8000-000000000000"


def cursor(*parts: Any) -> str:
    return base64.b64encode(json.dumps(parts).encode()).decode()


FORGED = {
    "empty": ("units", ""),
    "no base64": ("units", "kursor!"),
    "not ASCII": ("units", "é" * 100),
    "no JSON": ("units", base64.b64encode(b"\xff\xfe").decode()),
    "no list": ("units", base64.b64encode(b"5").decode()),
    "nothing in it": ("units", cursor()),
    "too much in it": ("units", cursor("Unit.NAME_ASC", "a", KEY, "b")),
    "endless lists": ("units", base64.b64encode(b"[" * 30_000).decode()),
    "of another order": ("units", cursor("Unit.CODE_ASC", "a", KEY)),
    "of another list": ("units", cursor("Service.NAME_ASC", "a", KEY)),
    "no key": ("units", cursor("Unit.NAME_ASC", "a", "b")),
    "key of another type": ("units", cursor("Unit.NAME_ASC", "a", 5)),
    "value of another type": ("units", cursor("Unit.NAME_ASC", ["a"], KEY)),
    "null character": ("units", cursor("Unit.NAME_ASC", "a\0", KEY)),
    "surrogate": ("units", cursor("Unit.NAME_ASC", "\ud800", KEY)),
    "no time": ("cases", cursor("Case.RECEIVED_AT_DESC", "gestern", KEY)),
    "time without zone": ("cases", cursor("Case.RECEIVED_AT_DESC", "2026-01-01 00:00:00", KEY)),
    "time before time": ("cases", cursor("Case.RECEIVED_AT_DESC", "0001-01-01 00:00:00+14", KEY)),
    "no day": ("periods", cursor("Period.STARTS_ON_DESC", "2026-13-01", KEY)),
    "no number": ("policies", cursor("Policy.VERSION_DESC", "eins", KEY)),
    "too large a number": ("policies", cursor("Policy.VERSION_DESC", "9" * 12, KEY)),
    "endless number": ("policies", cursor("Policy.VERSION_DESC", "9" * 5_000, KEY)),
    "no identifier": ("scores", cursor("Score.ID_DESC", "a", KEY)),
}


@pytest.mark.parametrize(("root", "forged"), FORGED.values(), ids=FORGED)
async def test_a_forged_cursor(service: Service, root: str, forged: str) -> None:
    for selection in ("totalCount", "nodes { id }", "edges { cursor }"):
        for argument in ("after", "before"):
            for plans in (True, False):
                query = f"query($c: String) {{ found: {root}({argument}: $c) {{ {selection} }} }}"
                with counted() as work:
                    answer = await service.ask(query, AUDITOR, plans=plans, c=forged)
                assert codes_of(answer) == {"STALE_CURSOR"}
                assert answer["errors"][0]["extensions"]["path"] == ["found", argument]
                assert work.calls < MOST_CALLS


@pytest.mark.parametrize(
    ("root", "made"),
    [
        ("units", cursor("Unit.NAME_ASC", "'; DROP TABLE units; --", KEY)),
        ("units", cursor("Unit.NAME_ASC", "a" * 30_000, KEY)),
        ("cases", cursor("Case.RECEIVED_AT_DESC", "0001-01-01 00:00:00+00", KEY)),
        ("policies", cursor("Policy.VERSION_DESC", "-5", KEY)),
    ],
)
async def test_a_cursor_that_might_have_been(service: Service, root: str, made: str) -> None:
    for plans in (True, False):
        answer = await service.ask(
            f"query($c: String) {{ {root}(after: $c) {{ nodes {{ id }} }} }}", AUDITOR, plans=plans, c=made
        )
        assert answer == {"data": {root: {"nodes": []}}}
