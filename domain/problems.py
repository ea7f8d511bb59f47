"""What can be wrong with a request, as data: a code, where, why, and what to do about it, in any language."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from domain.text.localized import Language
from domain.text.messages import MESSAGES


@dataclass(frozen=True)
class Problem:
    """One thing wrong: `code` from the catalogue of messages, `path` to the field, `values` for the sentence."""

    code: str
    path: tuple[str | int, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.code not in MESSAGES:
            raise KeyError(self.code)

    def message(self, language: Language) -> str:
        """What is wrong and what to do, in one language."""
        return MESSAGES[self.code].in_(language).format_map(self.values)

    def at(self, *prefix: str | int) -> "Problem":
        """The same problem, seen from an input that holds this one at `prefix`."""
        return Problem(self.code, (*prefix, *self.path), self.values)


class Refused(Exception):
    """A request that the rules do not allow; carries every problem found, never empty."""

    def __init__(self, *problems: Problem) -> None:
        if not problems:
            raise ValueError("a refusal names at least one problem")
        super().__init__("; ".join(problem.message(Language.ENGLISH) for problem in problems))
        self.problems = problems


def refuse(code: str, *path: str | int, **values: object) -> Refused:
    """A refusal with one problem; its path leads to the field, its values go into the sentence."""
    return Refused(Problem(code, path, {name: str(value) for name, value in values.items()}))
