"""Units and categories that the records of one import name: found in the registers, or added as the mapping allows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from db.keys import new_key
from domain.problems import Problem, Refused
from imports.mapping.mappings import Creation
from imports.records.cases import CaseRecord
from imports.records.names import Named, make_code


class CasePlacement(NamedTuple):
    """Where a case belongs."""

    unit_id: UUID
    category_id: UUID
    category: str


@dataclass
class Registers:
    """What is registered, by code, and the rows that are to be added for the cases read so far.

    A unit begins on the day of the first case that names it, as `day_of` tells days.
    """

    create: Creation
    units: dict[str, UUID]
    categories: dict[str, UUID]
    day_of: Callable[[datetime], date]
    new_units: list[Mapping[str, object]] = field(default_factory=list)
    new_categories: list[Mapping[str, object]] = field(default_factory=list)
    began: dict[UUID, date] = field(default_factory=dict)

    def place(self, case: CaseRecord) -> CasePlacement:
        """Where a case belongs; what is missing is added. Raises Refused: UNKNOWN_UNIT, UNKNOWN_CATEGORY."""
        unit = _find(self.units, case.unit, may_add=self.create.units)
        category = _find(self.categories, case.category, may_add=self.create.categories)
        problems = [
            Problem(code, (named.field,), {"value": named.value})
            for code, named, found in (
                ("UNKNOWN_UNIT", case.unit, unit),
                ("UNKNOWN_CATEGORY", case.category, category),
            )
            if found is None
        ]
        if unit is None or category is None:
            raise Refused(*problems)
        unit_id = self.units.get(unit) or self._add_unit(case, unit)
        if unit_id in self.began:
            self.began[unit_id] = min(self.began[unit_id], self.day_of(case.received_at))
        return CasePlacement(
            unit_id, self.categories.get(category) or self._add_category(case, category, unit_id), category
        )

    def take_additions(self) -> tuple[list[Mapping[str, object]], list[Mapping[str, object]]]:
        """The rows of units and of categories that are to be added, each given out once."""
        additions = self.new_units, self.new_categories
        self.new_units, self.new_categories = [], []
        return additions

    def _add_unit(self, case: CaseRecord, code: str) -> UUID:
        key, day = new_key(), self.day_of(case.received_at)
        kind = self.create.unit_kind
        self.new_units.append({"id": key, "code": code, "name": case.unit.name, "kind": kind, "valid_from": day})
        self.units[code] = key
        self.began[key] = day
        return key

    def _add_category(self, case: CaseRecord, code: str, unit_id: UUID) -> UUID:
        group = case.category.group
        parent_id = None
        if group is not None:
            group_code = make_code(group, self.create.code_prefix)
            parent_id = self.categories.get(group_code) or self._add_row(group_code, group, unit_id, None)
        return self._add_row(code, case.category.name, unit_id, parent_id)

    def _add_row(self, code: str, name: str, unit_id: UUID, parent_id: UUID | None) -> UUID:
        key = new_key()
        row = {"id": key, "code": code, "name": name, "unit_id": unit_id, "parent_id": parent_id}
        self.new_categories.append(row)
        self.categories[code] = key
        return key


def _find(register: Mapping[str, UUID], named: Named, *, may_add: bool) -> str | None:
    """The code of what is named, be it registered or to be added; None where it is neither."""
    if named.value in register:
        return named.value
    registered = named.made in register and not named.settled
    return named.made if registered or (may_add and not named.settled) else None
