"""Who of the made-up people acts in which role: one for each, by a name that everybody can type."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Date, bindparam, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from db.database import Database
from db.tables.audit import audit_entries
from db.tables.cases import segments
from db.tables.organisation import assignments, units
from demo.moments import start_of_day
from domain.grants import Capacity, Proposal
from domain.terms import AssignmentStatus, Role
from resolvers.grants import grant_as_operator

APPOINTED = "appointDemonstration"
REASON = "A made-up person of the demonstration."


@dataclass(frozen=True)
class Player:
    """A role, and the units from which somebody for it comes, if these are there."""

    role: Role
    units: tuple[str, ...] = ()


# In this order they are chosen, each of them somebody else.
PLAYERS: Mapping[str, Player] = {
    "employee": Player(Role.EMPLOYEE),
    "appraiser": Player(Role.APPRAISER),
    "head": Player(Role.UNIT_HEAD),
    "officer": Player(Role.COMPLAINT_OFFICER, ("KOMINFO.IKP", "SETDA")),
    "hr": Player(Role.HR_AGENCY, ("BKPSDM", "SETDA.ORG", "SETDA")),
    "auditor": Player(Role.AUDITOR, ("INSPEKTORAT", "SETDA.HUKUM", "SETDA")),
    "administrator": Player(Role.ADMINISTRATOR, ("KOMINFO", "SETDA")),
    "deputy": Player(Role.ADMINISTRATOR, ("KOMINFO", "SETDA")),
}

_ON = bindparam("on", type_=Date())
_below = assignments.alias("below")


def _count(column: ColumnElement[Any], *conditions: ColumnElement[bool]) -> Any:
    return select(func.count()).where(column == assignments.c.employee_id, *conditions).scalar_subquery()


# Everybody who has one lasting post, with how many cases they had and how many people they appraise.
_CANDIDATES = (
    select(
        assignments.c.employee_id,
        assignments.c.unit_id,
        assignments.c.appraiser_id,
        units.c.code,
        _count(segments.c.employee_id, segments.c.superseded_at.is_(None)).label("handled"),
        _count(_below.c.appraiser_id, _below.c.valid_to.is_(None), _below.c.valid_from <= _ON).label("appraised"),
    )
    .join(units, units.c.id == assignments.c.unit_id)
    .where(
        assignments.c.status == AssignmentStatus.DEFINITIVE,
        assignments.c.valid_to.is_(None),
        assignments.c.valid_from <= _ON,
    )
    .order_by(assignments.c.employee_id)
)


async def appoint(connection: AsyncConnection, database: Database, day: date) -> None:
    """Give the people of the demonstration their roles, as the operator would in an empty database."""
    chosen = await choose_players(connection, day)
    at = start_of_day(day)
    for name, capacity in chosen.items():
        if PLAYERS[name].role not in {Role.EMPLOYEE, Role.APPRAISER}:
            proposal = Proposal(capacity.employee_id, capacity.role, capacity.unit_id, at, None)
            await grant_as_operator(connection, database, proposal, REASON, name)
    detail = {
        name: [str(capacity.employee_id), capacity.unit_id and str(capacity.unit_id)]
        for name, capacity in chosen.items()
    }
    entry = {"at": at, "role": Role.ADMINISTRATOR, "action": APPOINTED, "detail": detail}
    await connection.execute(insert(audit_entries).values(entry))


async def choose_players(connection: AsyncConnection, day: date) -> dict[str, Capacity]:
    """Who acts as which player on a day."""
    return choose(list(await connection.execute(_CANDIDATES, {"on": day})))


def choose(candidates: Sequence[Any]) -> dict[str, Capacity]:
    """One of the candidates for each player; of those who may not judge cases, somebody without any."""
    chosen: dict[str, Capacity] = {}
    by_key = {each.employee_id: each for each in candidates}
    employee = max((each for each in candidates if each.appraiser_id in by_key), key=lambda each: each.handled)
    appraiser = by_key[employee.appraiser_id]
    taken = {employee.employee_id, appraiser.employee_id}
    head = max((each for each in candidates if each.employee_id not in taken), key=lambda each: each.appraised)
    for name, each in (("employee", employee), ("appraiser", appraiser), ("head", head)):
        role = PLAYERS[name].role
        chosen[name] = Capacity(each.employee_id, role, each.unit_id if role is Role.UNIT_HEAD else None)
    for name, player in list(PLAYERS.items())[len(chosen) :]:
        taken = {capacity.employee_id for capacity in chosen.values()}
        each = min(
            (each for each in candidates if each.employee_id not in taken), key=lambda each: _distance(each, player)
        )
        chosen[name] = Capacity(each.employee_id, player.role)
    return chosen


def _distance(candidate: Any, player: Player) -> tuple[bool, int, int]:
    """How far somebody is from what a role asks for."""
    places = [place for place, code in enumerate(player.units) if candidate.code.startswith(code)]
    return bool(candidate.handled), min(places, default=len(player.units)), candidate.appraised


async def find_players(connection: AsyncConnection) -> dict[str, Capacity]:
    """Who acts as whom in the demonstration that the database holds; nobody where it holds none."""
    entry = audit_entries.c
    found = await connection.scalar(
        select(entry.detail).where(entry.action == APPOINTED).order_by(entry.id.desc()).limit(1)
    )
    return {
        name: Capacity(UUID(employee), PLAYERS[name].role, unit and UUID(unit))
        for name, (employee, unit) in (found or {}).items()
        if name in PLAYERS
    }
