"""The embedded server under the conditions that real machines have."""

import asyncio
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg
import pytest

from db.embedded import EmbeddedServerError, run_embedded_server
from db.embedded.accounts import find_service_account
from db.embedded.binaries import find_installation
from db.embedded.postmaster import answers, read_pid_file, works_in

ROOT = Path(__file__).parents[2]
AS_ROOT = os.geteuid() == 0

HOLD = """
import sys
from pathlib import Path
from db.embedded import run_embedded_server
with run_embedded_server(Path(sys.argv[1]), durable=False) as server:
    print(server.url(), flush=True)
    sys.stdin.read()
"""

# Everything is loaded before the rights are given up: the interpreter itself may lie where only root can read.
AS_ORDINARY_USER = """
import os, pwd, sys
from pathlib import Path
from db.embedded import EmbeddedServerError, run_embedded_server
from db.embedded.postmaster import answers
account = pwd.getpwnam("simpul")
os.setgroups([]); os.setgid(account.pw_gid); os.setuid(account.pw_uid)
try:
    with run_embedded_server(Path(sys.argv[1]), durable=False) as server:
        print("answers" if answers(server.sockets) else "is silent")
except EmbeddedServerError as error:
    print(error)
"""

needs_root = pytest.mark.skipif(not AS_ROOT, reason="only root can act as several users")


@pytest.fixture
def directory(data_directory: Path) -> Path:
    return data_directory


@contextmanager
def held(directory: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that uses the server until its input ends."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(directory)],
        cwd=ROOT,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("postgresql://")
        yield process


@contextmanager
def small_disk(directory: Path, options: str) -> Iterator[None]:
    """A file system of its own at `directory`; skips where none may be mounted."""
    directory.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", options, "none", str(directory)], capture_output=True, text=True, check=False
    )
    if mounted.returncode:
        pytest.skip(f"no file system can be mounted here: {mounted.stderr.strip()}")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(directory)], check=True)


def ask(url: str, *statements: str) -> list[asyncpg.Record]:
    async def run() -> list[asyncpg.Record]:
        connection = await asyncpg.connect(url)
        try:
            return [row for statement in statements for row in await connection.fetch(statement)]
        finally:
            await connection.close()

    return asyncio.run(run())


def use(directory: Path, *statements: str) -> list[asyncpg.Record]:
    with run_embedded_server(directory, durable=False) as server:
        return ask(server.url(), *statements)


def is_stopped(directory: Path) -> bool:
    return read_pid_file(directory / "postgres") is None


def test_data_outlive_the_server(directory: Path) -> None:
    use(directory, "CREATE TABLE notes (text text)", "INSERT INTO notes VALUES ('kept')")
    assert is_stopped(directory)
    assert [row["text"] for row in use(directory, "SELECT text FROM notes")] == ["kept"]


def test_it_is_set_for_safety_and_listens_on_no_port(directory: Path) -> None:
    with run_embedded_server(directory) as server:
        rows = ask(server.url(), "SELECT name, setting FROM pg_settings")
    settings = {row["name"]: row["setting"] for row in rows}
    safe = {name: settings[name] for name in ("fsync", "full_page_writes", "synchronous_commit", "data_checksums")}
    assert set(safe.values()) == {"on"}
    assert int(settings["shared_buffers"]) * 8 == 256 * 1024
    assert settings["listen_addresses"] == ""
    assert settings["server_version_num"].startswith("18")


def test_text_sorts_alike_on_every_platform(directory: Path) -> None:
    rows = use(directory, "SELECT t FROM unnest(ARRAY['b', 'a', 'B', 'é', 'A', 'z']) t ORDER BY t")
    assert [row["t"] for row in rows] == ["A", "B", "a", "b", "z", "é"]
    assert [row["u"] for row in use(directory, "SELECT upper('é') AS u")] == ["É"]


def test_the_socket_is_out_of_reach_for_others(directory: Path) -> None:
    with run_embedded_server(directory, durable=False) as server:
        assert server.sockets.stat().st_mode & 0o077 == 0


def test_a_second_user_in_the_same_process_leaves_the_server_to_the_first(directory: Path) -> None:
    with run_embedded_server(directory, durable=False) as first:
        with run_embedded_server(directory, durable=False) as second:
            assert second == first
        assert ask(first.url(), "SELECT 1 AS one")[0]["one"] == 1
    assert is_stopped(directory)


