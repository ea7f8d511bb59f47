"""Policies, evidence, scores and their explanation, as a client sees them."""

import datetime as dt

import strawberry
from strawberry.scalars import JSON

from domain.terms import Axis, EvidenceKind, Predicate, Rating
from schema import filters, orders, references
from schema.fields import column, connection, relation
from schema.relay import SUPERSEDED, Connection, Node
from schema.scalars import Interval, LocalizedText


@strawberry.type(description="A version of the rules by which scores are computed.")
class Policy(Node):
    """A policy."""

    version: int = column("Number of the version.")
    name: str = column("Name for people.")
    effective_from: dt.date = column("First day on which it holds.")
    parameters: JSON = column("Every number the method uses.")


@strawberry.type(description="What one case, or one answer, says of one person or of a unit.")
class Evidence(Node):
    """A piece of evidence."""

    kind: EvidenceKind = column("What it says something about.")
    label: LocalizedText = column("The same for people.")
    expected: float | None = column("What its stratum let expect when the period opened; null where nothing is known.")
    arithmetic: str = column("How it enters the sum: value, what was expected (E), times weight.")
    value: float = column("The value, on the scale of its kind.")
    weight: float = column("Share that counts for this person.")
    stratum: str = column("Category and channel, for fair comparison.")
    occurred_on: dt.date = column("Day it counts for.")
    counted: bool = column("Whether it counts.")
    reason: str | None = column("Why it does not count.")
    superseded_at: dt.datetime | None = column(SUPERSEDED)
    case: references.Case | None = relation("The case it comes from.")
    resolution: references.Resolution | None = relation("The resolution it comes from.")
    feedback: references.Feedback | None = relation("The answer it comes from.")
    employee: references.Employee | None = relation("Of whom it speaks; null for the unit's share.")
    unit: references.Unit | None = relation("Of which unit.")


@strawberry.type(description="What the evidence proposes for one person and period. A score proposes; a human decides.")
class Score(Node):
    """A score."""

    predicate: Predicate | None = column("Proposed predicate by the matrix of results and behaviour.")
    coverage: float = column("Share of the intended weight for which there is evidence, 0 to 1.")
    inputs_hash: str = column("Hash of everything that entered; equal inputs give an equal hash.")
    computed_at: dt.datetime = column("When it was last computed anew.")
    superseded_at: dt.datetime | None = column(SUPERSEDED)
    employee: references.Employee | None = relation("Whose score.")
    period: references.Period | None = relation("For which period.")
    policy: references.Policy | None = relation("By which rules.")
    work_result: references.ScoreAxis | None = relation("Hasil kerja.")
    work_behaviour: references.ScoreAxis | None = relation("Perilaku kerja.")
    explanation: list[references.ScoreAxis] = relation(
        "Why the score is what it is: both axes, the components of each, and down to the cases."
    )


@strawberry.type(description="One axis of the matrix, with the arithmetic that leads to it.")
class ScoreAxis(Node):
    """An axis of a score."""

    axis: Axis = column("Which axis.")
    label: LocalizedText = column("Its name.")
    estimate: float | None = column("Estimate on the scale 1 to 4; null without evidence.")
    reference: float | None = column("What is expected, on the same scale.")
    interval: Interval = column("95 % interval of the estimate.")
    effective_n: float = column("Effective number of pieces of evidence, after weighting.")
    coverage: float = column("Share of the intended weight for which there is evidence.")
    rating: Rating = column("Proposed rating.")
    arithmetic: str = column("The calculation with its numbers.")
    components: list[references.ScoreComponent] = relation("What the axis is made of.")


@strawberry.type(description="One component of an axis: an indicator of the plan, or one kind of evidence.")
class ScoreComponent(Node):
    """A component of an axis."""

    key: str = column("Stable name of the component.")
    label: LocalizedText = column("What it is.")
    kind: EvidenceKind | None = column("Which kind of evidence it is; null for an indicator.")
    weight: float = column("Weight intended by plan and policy.")
    effective_weight: float | None = column("Weight after missing components are left out; null when it is missing.")
    observed: float | None = column("Plain mean, rate or realisation, before any adjustment.")
    attainment: float | None = column("Realisation against target, 1 is met; only for indicators.")
    estimate: float | None = column("Estimate on the scale 1 to 4; null when nothing is known.")
    reference: float | None = column("What is expected, on the same scale.")
    interval: Interval = column("95 % interval of the estimate.")
    n: int = column("How many pieces of evidence or measurements.")
    effective_n: float = column("Effective number after weighting.")
    counts_for_rating: bool = column("Whether there is enough to propose more or less than the expected.")
    arithmetic: str = column("The calculation with its numbers.")
    superseded_at: dt.datetime | None = column(SUPERSEDED)
    indicator: references.Indicator | None = relation("The indicator, where it is one.")
    evidence: Connection[references.Evidence] = connection(
        "The evidence it rests on, down to the cases.",
        where=filters.EvidenceFilter,
        order_by=orders.EvidenceOrder,
    )


@strawberry.type(
    description="How well a unit served in a period, by one kind of evidence, as it was published on a Monday. It is"
    " told of at least 30 cases of at least 5 people, none of whom handled more than half of them, and stays until"
    " enough has changed: what moves it is never one answer."
)
class PublishedScore(Node):
    """A unit's service score, as everybody sees it."""

    kind: EvidenceKind = column("What was looked at.")
    estimate: float = column("A share, or a mean on the scale 1 to 4, drawn towards what is usual, in steps of 0.05.")
    interval: Interval = column("95 % interval of the estimate, rounded outwards.")
    cases: int = column("On how many cases it rests at least, in tens.")
    published_on: dt.date = column("Day on which it was published.")
    unit: references.Unit | None = relation("Which unit.")
    period: references.Period | None = relation("Which period.")
    policy: references.Policy | None = relation("By which rules.")


@strawberry.type(description="How well a unit serves in a period, by one kind of evidence, as it is now.")
class UnitScore(Node):
    """A unit's service score."""

    kind: EvidenceKind = column("What was looked at.")
    estimate: float = column("Estimate drawn towards what is usual: a share, or a mean on the scale 1 to 4.")
    interval: Interval = column("95 % interval of the estimate.")
    observed: float = column("Plain share or mean.")
    cases: int = column("On how many cases it rests.")
    arithmetic: str = column("The calculation with its numbers.")
    superseded_at: dt.datetime | None = column(SUPERSEDED)
    unit: references.Unit | None = relation("Which unit.")
    period: references.Period | None = relation("Which period.")
    policy: references.Policy | None = relation("By which rules.")
