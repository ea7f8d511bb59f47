"""Sees to it that a database holds the demonstration that is asked for, and touches no data of anybody's own."""

from dataclasses import dataclass
from datetime import date

from db.database import Database
from demo.appointments import appoint, find_players
from demo.appraisal.quarters import choose_day
from demo.failures import OccupiedDatabaseError
from demo.seed import POLICY, ReportProgress, fill
from demo.sizes import DEMO, SIZES
from demo.state import Demonstration, fill_alone, find_demonstration, is_empty
from domain.keyring import Keys


@dataclass(frozen=True)
class Wish:
    """What somebody asks for; none means whatever is there already, or the usual.

    By an `address` of the database others may help to make it.
    """

    size: str | None = None
    day: date | None = None
    fresh: bool = False
    policy: int = POLICY
    address: str | None = None


async def prepare(
    database: Database, keys: Keys, wish: Wish, today: date, report: ReportProgress
) -> tuple[Demonstration, bool]:
    """The demonstration in the database, and whether it had to be made.

    One that was interrupted is made again, as is any when the wish is for a fresh one. Raises
    OccupiedDatabaseError where the database holds other data, or another demonstration than the one wished for.
    """
    async with fill_alone(database):
        found = await _find(database)
        stands = found is not None and found.finished and not wish.fresh
        if found is None or not stands:
            size = SIZES[wish.size or (found.size if found else DEMO.name)]
            day = wish.day or choose_day(today)
            found = await fill(database, keys, size, day, report, policy=wish.policy, address=wish.address)
        else:
            _check(found, wish)
            await _see_to_roles(database, found)
    return found, not stands


async def _find(database: Database) -> Demonstration | None:
    async with database.transaction() as connection:
        found = await find_demonstration(connection)
        if found is None and not await is_empty(connection):
            raise OccupiedDatabaseError(
                "The database holds data of its own, so nothing is made up in it. Set SIMPUL_DATA to another directory,"
                " or DATABASE_URL to an empty database."
            )
    return found


async def _see_to_roles(database: Database, found: Demonstration) -> None:
    """Give roles also to the people of a demonstration that was made before roles were granted."""
    async with database.transaction() as connection:
        if not await find_players(connection):
            await appoint(connection, database, found.day)


def _check(found: Demonstration, wish: Wish) -> None:
    """Refuse to pass one demonstration off as another."""
    if wish.size not in {None, found.size} or wish.day not in {None, found.day}:
        raise OccupiedDatabaseError(
            f"The database holds the demonstration of size {found.size} as of {found.day}. Add --fresh to replace it,"
            " or leave out --size and --date to use it."
        )