def test_processes_share_it_and_the_last_stops_it(directory: Path) -> None:
    with run_embedded_server(directory, durable=False) as server:
        with held(directory):
            pass
        assert answers(server.sockets)
    assert is_stopped(directory)
    with held(directory) as other:
        with run_embedded_server(directory, durable=False) as server:
            pass
        assert answers(server.sockets)
        other.communicate()
    assert is_stopped(directory)


def test_processes_that_start_at_once_make_one_cluster(directory: Path) -> None:
    with held(directory), held(directory):
        pids = {read_pid_file(directory / "postgres") for _ in range(2)}
        assert len(pids) == 1
    assert is_stopped(directory)


def test_a_killed_user_leaves_a_server_that_the_next_finds_and_stops(directory: Path) -> None:
    with held(directory) as process:
        process.kill()
    noted = read_pid_file(directory / "postgres")
    assert noted is not None
    assert works_in((directory / "postgres").resolve(), noted.pid)
    use(directory, "SELECT 1")
    assert is_stopped(directory)


def test_a_killed_server_starts_again_with_everything_committed(directory: Path) -> None:
    with run_embedded_server(directory) as server:
        ask(server.url(), "CREATE TABLE notes (text text)", "INSERT INTO notes VALUES ('committed')")
        noted = read_pid_file(directory / "postgres")
        assert noted is not None
        os.kill(noted.pid, signal.SIGKILL)
    assert (directory / "postgres" / "postmaster.pid").exists()
    assert [row["text"] for row in use(directory, "SELECT text FROM notes")] == ["committed"]


def test_a_stale_note_with_the_number_of_another_program_is_seen_through(directory: Path) -> None:
    use(directory, "SELECT 1")
    lines = [os.getpid(), directory / "postgres", 1_700_000_000, 5432, directory / "postgres", "", "1 2", "ready"]
    note = directory / "postgres" / "postmaster.pid"
    note.write_text("".join(f"{line}\n" for line in lines))
    assert use(directory, "SELECT 1 AS one")[0]["one"] == 1


def test_a_note_that_breaks_off_is_seen_through(directory: Path) -> None:
    use(directory, "SELECT 1")
    (directory / "postgres" / "postmaster.pid").write_text(f"{os.getpid()}\n")
    assert use(directory, "SELECT 1 AS one")[0]["one"] == 1


def test_an_interrupted_creation_is_begun_anew(directory: Path) -> None:
    unfinished = directory / "postgres.new"
    (unfinished / "base").mkdir(parents=True)
    (unfinished / "PG_VERSION").write_text("18\n")
    assert use(directory, "SELECT 1 AS one")[0]["one"] == 1
    assert not unfinished.exists()


def test_a_path_too_long_or_too_odd_for_a_socket_puts_it_elsewhere(directory: Path) -> None:
    odd = directory / ("panjang" * 15) / "a,b 'c' $HOME%é"
    with run_embedded_server(odd, durable=False) as server:
        assert server.sockets != odd / "postgres"
        assert ask(server.url(), "SELECT 1 AS one")[0]["one"] == 1
        with run_embedded_server(odd, durable=False) as second:
            assert second == server
    server.sockets.rmdir()


def test_data_of_another_major_version_are_left_alone(directory: Path) -> None:
    use(directory, "SELECT 1")
    (directory / "postgres" / "PG_VERSION").write_text("17\n")
    with pytest.raises(EmbeddedServerError, match=r"holds data of PostgreSQL 17; this is 18\. Dump them"):
        use(directory)


def test_something_else_in_its_place_is_left_alone(directory: Path) -> None:
    (directory / "postgres").mkdir(parents=True)
    (directory / "postgres" / "letter.txt").write_text("mine")
    if AS_ROOT:
        account = find_service_account()
        os.chown(directory / "postgres", account.uid, account.gid)
    with pytest.raises(EmbeddedServerError, match=r"no PostgreSQL data\. Move it away"):
        use(directory)
    assert (directory / "postgres" / "letter.txt").read_text() == "mine"


def test_a_file_in_place_of_the_directory(directory: Path) -> None:
    directory.write_text("a file")
    with pytest.raises(EmbeddedServerError, match=r"is not a directory.*SIMPUL_DATA"):
        use(directory)
    with pytest.raises(EmbeddedServerError, match=r"is not a directory.*SIMPUL_DATA"):
        use(directory / "below")


