"""Who decides about what has moved for everybody: two people who agree, one of the HR agency among them.

It moves everybody's score of a period, so nobody does it alone; each has one word about it.
"""

from collections.abc import Collection
from typing import NamedTuple
from uuid import UUID

from domain.access import ACTIONS, Principal
from domain.problems import Problem, Refused, refuse
from domain.terms import Role
from domain.validation import check_text

PEOPLE = 2
SHORTEST_REASON, LONGEST_REASON = 10, 2_000
DECIDERS = tuple(sorted(ACTIONS["decideShift"]))


class SaidOfShift(NamedTuple):
    """Whether somebody, in a role, wants a shift taken out for all."""

    by: UUID
    role: Role
    confirm: bool


class UndecidedShift(NamedTuple):
    """A shift about which nobody has decided, as it is named outside, and by how many tilts."""

    id: str
    mean: float


def find_decision(said: Collection[SaidOfShift]) -> bool | None:
    """Whether a shift is taken out for all; None as long as there are not two who agree, one of the HR agency."""
    for confirm in (True, False):
        roles = [each.role for each in said if each.confirm is confirm]
        if len(roles) >= PEOPLE and Role.HR_AGENCY in roles:
            return confirm
    return None


def check_saying(
    principal: Principal, confirmed: bool | None, said: Collection[SaidOfShift], *, confirm: bool
) -> SaidOfShift:
    """What a principal says of a shift.

    Refuses FORBIDDEN to nobody in particular, ALREADY_DECIDED, and TWO_DECIDE_SHIFT to whoever has said so before.
    """
    if principal.employee_id is None:
        raise refuse("FORBIDDEN", role=principal.role)
    if confirmed is not None:
        raise refuse("ALREADY_DECIDED", "shift")
    if principal.employee_id in {each.by for each in said}:
        raise refuse("TWO_DECIDE_SHIFT", "shift", deciders=", ".join(DECIDERS))
    return SaidOfShift(principal.employee_id, principal.role, confirm)


def check_shifts_decided(undecided: Collection[UndecidedShift]) -> None:
    """Refuse SHIFT_UNDECIDED for each shift that keeps a period from being closed."""
    deciders = ", ".join(DECIDERS)
    problems = [
        Problem("SHIFT_UNDECIDED", ("period",), {"shift": each.id, "mean": f"{each.mean:+.2f}", "deciders": deciders})
        for each in undecided
    ]
    if problems:
        raise Refused(*problems)


def check_reason(reason: str) -> str:
    """The reason as it is kept. Refuses TEXT_EMPTY, TEXT_TOO_LONG, CONTROL_CHARACTERS."""
    return check_text(reason, "reason", minimum=SHORTEST_REASON, limit=LONGEST_REASON)
