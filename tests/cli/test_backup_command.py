"""`simpul backup` while the service serves, `simpul restore` when it does not, and the key that belongs to both."""

import asyncio
import json
import shutil
from dataclasses import replace
from pathlib import Path

import httpx

from db.database import open_database
from db.embedded import run_embedded_server
from domain.access import ANYONE
from domain.master_secrets import read_secrets
from resolvers.cases.complaints import submit_complaint
from resolvers.cases.contacts import Contact
from server.signing_keys import derive_keys
from tests import clock
from tests.cli.test_cli import says, simpul
from tests.keys import SECRET
from tests.resolvers.town import context_of, found
from tests.server.processes import served


def test_save_while_serving_and_bring_back(data_directory: Path, tmp_path: Path) -> None:
    here = {"SIMPUL_DATA": str(data_directory)}
    saved = str(tmp_path / "saved")
    with served(tmp_path / "log", SIMPUL_SECRET="", **here) as service:
        done = simpul("backup", saved, **here)
        assert done.returncode == 0, done.stderr
        assert "rows of" in done.stderr
        assert f"The key is not in it. Keep {data_directory / 'secret'}" in done.stderr
        assert httpx.get(f"{service.address}/ready", timeout=None).status_code == 200
        assert says(simpul("restore", saved, "--force", **here), 1, "Stop the service")
    assert says(simpul("backup", saved, **here), 2, "is there already")
    assert says(simpul("restore", saved, **here), 0, "Restored", "every table compared")
    assert json.loads(simpul("verify", "--json", **here).stdout)["unsealed"] == 1, "that it was restored is recorded"

    elsewhere = {"SIMPUL_DATA": str(data_directory.with_name("elsewhere"))}
    assert says(simpul("restore", saved, **elsewhere), 2, "is not that of the backup", "--other-key")
    assert not data_directory.with_name("elsewhere").exists(), "no key is made that could not be the right one"
    data_directory.with_name("elsewhere").mkdir()
    shutil.copy(data_directory / "secret", data_directory.with_name("elsewhere"))
    assert says(simpul("restore", saved, **elsewhere), 0, "Restored")


def test_a_server_of_ones_own_has_tools_of_its_own(tmp_path: Path) -> None:
    own = {"DATABASE_URL": "postgresql://127.0.0.1:1/none", "SIMPUL_SECRET": SECRET}
    done = simpul("backup", str(tmp_path / "saved"), **own)
    assert says(done, 2, "DATABASE_URL", "docs/operation.md")


FIRST = "1:Somebody-wrote-this-one-before-4712"


async def submit(directory: Path) -> None:
    """Let somebody complain, who leaves a name."""
    with run_embedded_server(directory) as server:
        async with open_database(server.url(), clock=clock.begin(), owner=True) as database:
            town = await found(database)
            context = replace(context_of(database, ANYONE), keys=derive_keys(read_secrets([FIRST])))
            await submit_complaint(context, town.complaint(contact=Contact("Wartini", None, "w@example.org")))


def test_a_backup_is_restored_only_where_its_texts_and_contacts_open(data_directory: Path, tmp_path: Path) -> None:
    data_directory.mkdir()
    file, saved = data_directory / "secret", str(tmp_path / "saved")
    file.write_text(FIRST)
    here = {"SIMPUL_DATA": str(data_directory)}
    assert simpul("migrate", **here).returncode == 0
    asyncio.run(submit(data_directory))
    for arguments in (("backup", saved), ("keys", "rotate"), ("keys", "renew"), ("keys", "retire", "1")):
        done = simpul(*arguments, **here)
        assert done.returncode == 0, done.stderr

    elsewhere = data_directory.with_name("elsewhere")
    elsewhere.mkdir()
    there = {"SIMPUL_DATA": str(elsewhere)}
    shutil.copy(file, elsewhere)
    missing = ("contacts: 1; contents: 1", "nothing was changed", "--other-key")
    assert says(simpul("restore", saved, **there), 2, *missing)
    other = "2:Nobody-else-has-seen-this-one-4711\n1:access+marks:Somebody-wrote-this-one-before-4712"
    (elsewhere / "secret").write_text(other)
    assert says(simpul("restore", saved, **there), 2, *missing), "the version alone tells nothing"
    (elsewhere / "secret").write_text(f"2:Nobody-else-has-seen-this-one-4711\n{FIRST}")
    assert says(simpul("restore", saved, **there), 0, "Restored")
    shutil.copy(file, elsewhere)
    assert says(simpul("restore", saved, "--force", "--other-key", **there), 0, "Restored")


def test_a_file_that_cannot_be_had_is_one_line(data_directory: Path, tmp_path: Path) -> None:
    here = {"SIMPUL_DATA": str(data_directory)}
    nowhere = str(tmp_path / "none" / "saved")
    assert says(simpul("restore", nowhere, **here), 2, "cannot be read as a backup")
    assert not data_directory.exists()
    assert simpul("migrate", **here).returncode == 0
    assert says(simpul("backup", nowhere, **here), 2, "there is no directory", "Make it first")
