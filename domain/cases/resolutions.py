"""The resolutions of a case: each time it was called done, by whom, and whether that lasted."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from domain.cases.events import CaseFacts, name_outcome
from domain.cases.timeline import Step
from domain.terms import Doubt, EventType, EvidenceStanding, Outcome


@dataclass(frozen=True, slots=True)
class Resolution:
    """One resolution; `seq` is that of its RESOLVED event, `reopened_at` when it proved not to be the last word.

    Whether it counts stands in `standing`, why it is or was in doubt in `doubt`, by whose own doing in `doubted_ids`,
    and who decided that, and when, beside them (domain.cases.reviews).
    """

    seq: int
    resolved_by_id: UUID | None
    unit_id: UUID
    at: datetime
    outcome: Outcome
    text: str | None
    reopened_at: datetime | None
    standing: EvidenceStanding = EvidenceStanding.COUNTED
    doubt: Doubt | None = None
    doubted_ids: frozenset[UUID] = frozenset()
    decided_by_id: UUID | None = None
    decided_at: datetime | None = None


def list_resolutions(case: CaseFacts, steps: Iterable[Step]) -> tuple[Resolution, ...]:
    """Every resolution of a case in the order of record; a reopening undoes the latest of them."""
    resolutions: list[Resolution] = []
    for step in steps:
        if step.event.type is EventType.RESOLVED:
            resolutions.append(_resolve(case, step))
        elif step.reopens and resolutions and resolutions[-1].reopened_at is None:
            resolutions[-1] = replace(resolutions[-1], reopened_at=step.at)
    return tuple(resolutions)


def _resolve(case: CaseFacts, step: Step) -> Resolution:
    return Resolution(
        seq=step.event.seq,
        resolved_by_id=step.hand,
        unit_id=step.after.unit_id,
        at=step.at,
        outcome=name_outcome(case, step.event),
        text=step.event.text,
        reopened_at=None,
    )
