"""Values on their way into a statement: always bound, read anew for each request that reuses the statement."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import CTE, BindParameter, Uuid, bindparam, select
from sqlalchemy.types import TypeEngine

from domain.access import Principal


@dataclass(frozen=True, slots=True)
class Inputs:
    """What one request brings: coerced variables, who asks, the key that access codes are hashed with."""

    variables: Mapping[str, Any]
    principal: Principal
    secret: bytes


Read = Callable[[Inputs], Any]


def read_viewer(inputs: Inputs) -> Any:
    """The key of the employee who asks."""
    return inputs.principal.employee_id


def read_viewer_unit(inputs: Inputs) -> Any:
    """The key of the unit for which is asked."""
    return inputs.principal.unit_id


class Binder:
    """Gives the expressions of one statement their parameters, and remembers how each is read."""

    def __init__(self, principal: Principal) -> None:
        self.principal = principal
        self.reads: dict[str, Read] = {}

    def bind(self, read: Read, kind: TypeEngine[Any]) -> BindParameter[Any]:
        """A parameter that is read from the request."""
        name = f"p{len(self.reads)}"
        self.reads[name] = read
        return bindparam(name, type_=kind)

    def look_into(self, _name: str, keys: CTE) -> Any:
        """Keys that conditions look into under a name; each finds them for itself, unless the statement shares them."""
        return select(*keys.c)

    def viewer(self) -> BindParameter[Any]:
        """The employee who asks."""
        return self.bind(read_viewer, Uuid())

    def viewer_unit(self) -> BindParameter[Any]:
        """The unit for which is asked."""
        return self.bind(read_viewer_unit, Uuid())
