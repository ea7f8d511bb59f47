"""`simpul keys` as people meet it: what is kept in the file, and what is said where variables keep the secrets."""

from pathlib import Path

from domain.keyring import Purpose
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
    assert "takes it up within" in rotated.stderr
    assert "`simpul keys renew`" in rotated.stderr
    assert "encrypted anew." not in rotated.stderr, "processes that run do not have the key yet"
    newest, of_before = file.read_text().splitlines()
    assert newest.startswith("2:access+answers+authenticators+contacts+contents+invitations+logins+logs+marks+tokens:")
    assert of_before == SECRET
    assert file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in data_directory.iterdir() if path.name.startswith(".")] == []
    renewed = simpul("keys", "renew", **environment)
    assert renewed.returncode == 0
    for what in ("contacts", "contents", "authenticators"):
        assert f"{what}: 0 encrypted anew." in renewed.stderr


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
    assert done.returncode == 2
    assert "there is nothing newer than version 2" in done.stderr
    named = simpul("keys", "retire", "2", "--purpose", "tokens", **environment)
    assert says(named, 2, "The keyring would have no key for tokens", "rotate it first")
    assert says(simpul("keys", "retire", "9", **environment), 2, "The keyring has no version 9")


def test_the_list_shows_versions_and_no_secret(database_url: str) -> None:
    done = simpul("keys", "list", DATABASE_URL=database_url, SIMPUL_SECRETS=ENTRY, SIMPUL_SECRET=SECRET)
    assert done.returncode == 0, done.stderr
    assert "tokens" in done.stdout
    assert "2, 1, 0" in done.stdout
    assert SECRET not in done.stdout


def test_a_version_is_retired_where_a_newer_one_serves_and_what_is_left_is_said(
    database_url: str, tmp_path: Path
) -> None:
    file = tmp_path / "secret"
    file.write_text(ENTRY.replace("2:", "1:"))
    environment = {"DATABASE_URL": database_url, "SIMPUL_SECRETS_FILE": str(file)}
    assert simpul("keys", "rotate", **environment).returncode == 0
    done = simpul("keys", "retire", "1", **environment)
    assert done.returncode == 0, done.stderr
    assert "Version 1 stays for access, answers, idempotency, invitations, marks" in done.stderr
    newest, before = read_secrets(file.read_text().splitlines())
    assert {Purpose.TOKENS, Purpose.CONTENTS} <= newest.purposes
    kept = {Purpose.ACCESS, Purpose.ANSWERS, Purpose.IDEMPOTENCY, Purpose.INVITATIONS, Purpose.MARKS}
    assert before.purposes == kept
