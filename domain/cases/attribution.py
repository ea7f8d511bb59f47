"""How much of a resolution is each person's and how much the unit's: shares of the time they had the case."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from domain.cases.segments import Segment

MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Share:
    """Part of one resolution, 0 < share <= 1 to six decimals; `employee_id` None is the unit itself.

    A person's `unit_id` is the one for which they had the case last.
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
    weighed = sorted(zip(_weigh(tallies), tallies, strict=True), key=_rank)
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
