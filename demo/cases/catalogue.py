"""What the government offers: services at counters, and the categories under which citizens' cases are filed."""

from datetime import datetime
from random import Random
from uuid import UUID

from demo.cases.desks import Responsibility
from demo.chance import make_key
from demo.table_rows import TableRow
from domain.terms import CaseKind


def list_services(responsibilities: tuple[Responsibility, ...], chance: Random, at: datetime) -> list[TableRow]:
    """Rows of the table of services: one for each topic that is served at a counter."""
    return [
        {
            "id": make_key(chance, at),
            "code": each.topic.code,
            "name": each.topic.name,
            "unit_id": each.unit.id,
            "created_at": at,
        }
        for each in responsibilities
        if each.topic.kind is CaseKind.SERVICE_RECORD
    ]


def list_categories(
    responsibilities: tuple[Responsibility, ...], services: list[TableRow], chance: Random, at: datetime
) -> list[TableRow]:
    """Rows of the table of categories: one for each office, and under it one for each of its topics."""
    by_code = {service["code"]: service["id"] for service in services}
    units = dict.fromkeys(each.unit for each in responsibilities)
    parents: dict[UUID, UUID] = {unit.id: make_key(chance, at) for unit in units}
    rows = [_row(parents[unit.id], unit.code, unit.sketch.name, unit.id) for unit in units]
    for each in responsibilities:
        topic = each.topic
        row = _row(make_key(chance, at), topic.code, topic.name, each.unit.id)
        row |= {
            "parent_id": parents[each.unit.id],
            "service_id": by_code.get(topic.code),
            "resolve_working_days": topic.days,
        }
        rows.append(row)
    return rows


def _row(key: UUID, code: str, name: str, unit_id: UUID) -> TableRow:
    return {
        "id": key,
        "code": code,
        "name": name,
        "parent_id": None,
        "service_id": None,
        "unit_id": unit_id,
        "resolve_working_days": None,
    }
