"""What is no text where a command reads one: each says so in one line, and ends with 2."""

import os
from pathlib import Path

import pytest

from db.embedded.clusters import check_version
from db.embedded.failures import EmbeddedServerError
from server.settings import Settings, SettingsError, check_encoding, load_settings
from tests.cli.test_cli import says, simpul
from tests.keys import SECRET

# Bytes that are no text in UTF-8, and how they stand in arguments and variables.
BYTES = b"\xff\xfe"
HALVES = os.fsdecode(BYTES)
NOWHERE = "postgresql://user:hidden@127.0.0.1:1/simpul"


@pytest.mark.parametrize("arguments", [("serve",), ("keys", "list"), ("keys", "rotate")])
def test_a_file_of_secrets_that_is_no_text(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    file = tmp_path / "secret"
    file.write_bytes(BYTES)
    done = simpul(*arguments, DATABASE_URL=NOWHERE, SIMPUL_SECRETS_FILE=str(file))
    assert says(done, 2, f"The file of secrets {file} cannot be used (it is no text)"), done.stderr


@pytest.mark.parametrize("name", ["note.graphql", "notes.json"])
def test_a_document_that_is_no_text(tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    file.write_bytes(BYTES)
    done = simpul("documents", "add", str(file), DATABASE_URL=NOWHERE, SIMPUL_SECRET=SECRET)
    assert done.returncode == 2
    assert f"{name} is no text in UTF-8" in done.stderr


@pytest.mark.parametrize(
    "variable",
    [
        {"SIMPUL_SECRETS": SECRET + HALVES},
        {"SIMPUL_SECRET": SECRET + HALVES},
        {"HOST": HALVES},
        {"DATABASE_URL": f"postgresql://user:{HALVES}@127.0.0.1:1/simpul"},
        {"PUBLIC_URL": f"https://{HALVES}.example"},
        {"SIMPUL_DATA": HALVES},
    ],
    ids=lambda variable: next(iter(variable)),
)
def test_a_variable_that_is_no_text(variable: dict[str, str]) -> None:
    [name] = variable
    with pytest.raises(SettingsError, match=f"^{name} is no text in UTF-8"):
        load_settings(variable)


def test_a_variable_that_is_no_text_is_one_line_without_its_value() -> None:
    done = simpul("keys", "list", DATABASE_URL=NOWHERE, SIMPUL_SECRETS=f"3:{SECRET}{HALVES}")
    assert says(done, 2, "SIMPUL_SECRETS is no text in UTF-8"), done.stderr
    assert SECRET not in done.stderr


def test_letters_beyond_ascii_are_text() -> None:
    check_encoding(Settings(data=Path("/srv/data/é")).environment())


@pytest.mark.parametrize(
    "arguments", [("grant", "--role", "AUDITOR", "--employee", HALVES), ("import", "employees", f"{HALVES}.csv")]
)
def test_an_argument_that_is_no_text(arguments: tuple[str, ...]) -> None:
    assert says(simpul(*arguments), 2, "is no text in UTF-8", r"\udcff\udcfe")


def test_a_host_that_no_name_can_be(database_url: str) -> None:
    done = simpul("serve", DATABASE_URL=database_url, SIMPUL_SECRET=SECRET, HOST="a" * 70)
    assert says(done, 2, "HOST is 'aaa", "no address of this machine"), done.stderr


def test_data_of_a_server_whose_version_is_no_text(tmp_path: Path) -> None:
    cluster = tmp_path / "postgres"
    cluster.mkdir()
    (cluster / "PG_VERSION").write_bytes(BYTES)
    with pytest.raises(EmbeddedServerError, match=r"holds data of PostgreSQL \\xff\\xfe"):
        check_version(cluster)


def test_keys_are_not_renewed_where_there_are_none(tmp_path: Path) -> None:
    done = simpul("keys", "renew", DATABASE_URL=NOWHERE, SIMPUL_DATA=str(tmp_path))
    assert says(done, 2, "SIMPUL_SECRET is not set"), done.stderr
