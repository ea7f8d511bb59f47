"""`simpul keys` as people meet it: what is kept in the file, and what is said where variables keep the secrets."""

from pathlib import Path

from domain.master_secrets import read_secrets
from tests.cli.test_cli import says, simpul
from tests.keys import SECRET

ENTRY = "2:Nobody-else-has-seen-this-one-4711"


def test_the_file_gets_another_version_and_loses_the_old_one(data_directory: Path) -> None:
    environment = {"SIMPUL_DATA": str(data_directory)}
    data_directory.mkdir()
    file = data_directory / "secret"
    file.write_text(SECRET)
    rotated = simpul("keys", "rotate", **environment)
    assert rotated.returncode == 0, rotated.stderr
    assert "Restart what is running" in rotated.stderr
    assert "contacts: 0 encrypted anew." in rotated.stderr
    assert "contents: 0 encrypted anew." in rotated.stderr
    assert "authenticators: 0 encrypted anew." in rotated.stderr
    newest, of_before = file.read_text().splitlines()
    assert newest.startswith("2:access+authenticators+contacts+contents+logins+logs+marks+tokens:")
    assert of_before == SECRET
    assert file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in data_directory.iterdir() if path.name.startswith(".")] == []


def test_where_variables_keep_them_it_says_what_to_set(database_url: str) -> None:
    environment = {"DATABASE_URL": database_url, "SIMPUL_SECRET": SECRET, "SIMPUL_SECRETS": ENTRY}
    done = simpul("keys", "rotate", "--purpose", "tokens", **environment)
    assert done.returncode == 0, done.stderr
    first, second = done.stdout.splitlines()
    listed = first.removeprefix("SIMPUL_SECRETS='").removesuffix("'").split()
    assert [each.version for each in read_secrets(listed, SECRET)] == [3, 2, 1, 0]
    assert listed[0].startswith("3:tokens:")
    assert listed[1] == ENTRY
    assert second == "SIMPUL_SECRET stays as it is."
    assert SECRET not in done.stdout + done.stderr


def test_what_is_still_needed_is_not_retired(database_url: str) -> None:
    environment = {"DATABASE_URL": database_url, "SIMPUL_SECRETS": ENTRY}
    done = simpul("keys", "retire", "2", **environment)
    assert says(done, 2, "The keyring would have no key for", "rotate it first")
    assert says(simpul("keys", "retire", "9", **environment), 2, "The keyring has no version 9")


def test_the_list_shows_versions_and_no_secret(database_url: str) -> None:
    done = simpul("keys", "list", DATABASE_URL=database_url, SIMPUL_SECRETS=ENTRY, SIMPUL_SECRET=SECRET)
    assert done.returncode == 0, done.stderr
    assert "tokens" in done.stdout
    assert "2, 1, 0" in done.stdout
    assert SECRET not in done.stdout
