"""Refusals that tell of somebody who tried what is not theirs to do: these are recorded when they are signed in."""

from collections.abc import Collection

from domain.access import ACTIONS
from domain.terms import Role

# What answers that the caller may not do this.
FORBIDDING = (
    *("FORBIDDEN", "NOT_THE_HOLDER", "OWN_WORK", "OWN_GRANT", "OWN_ACCOUNT", "PARTY", "SECOND_PERSON"),
    "OWN_DECISION",
    *("NOT_GRANTED", "WITNESS_NEEDED", "NAMED_PERSON_NEEDED", "TWO_PEOPLE_DECIDE"),
)
RECORDED: Collection[str] = frozenset({*FORBIDDING, "OUTSIDE_SCOPE"})

# Who reads a case by its ticket and code is its reporter.
_TRACKING = frozenset({"complaint", "complaintChanged"})


def acts_as_reporter(action: str) -> bool:
    """Whether whoever does this may be the reporter of a case, and so is named nowhere."""
    return action in _TRACKING or Role.CITIZEN in ACTIONS.get(action, ())
