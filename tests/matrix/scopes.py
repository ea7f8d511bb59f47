"""The vocabulary of the oracle: for whom something is seen, said of a viewer and a row.

A scope is an expression over the words below. `FLOOR..CEILING` says what must be seen and what may be: where the
promise leaves a choice the two differ; else they are one. Nothing that is not said is seen.
"""

from collections.abc import Iterator, Mapping
from dataclasses import astuple, dataclass, fields
from functools import lru_cache
from types import CodeType

from domain.terms import Role

WORDS = {
    "NONE": "nobody",
    "ALL": "whoever has this role",
    "OWN": "the person whom the row is about",
    "OTHERS": "anybody but the person whom the row is about",
    "DIRECT": "whoever appraises that person by the post that they hold today",
    "LINE": "whoever stands above that person in today's line of appraisers, however far",
    "UNIT": "whoever acts for a unit that the row belongs to, or for one above it",
    "HOLDS": "whoever holds the case now",
    "HELD": "whoever holds the case or once held it",
    "HANDED": "whoever holds the case or once held it, because somebody else handed it to them",
    "APART": "whoever never held the case, nor did anything to it",
    "OUTSIDE": "whoever never held the case, answered it, or handed it to anybody",
    "UNINVOLVED": "whoever never held the case nor answered it",
    "TEAM": "whoever stands above somebody who holds or held the case",
    "OPEN": "rows of cases that are not confidential",
    "OFFICIAL": "events that staff caused as staff: not what a reporter did, whoever they are",
    "FACTUAL": "what the record says, not what a citizen answered",
    "TEN": "figures of ten answers or more, or of none; of a table, what is told of ten together or more",
    "REASONED": "of a table, what counts or is held, and why others wait where ten citizens or more share the reason",
    "UNREPORTED": "entries of what staff did, not of what a reporter did",
    "SUBJECT": "the person whose data were read or changed",
    "IMPERSONAL": "cases that report nobody",
    "APPOINTED": "anybody but whoever named the party that it is about",
    "ASKED": "whoever asked for it",
    "SECOND": "anybody but whoever asked for it",
    "LET": "requests that a second person granted within the last day",
    "CODE": "whoever sends ticket and access code",
}


@dataclass(frozen=True)
class Scope:
    """What must be seen, and what may be."""

    floor: str
    ceiling: str


@lru_cache(None)
def scope_of(text: str) -> Scope:
    """The scope that a text of the oracle says."""
    floor, separator, ceiling = (part.strip() for part in text.partition(".."))
    return Scope(floor, ceiling if separator else floor)


@lru_cache(None)
def _compiled(expression: str) -> CodeType:
    code = compile(expression, "<scope>", "eval")
    unknown = set(code.co_names) - set(WORDS)
    if unknown:
        raise ValueError(f"No scope has the word {', '.join(sorted(unknown))}")
    return code


def holds(expression: str, words: Mapping[str, bool]) -> bool:
    """Whether an expression is true where these of its words are."""
    return bool(eval(_compiled(expression), {"__builtins__": {}}, words))


@dataclass(frozen=True)
class Roles:
    """A scope for every role; one that is not named has none."""

    citizen: str = "NONE"
    employee: str = "NONE"
    appraiser: str = "NONE"
    unit_head: str = "NONE"
    complaint_officer: str = "NONE"
    hr_agency: str = "NONE"
    auditor: str = "NONE"
    administrator: str = "NONE"

    def of(self, role: Role) -> Scope:
        """The scope of a role; a role that the oracle does not know is an error."""
        return scope_of(getattr(self, role.value.lower()))

    def __iter__(self) -> Iterator[str]:
        return iter(astuple(self))


ROLES = {field.name.upper() for field in fields(Roles)}


def everybody(scope: str) -> Roles:
    """The same for every role."""
    return Roles(*[scope] * len(ROLES))
