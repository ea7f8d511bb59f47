"""Values on their way into a statement: always bound, read anew for each request that reuses the statement."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, FromClause, Select, Uuid, bindparam, literal_column, select, true
from sqlalchemy.types import TypeEngine

from domain.access import Principal


@dataclass(frozen=True)
class Inputs:
    """What one request brings: coerced variables, who asks, the key that access codes are hashed with."""

    variables: Mapping[str, Any]
    principal: Principal
    secret: bytes
    keys: tuple[UUID, ...] = ()


Read = Callable[[Inputs], Any]


@dataclass(frozen=True)
class Argument:
    """An argument of a field: its value in this request, and how to read it from another request of the same shape."""

    sample: Any
    read: Read

    @property
    def given(self) -> bool:
        """Whether there is a value other than null."""
        return self.sample is not None

    def item(self, key: str | int) -> "Argument":
        """The value inside an input object or list."""
        return Argument(self.sample[key], lambda inputs: self.read(inputs)[key])

    def items(self) -> Iterator[tuple[str, "Argument"]]:
        """The given fields of an input object."""
        return ((key, self.item(key)) for key, value in self.sample.items() if value is not None)

    def elements(self) -> Iterator["Argument"]:
        """The elements of a list."""
        return (self.item(index) for index in range(len(self.sample)))


def constant(value: Any) -> Argument:
    """A value that is the same in every request."""
    return Argument(value, lambda _: value)


ABSENT = constant(None)


class Binder:
    """Gives a statement its parameters and remembers how each is read."""

    def __init__(self, principal: Principal) -> None:
        self.principal = principal
        self.reads: dict[str, Read] = {}
        self._companions: dict[FromClause, dict[str, FromClause]] = {}

    def companion(self, row: FromClause, name: str, select_one: Callable[[FromClause], Select[Any]]) -> FromClause:
        """The companion of a row, joined once however many relations go through it; of nulls where there is none."""
        known = self._companions.setdefault(row, {})
        if name not in known:
            found = select_one(row).correlate(row).lateral()
            present = select(literal_column("1")).subquery()
            known[name] = select(*found.c).select_from(present.outerjoin(found, true())).correlate(row).lateral()
        return known[name]

    def sources(self, row: FromClause) -> list[FromClause]:
        """What columns over a row are selected from, besides the row itself."""
        return list(self._companions.get(row, {}).values())

    def bind(self, read: Read, kind: TypeEngine[Any]) -> BindParameter[Any]:
        """A parameter that is read from the request."""
        name = f"p{len(self.reads)}"
        self.reads[name] = read
        return bindparam(name, type_=kind)

    def viewer(self) -> BindParameter[Any]:
        """The employee who asks."""
        return self.bind(lambda inputs: inputs.principal.employee_id, Uuid())

    def viewer_unit(self) -> BindParameter[Any]:
        """The unit for which is asked."""
        return self.bind(lambda inputs: inputs.principal.unit_id, Uuid())
