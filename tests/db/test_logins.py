"""Passwords made from the secret, against a server that asks for them."""

from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from db.database import open_database
from db.embedded import EmbeddedServer, run_embedded_server
from db.embedded.server import SERVER_SETTINGS
from db.entrances import Entrance, EntranceKind, UnsuitableDatabaseError, find_entrance
from db.logins import Login
from db.migrations.upgrade import migrate
from tests import clock
from tests.conftest import UNSAFE

KEY, OTHER = (f"{word} key, thirty-two bytes or more in all".encode() for word in ("one", "another"))
ASKING = "local all postgres trust\nlocal all all scram-sha-256\n"


@pytest.fixture
def asking(data_directory: Path) -> Iterator[EmbeddedServer]:
    """A server that lets in nobody but its superuser without a password."""
    data_directory.parent.chmod(0o755)
    rules = data_directory.parent / "rules"
    rules.write_text(ASKING, encoding="utf-8")
    with run_embedded_server(
        data_directory, {**SERVER_SETTINGS, **UNSAFE, "hba_file": str(rules)}, durable=False
    ) as it:
        yield it


async def test_logins_have_passwords_that_the_secret_alone_tells(asking: EmbeddedServer) -> None:
    await migrate(asking.url(), KEY)
    async with open_database(asking.address(), clock=clock.begin(), key=KEY) as database:
        assert database.entrance.kind is EntranceKind.LOGINS
        await database.primary.fetchval("SELECT 1")
        assert await database.public.fetchval("SELECT count(*) FROM units") == 0
    with pytest.raises(UnsuitableDatabaseError, match="SIMPUL_SECRET"):
        await find_entrance(asking.address(), OTHER)
    with pytest.raises(asyncpg.InvalidPasswordError):
        await Entrance(EntranceKind.LOGINS, "public", OTHER).connect(asking.address(), Login.PUBLIC)


async def test_a_new_secret_holds_from_the_next_migration(asking: EmbeddedServer) -> None:
    await migrate(asking.url(), KEY)
    assert (await find_entrance(asking.url(), OTHER))[0].kind is EntranceKind.ROLES
    await migrate(asking.url(), OTHER)
    assert (await find_entrance(asking.url(), OTHER))[0].kind is EntranceKind.LOGINS
    assert (await find_entrance(asking.url(), KEY))[0].kind is EntranceKind.ROLES
