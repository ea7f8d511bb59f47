"""How many units served, told by the machines that count them: more than have a case of their own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from db.database import Transaction
from db.repositories.commits import Change, StoredAnswer, Told
from db.repositories.served_days import find_services, find_units, store_served_days
from domain.accounts.services import ServicePrincipal
from domain.problems import refuse
from domain.validation import Findings
from graph.identifiers import parse_ids
from resolvers.commands import ChangeRequest, Command, carry_out, check_size
from resolvers.context import Context

MOST_SERVED = 100_000
_OF_UNIT = Told("Unit")


@dataclass(frozen=True, kw_only=True)
class ServedDay:
    """How many a unit served of a service on a day."""

    unit: str
    service: str
    day: date
    served: int


@dataclass(frozen=True, kw_only=True)
class RecordServedDays(Command):
    """Up to 1,000 counts: all are stored, or none."""

    items: tuple[ServedDay, ...]


async def record_served_days(context: Context, command: RecordServedDays) -> int:
    """Store counts of days that have begun, in the place of what was told of these before; how many there are.

    A person would choose the number that answers are set beside, so programs alone tell it. Refuses PROGRAMS_ALONE,
    and at each item UNKNOWN_UNIT, UNKNOWN_PUBLIC_SERVICE, TIME_IN_FUTURE, NUMBER_OUT_OF_RANGE, DUPLICATE_ROW.
    """

    async def work(transaction: Transaction, request: ChangeRequest) -> Change:
        if not isinstance(context.principal, ServicePrincipal):
            raise refuse("PROGRAMS_ALONE", "items")
        check_size(command.items)
        records = await _check_all(transaction, command.items, context.database.government.day_of(request.at))
        await store_served_days(transaction, records)
        return request.to_change(StoredAnswer(records[0][0], {"days": len(records)}), [], _OF_UNIT)

    answer = await carry_out(context, "recordServedDays", command, work)
    return int(answer.detail["days"])


async def _check_all(
    transaction: Transaction, items: Sequence[ServedDay], today: date
) -> list[tuple[UUID, UUID, date, int]]:
    units = await find_units(transaction, parse_ids("Unit", {each.unit for each in items}))
    services = await find_services(transaction, parse_ids("Service", {each.service for each in items}))
    findings, records = Findings(), dict[tuple[UUID, UUID, date], int]()
    for position, each in enumerate(items):
        found = findings.below("items", position)
        unit = next((key for key in parse_ids("Unit", [each.unit]) if key in units), None)
        service = next((key for key in parse_ids("Service", [each.service]) if key in services), None)
        if unit is None:
            found.note("UNKNOWN_UNIT", "unit", value=each.unit)
        if service is None:
            found.note("UNKNOWN_PUBLIC_SERVICE", "service", value=each.service)
        if each.day > today:
            found.note("TIME_IN_FUTURE", "day", value=each.day.isoformat())
        if not 0 <= each.served <= MOST_SERVED:
            found.note("NUMBER_OUT_OF_RANGE", "served", value=each.served, minimum=0, maximum=MOST_SERVED)
        if unit is not None and service is not None:
            if (unit, service, each.day) in records:
                found.note("DUPLICATE_ROW", "day", value=each.day.isoformat())
            records[unit, service, each.day] = each.served
    findings.settle()
    return [(*key, served) for key, served in records.items()]
