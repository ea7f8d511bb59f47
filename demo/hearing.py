"""What became of invitations: slips that counters handed out, and what citizens said who were asked again."""

from datetime import date, datetime
from random import Random

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from db.statements.copies import copy_rows
from db.tables.hearing import recontacts
from demo.appointments import find_players
from demo.chance import make_key, open_chance
from demo.moments import DAY, HOUR, start_of_day, to_datetime
from demo.table_rows import TableRow
from domain.cases.recontacts import ASKED_AFTER

REACHED, STEADY, STEADY_WHEN_SILENT = 0.7, 0.75, 0.5
WORST, BEST = 1, 5
# Those who had been silent are a little less content than those who answered.
SILENT = (3, 3)

# Of whom nobody heard, some got no slip: about one in twelve. No token leads to any of these hashes.
_HAND_OUT = text("""
    UPDATE invitations SET token_hash = sha256(uuid_send(case_id)), way = 'QR', handed_out_at = made_at
    FROM cases
    WHERE cases.id = case_id AND kind IN ('SERVICE_RECORD', 'FIELD_INCIDENT') AND drawn AND (
        get_byte(sha256(uuid_send(case_id)), 0) >= 21
        OR EXISTS (SELECT FROM feedbacks WHERE feedbacks.case_id = invitations.case_id)
    )
""")
_DRAWN = text("""
    SELECT case_id, made_at, first.treatment, first.outcome
    FROM invitations LEFT JOIN LATERAL (
        SELECT treatment, outcome FROM feedbacks
        WHERE feedbacks.case_id = invitations.case_id AND superseded_at IS NULL ORDER BY at DESC LIMIT 1
    ) AS first ON true
    WHERE recontact_lot IS NOT NULL AND made_at < :before
    ORDER BY case_id
""")


async def hand_out_slips(connection: AsyncConnection) -> None:
    """Let counters have handed out what they were to."""
    await connection.execute(_HAND_OUT)


async def ask_again(connection: AsyncConnection, seed: int, today: date) -> None:
    """Let somebody have asked the citizens again of whom the lot says so, each a week after they were served."""
    officer = (await find_players(connection))["officer"].employee_id
    before = start_of_day(today) - 2 * ASKED_AFTER
    rows = []
    for case_id, made_at, *first in await connection.execute(_DRAWN, {"before": before}):
        chance = open_chance(seed, "recontact", case_id)
        drawn_at = made_at + ASKED_AFTER
        key = make_key(chance, drawn_at)
        rows.append({"id": key, "case_id": case_id, "asker_id": officer, "drawn_at": drawn_at})
        rows[-1] |= _ask(chance, drawn_at, None if first[0] is None else (first[0], first[1]))
    await copy_rows(connection, recontacts, rows)


def _ask(chance: Random, at: datetime, first: tuple[int, int] | None) -> TableRow:
    """When somebody asked, and what the citizen said, if they were reached."""
    asked_at = to_datetime(at.timestamp() + chance.uniform(HOUR, 5 * DAY))
    reached = chance.random() < REACHED
    steady = STEADY_WHEN_SILENT if first is None else STEADY
    treatment, outcome = (_waver(chance, value, steady) if reached else None for value in first or SILENT)
    return {"asked_at": asked_at, "reached": reached, "treatment": treatment, "outcome": outcome}


def _waver(chance: Random, value: int, steady: float) -> int:
    """Much the same as before, now and then one or two apart."""
    step = 0 if chance.random() < steady else chance.choice((-2, -1, 1, 1))
    return min(max(value + step, WORST), BEST)
