"""Policies, evidence, scores and their explanation, as a client sees them."""

import datetime as dt

import strawberry
from strawberry.scalars import JSON

from domain.terms import EvidenceKind, EvidenceStanding, Predicate
from schema import filters, orders, references
from schema.descriptions import described
from schema.fields import column, connection, relation
from schema.relay import SUPERSEDED, Connection, Node
from schema.scalars import Interval, LocalizedText
from schema.types.score_trees import PREDICATE, AxisOfScore, ComponentOfScore


@described
class Policy(Node):
    """A version of the rules by which scores are computed."""

    version: int = column("Number of the version.")
    name: str = column("Name for people.")
    effective_from: dt.date = column("First day on which it holds.")
    parameters: JSON = column("Every number the method uses.")


@described
class Evidence(Node):
    """What one case, or one answer, says of one person or of a unit."""

    kind: EvidenceKind = column("What it says something about.")
    label: LocalizedText = column("The same for people.")
    expected: float | None = column("What its stratum let expect when the period opened; null where nothing is known.")
    arithmetic: str = column("How it enters the sum: value, what was expected (E), times weight.")
    value: float = column("The value, on the scale of its kind.")
    weight: float = column("Share that counts for this person.")
    stratum: str = column("Category and channel, for fair comparison.")
    occurred_on: dt.date = column("Day it counts for.")
    recorded_at: dt.datetime | None = column("When it came to say what it says; null where that was not noted.")
    late: bool = column("Whether that was after a period that holds its day was closed: in that it counts nowhere.")
    counted: bool = column("Whether it counts.")
    standing: EvidenceStanding = column("Whether it counts, waits for a second look, or was left out.")
    reason: str | None = column("Why it does not count.")
    superseded_at: dt.datetime | None = column(SUPERSEDED)
    case: references.Case | None = relation("The case it comes from.")
    resolution: references.Resolution | None = relation("The resolution it comes from.")
    feedback: references.Feedback | None = relation("The answer it comes from.")
    employee: references.Employee | None = relation("Of whom it speaks; null for the unit's share.")
    unit: references.Unit | None = relation("Of which unit.")


@described
class Score(Node):
    """What the evidence proposes for one person and period. A score proposes; a human decides."""

    predicate: Predicate | None = column(PREDICATE)
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


@described
class ScoreAxis(AxisOfScore):
    """One axis of the matrix, with the arithmetic that leads to it."""

    components: list[references.ScoreComponent] = relation("What the axis is made of.")


@described
class ScoreComponent(ComponentOfScore):
    """One component of an axis: an indicator of the plan, or one kind of evidence."""

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


@described
class UnitScore(Node):
    """How well a unit serves in a period, by one kind of evidence, as it is now."""

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
