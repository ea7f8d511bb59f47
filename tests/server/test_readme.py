"""The README's tour, commands and settings are those of the program, and the facts of its log those that are told."""

import json
import re
from pathlib import Path

import pytest
from graphql import parse, validate

from cli.commands import COMMANDS
from schema.assembly import SCHEMA
from server.request_log import FACTS
from server.settings import Settings

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
OPERATION = (ROOT / "docs" / "operation.md").read_text(encoding="utf-8")
BODIES = [body.replace("'\\''", "'") for body in re.findall(r"-d '(\{.*\})'$", README, re.MULTILINE)]

EVERYTHING = Settings(
    database_url="x", owner_url="x", read_url="x", secret="x", secrets="x", public_url="x", oidc_issuers=ROOT
)


def rows_of(heading: str, document: str = README) -> list[str]:
    """The first cells of the table under a heading."""
    section = document.split(f"## {heading}", 1)[1].split("\n## ", 1)[0]
    return [line.split("|")[1] for line in section.splitlines() if line.startswith("| `")]


def test_the_tour_is_found() -> None:
    assert len(BODIES) >= 5


@pytest.mark.parametrize("body", BODIES)
def test_every_operation_of_the_tour_is_valid(body: str) -> None:
    assert validate(SCHEMA._schema, parse(json.loads(body)["query"])) == []


def test_every_command_is_in_the_table_and_exists() -> None:
    named = {re.sub(r"`simpul (\w+).*", r"\1", cell.strip()) for cell in rows_of("Commands")}
    assert named == COMMANDS.keys()


def test_every_setting_is_in_the_table_and_exists() -> None:
    named = {name for cell in rows_of("Settings") for name in re.findall(r"`(\w+)`", cell)}
    assert named == set(EVERYTHING.environment())


def test_every_fact_of_the_log_is_in_its_table_and_exists() -> None:
    named = [name for cell in rows_of("The log", OPERATION) for name in re.findall(r"`(\w+)`", cell)]
    assert sorted(named) == sorted(FACTS)


def test_what_the_documents_link_to_is_there() -> None:
    documents = [ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")]
    links = {
        (document, target)
        for document in documents
        for target in re.findall(r"\]\(([^):#]+)\)", document.read_text(encoding="utf-8"))
    }
    assert links
    assert {str(target) for document, target in links if not (document.parent / target).exists()} == set()
