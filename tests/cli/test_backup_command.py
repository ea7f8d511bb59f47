"""`simpul backup` while the service serves, `simpul restore` when it does not, and the key that belongs to both."""

import json
import shutil
from pathlib import Path

import httpx

from tests.cli.test_cli import says, simpul
from tests.keys import SECRET
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
    assert says(simpul("backup", saved, **here), 1, "is there already")
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
