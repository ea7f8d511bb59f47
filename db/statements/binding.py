"""Values on their way into a statement: always bound, read anew for each request that reuses the statement."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import CTE, BindParameter, Date, Uuid, bindparam, select
from sqlalchemy.types import TypeEngine

from domain.access import Principal
from domain.keyring import Keys


@dataclass(frozen=True, slots=True)
class Inputs:
    """What one request brings: coerced variables, who asks, the keys that access codes are hashed with, and its day."""

    variables: Mapping[str, Any]
    principal: Principal
    keys: Keys
    today: date


Read = Callable[[Inputs], Any]


def read_viewer(inputs: Inputs) -> Any:
    """The key of the employee who asks."""
    return inputs.principal.employee_id


def read_person(inputs: Inputs) -> Any:
    """The key of the employee who asks, or whose program does."""
    return inputs.principal.person_id


def read_today(inputs: Inputs) -> Any:
    """The day on which is asked, where the government is."""
    return inputs.today


def read_viewer_unit(inputs: Inputs) -> Any:
    """The key of the unit for which is asked."""
    return inputs.principal.unit_id


# The day of the request, wherever an expression says today.
TODAY: BindParameter[Any] = bindparam("today", type_=Date())


class Binder:
    """Gives the expressions of one statement their parameters, and remembers how each is read."""

    def __init__(self, principal: Principal) -> None:
        self.principal = principal
        self.reads: dict[str, Read] = {TODAY.key: read_today}

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

    def person(self) -> BindParameter[Any]:
        """The employee who asks, or whose program does: what is withheld from somebody is from both."""
        return self.bind(read_person, Uuid())

    def viewer_unit(self) -> BindParameter[Any]:
        """The unit for which is asked."""
        return self.bind(read_viewer_unit, Uuid())
