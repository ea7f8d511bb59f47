"""How much of a case is each person's and how much the unit's.

Of its time, by how long they had it; of how its reporter was treated, by who dealt with them; of what came of it, by
who solved it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from domain.calendar import WorkingCalendar
from domain.cases.resolutions import Resolution
from domain.cases.segments import Segment
from domain.cases.timeline import Step
from domain.cases.transitions import TRANSITIONS

MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Share:
    """Part of one resolution, or of the case (0): above 0, at most 1, to six decimals.

    `employee_id` None is the unit itself. A person's `unit_id` is the one for which they had the case last.
    """

    resolution_seq: int
    employee_id: UUID | None
    unit_id: UUID
    share: float
    working_minutes: int


@dataclass(slots=True)
class _Tally:
    employee_id: UUID | None
    unit_id: UUID
    minutes: int = 0
    elapsed: timedelta = timedelta()


def attribute(resolution_seq: int, unit_id: UUID, segments: Iterable[Segment]) -> tuple[Share, ...]:
    """Shares of a resolution from the finished segments that led to it; they sum to exactly one.

    By working minutes; where nobody has any, by elapsed time; where there is none, equally among the people. Without
    a segment the whole is `unit_id`'s. Whoever has the largest share, last in order, takes what rounding leaves.
    """
    tallies = _add_up(segments)
    return _portion(resolution_seq, unit_id, zip(_weigh(tallies), tallies, strict=True))


def attribute_until(
    moment: datetime, unit_id: UUID, segments: Iterable[Segment], calendar: WorkingCalendar
) -> tuple[Share, ...]:
    """Shares of the time up to a moment, whatever came of the case afterwards; they are of no resolution (0).

    Who gets a case when its time is over has no part in its being late.
    """
    return attribute(0, unit_id, _cut(segments, moment, calendar))


def attribute_contacts(resolution: Resolution, steps: Sequence[Step]) -> tuple[Share, ...]:
    """Shares of how the reporter was treated up to a resolution: alike among all who dealt with them, however often."""
    dealt = {
        step.hand: _Tally(step.hand, step.after.unit_id)
        for step in steps
        if step.event.seq <= resolution.seq and TRANSITIONS[step.event.type].contact and step.hand is not None
    }
    return _portion(resolution.seq, resolution.unit_id, ((1, each) for each in dealt.values()))


def attribute_solution(resolution: Resolution) -> tuple[Share, ...]:
    """The share of what came of it: whole of who resolved it, and the unit's where nobody is named."""
    return (Share(resolution.seq, resolution.resolved_by_id, resolution.unit_id, 1.0, 0),)


def _cut(segments: Iterable[Segment], moment: datetime, calendar: WorkingCalendar) -> Iterator[Segment]:
    """The segments that had begun by a moment, ended by it."""
    for segment in segments:
        if segment.starts_at <= moment:
            ends_at = moment if segment.ends_at is None else min(segment.ends_at, moment)
            minutes = calendar.working_minutes(segment.starts_at, ends_at)
            yield replace(segment, ends_at=ends_at, working_minutes=minutes)


def _portion(resolution_seq: int, unit_id: UUID, weighed: Iterable[tuple[int, "_Tally"]]) -> tuple[Share, ...]:
    weighed = sorted(weighed, key=_rank)
    total = sum(weight for weight, _ in weighed)
    if not total:
        return (Share(resolution_seq, None, unit_id, 1.0, 0),)
    parts = [round(weight * MILLION / total) for weight, _ in weighed]
    parts[-1] += MILLION - sum(parts)
    return tuple(
        Share(resolution_seq, tally.employee_id, tally.unit_id, part / MILLION, tally.minutes)
        for part, (_, tally) in zip(parts, weighed, strict=True)
        if part
    )


def _add_up(segments: Iterable[Segment]) -> list[_Tally]:
    tallies: dict[UUID | tuple[None, UUID], _Tally] = {}
    for segment in segments:
        if segment.ends_at is None:
            continue
        tally = tallies.setdefault(
            segment.employee_id or (None, segment.unit_id), _Tally(segment.employee_id, segment.unit_id)
        )
        tally.unit_id = segment.unit_id
        tally.minutes += segment.working_minutes
        tally.elapsed += segment.ends_at - segment.starts_at
    return list(tallies.values())


def _weigh(tallies: list[_Tally]) -> list[int]:
    minutes = [tally.minutes for tally in tallies]
    elapsed = [tally.elapsed // timedelta(microseconds=1) for tally in tallies]
    people = [int(tally.employee_id is not None) for tally in tallies]
    return next((weights for weights in (minutes, elapsed) if any(weights)), people)


def _rank(weighed: tuple[int, _Tally]) -> tuple[int, str, str]:
    weight, tally = weighed
    return weight, str(tally.employee_id or ""), str(tally.unit_id)
