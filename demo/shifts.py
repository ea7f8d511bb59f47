"""What has moved for everybody in quarters and years that are over: measured, and confirmed by two people."""

from collections.abc import Mapping
from datetime import date
from operator import attrgetter
from uuid import UUID

from db.database import Transaction
from db.repositories.shifts import load_undecided_shifts
from demo.appointments import choose_players
from demo.moments import ONE_DAY, start_of_day
from demo.world import World
from domain.grants import Capacity
from domain.scoring.shift_decisions import SaidOfShift
from resolvers.periods.schedule import begin_due_closings
from resolvers.periods.shift_decisions import say

DECIDERS = ("hr", "auditor")
REASON = "Pola yang sama terlihat di semua unit."


async def begin_closings(connection: Transaction, world: World, today: date) -> None:
    """Begin to close what is over, each on the day after, and have what moved for all confirmed by two people."""
    players = await choose_players(connection, today)
    for period in sorted(world.periods, key=attrgetter("ends_on")):
        after = period.ends_on + ONE_DAY
        if after <= today:
            await begin_due_closings(connection, after, start_of_day(after))
            await _confirm(connection, period.id, players, after)


async def _confirm(connection: Transaction, period_id: UUID, players: Mapping[str, Capacity], day: date) -> None:
    for stored in await load_undecided_shifts(connection, period_id):
        for name in DECIDERS:
            person = players[name]
            said = SaidOfShift(person.employee_id, person.role, confirm=True)
            await say(connection, stored, said, REASON, start_of_day(day))
