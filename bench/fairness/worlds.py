"""Worlds of known truth: who is how good, which cases they had, and what these say.

A person's true value is what peers' cases would say of them on average: the mean answer if they dealt with everybody's
mix of cases, in a period without drift. The reference is that of somebody whose quality is the mean of everybody's, so
that people are truly better or worse than peers, never merely luckier with cases.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from domain.scoring.inputs import Indicator, MeasuringMonths
from domain.terms import Axis, EvidenceKind, JobFamily


@dataclass(frozen=True)
class CaseAnswer:
    """What a case says in one kind of evidence; `handlers` are the people who dealt with it, each with their share."""

    kind: EvidenceKind
    origin: str
    stratum: str
    value: float
    handlers: Mapping[int, float]


@dataclass(frozen=True)
class Truth:
    """What is true of one person in a scored period: their distance from the reference, how easy their cases are."""

    officer: int
    distance: float
    ease: float


@dataclass(frozen=True)
class ScoredPeriod:
    """A period to score: answers of those before it and its own, what is true of its people, their plans and months.

    `units` say who works in which.
    """

    before: Sequence[CaseAnswer]
    now: Sequence[CaseAnswer]
    truths: Sequence[Truth]
    indicators: Mapping[int, Sequence[Indicator]] = field(default_factory=dict)
    months: MeasuringMonths = field(default_factory=MeasuringMonths)
    units: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True)
class World:
    """One government's people over some periods; all are of one job family, and judged on one axis."""

    axis: Axis
    family: JobFamily | None
    periods: Sequence[ScoredPeriod]
