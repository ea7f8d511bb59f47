"""Refusals that tell of somebody who tried what is not theirs to do: these are recorded when they are signed in."""

from collections.abc import Collection

# What answers that the caller may not do this.
FORBIDDING = (
    *("FORBIDDEN", "NOT_THE_HOLDER", "OWN_WORK", "OWN_GRANT", "OWN_ACCOUNT", "PARTY", "SECOND_PERSON"),
    *("NOT_GRANTED", "WITNESS_NEEDED", "NAMED_PERSON_NEEDED", "TWO_PEOPLE_DECIDE", "NAMES_SOMEBODY", "OWN_DECISION"),
    *("PROGRAMS_ALONE", "TWO_DECIDE_SHIFT"),
)
RECORDED: Collection[str] = frozenset({*FORBIDDING, "OUTSIDE_SCOPE", "OWNER_ROLE"})
