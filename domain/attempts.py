"""Reading several things of which each may be wrong, so that everything that is wrong is told at once."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from domain.problems import Problem, Refused

Value = TypeVar("Value")


@dataclass(kw_only=True)
class Attempts:
    """The problems of what was attempted so far."""

    problems: list[Problem] = field(default_factory=list)

    def attempt(self, read: Callable[[], Value], otherwise: Value) -> Value:
        """What `read` gives; where it refuses, `otherwise`, and its problems are kept."""
        try:
            return read()
        except Refused as refused:
            self.problems.extend(refused.problems)
            return otherwise
