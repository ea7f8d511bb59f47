"""All that is wrong with a request, found before any of it is told."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import ParamSpec, TypeVar

from domain.problems import Problem, Refused

P = ParamSpec("P")
T = TypeVar("T")


@dataclass
class Findings:
    """Problems found so far, each at its path below `path`."""

    path: tuple[str | int, ...] = ()
    problems: list[Problem] = field(default_factory=list)

    def below(self, *path: str | int) -> "Findings":
        """The same findings, for what lies at `path`."""
        return Findings((*self.path, *path), self.problems)

    def check(self, check: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T | None:
        """What `check` returns; None, and its problems noted, where it refuses."""
        try:
            return check(*args, **kwargs)
        except Refused as refused:
            self.problems += [problem.at(*self.path) for problem in refused.problems]
            return None

    def note(self, code: str, *path: str | int, **values: object) -> None:
        """Add one problem."""
        words = {name: str(value) for name, value in values.items()}
        self.problems.append(Problem(code, (*self.path, *path), words))

    def settle(self) -> None:
        """Raise Refused with every problem found, if there is one."""
        if self.problems:
            raise Refused(*self.problems)
