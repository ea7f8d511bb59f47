"""What a client selects, with aliases and fragments merged and every name resolved."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from db.graph.binding import ABSENT, Argument


@dataclass(frozen=True)
class Selection:
    """A field `name` answered under `key`, with its arguments and what is selected below it."""

    key: str
    name: str
    arguments: Mapping[str, Argument] = field(default_factory=dict)
    below: tuple["Selection", ...] = ()

    def argument(self, name: str) -> Argument:
        """An argument by its Python name; ABSENT when it was not given."""
        return self.arguments.get(name, ABSENT)
