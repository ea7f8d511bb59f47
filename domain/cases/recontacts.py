"""Asking again: of some cases a lot decides that somebody who had nothing to do with them asks the citizen once more.

That shows whether answers are the citizens', and what those would have said who did not answer.
"""

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from domain.problems import refuse
from domain.terms import Role

# Answers to the first question have come in by then, or will not, and are held no longer.
ASKED_AFTER = timedelta(days=7)
# Whose office it is to look after complaints, and not to be appraised by them.
ASKING = frozenset({Role.COMPLAINT_OFFICER, Role.AUDITOR})
# How far apart, on the scale of 1 to 5, two answers of one citizen may be and still say the same.
SAME = 1
FEWEST, MOST = 0.02, 0.05


@dataclass(frozen=True)
class Candidate:
    """Somebody who may ask, and the units that they work in."""

    employee_id: UUID
    unit_ids: frozenset[UUID]


def choose_asker(
    lot: bytes, candidates: Iterable[Candidate], involved: Collection[UUID], units: Collection[UUID]
) -> UUID | None:
    """Who asks again: by lot one of those who were not involved in the case and work in none of its units.

    None where there is nobody. The same each time for the same people.
    """
    able = {
        each.employee_id for each in candidates if each.employee_id not in involved and each.unit_ids.isdisjoint(units)
    }
    return min(able, key=lambda each: hashlib.sha256(lot + each.bytes).digest(), default=None)


def check_asking(asker_id: UUID | None, asked_at: datetime | None, person_id: UUID | None) -> None:
    """Refuse NOT_FOUND to whoever is not to ask about the case, and ALREADY_ASKED."""
    if asker_id is None or asker_id != person_id:
        raise refuse("NOT_FOUND", "case")
    if asked_at is not None:
        raise refuse("ALREADY_ASKED", "case")