def test_a_full_disk_at_the_first_start(directory: Path) -> None:
    with small_disk(directory, "size=8m"):
        with pytest.raises(EmbeddedServerError, match=r"no space left.*70 MB.*free some space.*SIMPUL_DATA"):
            use(directory / "below")
        assert not (directory / "below" / "postgres.new").exists()


def test_a_disk_that_filled_up_later(directory: Path) -> None:
    with small_disk(directory, "size=100m"):
        use(directory / "below", "SELECT 1")
        with (directory / "filler").open("wb") as filler:
            os.posix_fallocate(filler.fileno(), 0, shutil.disk_usage(directory).free)
        with pytest.raises(EmbeddedServerError, match="no space left"):
            use(directory / "below")
        (directory / "filler").unlink()
        assert use(directory / "below", "SELECT 1 AS one")[0]["one"] == 1


def test_a_read_only_disk(directory: Path) -> None:
    with small_disk(directory, "size=100m"):
        use(directory / "below", "SELECT 1")
        subprocess.run(["mount", "-o", "remount,ro", str(directory)], check=True)
        with pytest.raises(EmbeddedServerError, match=r"read-only file system\. Mount it writable"):
            use(directory / "below")
        with pytest.raises(EmbeddedServerError, match=r"read-only file system\. Mount it writable"):
            use(directory / "another")


@needs_root
def test_below_a_directory_of_roots_alone(directory: Path) -> None:
    closed = directory.parent / "closed"
    closed.mkdir(mode=0o700)
    assert use(closed / "data", "SELECT 1 AS one")[0]["one"] == 1
    # A chmod by hand takes the passage away; the next start grants it again.
    closed.chmod(0o700)
    assert use(closed / "data", "SELECT 1 AS one")[0]["one"] == 1
    # Passable for the one account, not readable, and as closed as before to everybody else.
    account = find_service_account()
    tried = {
        name: subprocess.run(["test", flag, str(closed)], check=False, user=user, group=user, extra_groups=[])
        for name, flag, user in (
            ("account passes", "-x", account.uid),
            ("account reads", "-r", account.uid),
            ("others pass", "-x", account.uid + 12345),
        )
    }
    assert {name: done.returncode == 0 for name, done in tried.items()} == {
        "account passes": True,
        "account reads": False,
        "others pass": False,
    }


@needs_root
@pytest.mark.usefixtures("cluster")
def test_as_an_ordinary_user(directory: Path) -> None:
    account = find_service_account()
    own = directory.parent / "own"
    own.mkdir()
    os.chown(own, account.uid, account.gid)
    directory.parent.chmod(0o711)
    assert as_ordinary_user(own / "data") == "answers"
    assert (own / "data" / "postgres").stat().st_uid == account.uid
    assert use(own / "data", "SELECT 1 AS one")[0]["one"] == 1, "root may use what an ordinary user made"
    assert as_ordinary_user(own / "data") == "answers", "and the user may use it again"


@needs_root
@pytest.mark.usefixtures("cluster")
def test_as_an_ordinary_user_without_the_rights(directory: Path) -> None:
    directory.parent.chmod(0o711)
    assert "may not write in" in as_ordinary_user(directory)
    use(directory, "SELECT 1")
    os.chown(directory / "postgres", 12345, 12345)
    assert "belongs to the user 12345. Run as that user" in as_ordinary_user(directory)


@needs_root
def test_data_that_belong_to_root(directory: Path) -> None:
    use(directory, "SELECT 1")
    os.chown(directory / "postgres", 0, 0)
    with pytest.raises(EmbeddedServerError, match=r"belongs to root.*chown -R simpul"):
        use(directory)


def as_ordinary_user(directory: Path) -> str:
    """What a start says when an ordinary user asks; skips where such a user cannot even read the programs."""
    account = find_service_account()
    postgres = find_installation() / "bin" / "postgres"
    tried = subprocess.run(["test", "-x", postgres], check=False, user=account.uid, group=account.gid, extra_groups=[])
    if tried.returncode:
        pytest.skip("the programs lie where only root can read")
    done = subprocess.run(
        [sys.executable, "-c", AS_ORDINARY_USER, str(directory)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    return done.stdout.strip()
