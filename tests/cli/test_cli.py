"""The command line as people meet it: a process, its output, its exit code."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import asyncpg
import pytest
import typer

from cli.schema import schema
from db.database import Database
from domain.access import Principal
from domain.grants import Capacity
from domain.terms import Role
from graph.identifiers import format_id
from schema import vocabulary
from server.authentication import read_token
from tests import patience
from tests.db.test_migrations import go_to
from tests.jobs.workshop import RECURRING
from tests.keys import KEYS, SECRET

ROOT = Path(__file__).parents[2]
NUMBER = "198501152010011003"


def simpul(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "cli", *arguments],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "COLUMNS": "200"} | environment,
        capture_output=True,
        text=True,
        timeout=patience.SECONDS,
        check=False,
    )


def says(done: subprocess.CompletedProcess[str], code: int, *parts: str) -> bool:
    """Whether it ended with `code` and one line of complaint that holds the parts."""
    lines = done.stderr.strip().splitlines()
    return done.returncode == code and len(lines) == 1 and all(part in lines[0] for part in parts)


def test_a_command_loads_what_it_needs() -> None:
    program = "import sys; from cli import commands; commands.load_command('token'); sys.exit('schema' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False).returncode == 0


@pytest.fixture
def own_server(database_url: str) -> Mapping[str, str]:
    return {"DATABASE_URL": database_url, "SIMPUL_SECRET": SECRET}


@pytest.fixture
async def official(database: Database) -> Principal:
    """A head of the agency with code DISHUB, whose NIP is NUMBER."""
    [row] = await database.primary.fetch(
        """
        WITH unit AS (
            INSERT INTO units (code, name, kind, valid_from)
            VALUES ('DISHUB', 'Dinas Perhubungan', 'AGENCY', '2020-01-01') RETURNING id),
        position AS (
            INSERT INTO positions (code, title, type, job_family)
            VALUES ('KADIS', 'Kepala Dinas', 'JPT_PRATAMA', 'LEADERSHIP') RETURNING id),
        employee AS (INSERT INTO employees (name, employment) VALUES ('Siti Rahmah', 'PNS') RETURNING id),
        number AS (
            INSERT INTO identity_numbers (employee_id, type, value, valid_from)
            SELECT id, 'NIP', $1, '2010-01-01' FROM employee),
        assignment AS (
            INSERT INTO assignments (employee_id, unit_id, position_id, status, valid_from)
            SELECT employee.id, unit.id, position.id, 'DEFINITIVE', '2020-01-01' FROM employee, unit, position)
        SELECT employee.id AS employee_id, unit.id AS unit_id FROM employee, unit""",
        NUMBER,
    )
    return Principal(Role.UNIT_HEAD, row["employee_id"], row["unit_id"])


def test_without_a_command_it_lists_them() -> None:
    listed = simpul()
    assert {"serve", "migrate", "token", "rescore", "schema"} <= set(listed.stdout.split() + listed.stderr.split())


def test_a_bad_setting_is_one_line_that_names_it() -> None:
    assert says(simpul("migrate", PORT="http"), 2, "PORT is 'http'", "number from 0 to 65535")


def test_a_database_out_of_reach_is_one_line_without_the_password() -> None:
    done = simpul("migrate", DATABASE_URL="postgresql://user:hidden@127.0.0.1:1/simpul")
    assert says(done, 2, "no connection to the database at 127.0.0.1", "DATABASE_URL")
    assert "hidden" not in done.stderr


async def test_a_view_upon_what_a_migration_takes_away_is_one_line_that_names_it(
    own_server: Mapping[str, str], database_url: str
) -> None:
    await go_to(database_url, "0031")
    connection = await asyncpg.connect(database_url)
    await connection.execute("CREATE VIEW of_a_dashboard AS SELECT on_time FROM reported_cases")
    done = simpul("migrate", **own_server)
    assert says(done, 2, "view of_a_dashboard", "column on_time of table reported_cases", "drop it"), done.stderr
    await connection.execute("DROP VIEW of_a_dashboard")
    await connection.close()
    assert simpul("migrate", **own_server).returncode == 0


def test_an_embedded_server_that_cannot_start_is_one_line(data_directory: Path) -> None:
    data_directory.write_text("a file")
    assert says(simpul("migrate", SIMPUL_DATA=str(data_directory)), 1, "is not a directory", "SIMPUL_DATA")


def test_migrate_starts_the_embedded_server_and_does_nothing_twice(data_directory: Path) -> None:
    for _ in range(2):
        assert says(simpul("migrate", SIMPUL_DATA=str(data_directory)), 0, "newest form")
    assert not (data_directory / "postgres" / "postmaster.pid").exists()


def test_a_token_for_a_person_by_number_or_identifier(own_server: Mapping[str, str], official: Principal) -> None:
    assert official.employee_id is not None
    given = simpul(
        "grant", "--role", "unit_head", "--unit", "DISHUB", "--employee", NUMBER, "--reason", "SK 1", **own_server
    )
    assert (given.returncode, given.stdout) == (0, "Granted.\n")
    printed = f"{NUMBER[:8]} {NUMBER[8:14]}.{NUMBER[14]}.{NUMBER[15:]}"
    for named in (NUMBER, printed, format_id("Employee", official.employee_id)):
        done = simpul("token", "--role", "unit_head", "--employee", named, **own_server)
        assert (done.returncode, done.stderr) == (0, "")
        claim = read_token(done.stdout.strip(), KEYS)
        assert claim.capacity == Capacity(official.employee_id, Role.UNIT_HEAD)
    taken = simpul("revoke", "--role", "UNIT_HEAD", "--employee", NUMBER, "--reason", "SK 2", **own_server)
    assert (taken.returncode, taken.stdout) == (0, "Revoked.\n")
    again = simpul("revoke", "--role", "UNIT_HEAD", "--employee", NUMBER, "--reason", "SK 2", **own_server)
    assert again.returncode == 2
    assert "they have no role UNIT_HEAD there" in again.stderr
    assert says(simpul("token", "--role", "UNIT_HEAD", "--employee", NUMBER, **own_server), 2, "UNIT_HEAD", "yours")


def test_a_token_for_a_role_that_somebody_does_not_hold_is_refused(
    own_server: Mapping[str, str], official: Principal
) -> None:
    assert says(simpul("token", "--role", "AUDITOR", "--employee", NUMBER, **own_server), 2, "AUDITOR", "yours")
    assert simpul("token", "--role", "EMPLOYEE", "--employee", NUMBER, **own_server).returncode == 0
    found = json.loads(simpul("verify", "--json", **own_server).stdout)
    assert (found["whole"], found["unsealed"]) == (True, 1), "what was issued is recorded, what was refused is not"


def test_the_operators_grants_are_refused_like_any(own_server: Mapping[str, str], official: Principal) -> None:
    for arguments, said in (
        (("--role", "UNIT_HEAD"), "unit is required"),
        (("--role", "AUDITOR", "--unit", "DISHUB"), "not given for a unit"),
        (("--role", "UNIT_HEAD", "--unit", "NONE"), "Unit NONE is unknown"),
        (("--role", "EMPLOYEE"), "EMPLOYEE is unknown"),
    ):
        done = simpul("grant", *arguments, "--employee", NUMBER, "--reason", "SK 1", **own_server)
        assert says(done, 2, said), done.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--role", "CITIZEN"), "needs no token"),
        (("--role", "EMPLOYEE"), "say who"),
        (("--employee", NUMBER), "say who"),
        (("--as", "hr", "--role", "HR_AGENCY"), "say who"),
        (("--as", "mayor"), "choose one of employee, appraiser, head, officer, hr, auditor, administrator, deputy"),
        (("--role", "MAYOR"), "is not one of"),
        (("--role", "AUDITOR", "--hours", "0"), "--hours"),
        ((), "say who"),
    ],
)
def test_a_token_that_makes_no_sense_is_refused(arguments: tuple[str, ...], said: str) -> None:
    done = simpul("token", *arguments, SIMPUL_SECRET=SECRET)
    assert done.returncode == 2
    assert said in done.stderr
    assert done.stdout == ""


def test_a_database_without_a_demonstration_has_none_of_its_people(own_server: Mapping[str, str]) -> None:
    done = simpul("token", "--as", "hr", **own_server)
    assert done.returncode == 2
    assert "holds no demonstration" in done.stderr


def test_a_token_for_nobody_is_refused(own_server: Mapping[str, str]) -> None:
    done = simpul("token", "--role", "EMPLOYEE", "--employee", NUMBER, **own_server)
    assert says(done, 2, f"Employee {NUMBER} is unknown")


def test_work_does_what_is_due_once(own_server: Mapping[str, str]) -> None:
    first, second = (simpul("work", "--once", **own_server) for _ in range(2))
    rest = "; to be tried again: 0; failed for good: 0.\n"
    assert (first.returncode, first.stdout) == (0, f"Done: {RECURRING}{rest}")
    assert second.stdout in {f"Done: {done}{rest}" for done in (0, 2)}, "another minute may have begun"


def test_verify_tells_of_the_tail_and_of_a_head_that_is_not_there(own_server: Mapping[str, str]) -> None:
    found = simpul("verify", "--json", **own_server)
    assert (found.returncode, json.loads(found.stdout)["whole"]) == (0, True)
    assert "waiting" in simpul("verify", **own_server).stdout
    lost = simpul("verify", "--head", "00" * 32, **own_server)
    assert lost.returncode == 1
    assert "BROKEN" in lost.stdout
    misspelt = simpul("verify", "--head", "00", **own_server)
    assert (misspelt.returncode, "hexadecimal" in misspelt.stderr) == (2, True)


def test_rescore_tells_programs_what_it_did(own_server: Mapping[str, str], official: Principal) -> None:
    done = simpul("rescore", "--json", **own_server)
    assert done.returncode == 0
    assert official.employee_id is not None
    assert set(json.loads(done.stdout)) == {"employees", "changed", "units"}


def test_a_port_that_is_taken_is_one_line(own_server: Mapping[str, str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        done = simpul("serve", PORT=str(port), **own_server)
    assert says(done, 2, f"Port {port} on 127.0.0.1 cannot be used", "PORT")


def test_a_host_that_is_not_ours_is_one_line(own_server: Mapping[str, str]) -> None:
    done = simpul("serve", HOST="no such host", PORT="0", **own_server)
    assert says(done, 2, "HOST is 'no such host'")


def test_the_committed_schema_and_vocabulary_are_those_of_the_code() -> None:
    done = simpul("schema", "--check")
    assert (done.returncode, done.stderr.count("is up to date")) == (0, 2)


def test_a_committed_page_that_differs_is_shown_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    older = tmp_path / "docs" / "vocabulary.md"
    older.parent.mkdir()
    older.write_text(vocabulary.print_vocabulary().replace("`RATED`", "`GRADED`"), encoding="utf-8")
    monkeypatch.setattr(vocabulary, "COMMITTED", older)
    with pytest.raises(typer.Exit):
        schema(check=True)
    shown = capsys.readouterr().err
    assert "\n-| `GRADED` | Dinilai" in shown
    assert "simpul schema --docs > docs/vocabulary.md" in shown
