"""Scores as the rated person and their line see them: once a week, of answers that are told together."""

import datetime as dt

import strawberry

from domain.terms import Axis, EvidenceKind, Predicate, Rating
from schema import orders, references
from schema.fields import column, connection, relation
from schema.relay import SUPERSEDED, Connection, Node
from schema.scalars import Interval, LocalizedText


@strawberry.type(
    description="The score that a person and their line see, as it was on Monday. Citizens' answers enter it in groups"
    " of ten cases or more, so that none is told from others; `answers` is all that it is computed from. It proposes; a"
    " human decides."
)
class WeeklyScore(Node):
    """A weekly score."""

    predicate: Predicate | None = column("Proposed predicate by the matrix of results and behaviour.")
    coverage: float = column("Share of the intended weight for which there is evidence, 0 to 1.")
    inputs_hash: str = column("Hash of everything that entered; equal inputs give an equal hash.")
    computed_at: dt.datetime = column("When it was last computed anew.")
    superseded_at: dt.datetime | None = column(SUPERSEDED)
    employee: references.Employee | None = relation("Whose score.")
    period: references.Period | None = relation("For which period.")
    policy: references.Policy | None = relation("By which rules.")
    work_result: references.WeeklyAxis | None = relation("Hasil kerja.")
    work_behaviour: references.WeeklyAxis | None = relation("Perilaku kerja.")
    explanation: list[references.WeeklyAxis] = relation(
        "Why the score is what it is: both axes, and the components of each."
    )
    answers: Connection[references.WeeklyAnswer] = connection(
        "What it is computed from: enough to redo every number.", order_by=orders.WeeklyAnswerOrder
    )


@strawberry.type(description="One axis of a weekly score, with the arithmetic that leads to it.")
class WeeklyAxis(Node):
    """An axis of a weekly score."""

    axis: Axis = column("Which axis.")
    label: LocalizedText = column("Its name.")
    estimate: float | None = column("Estimate on the scale 1 to 4; null without evidence.")
    reference: float | None = column("What is expected, on the same scale.")
    interval: Interval = column("95 % interval of the estimate.")
    effective_n: float = column("Effective number of pieces of evidence, after weighting.")
    coverage: float = column("Share of the intended weight for which there is evidence.")
    rating: Rating = column("Proposed rating.")
    arithmetic: str = column("The calculation with its numbers.")
    components: list[references.WeeklyComponent] = relation("What the axis is made of.")


@strawberry.type(description="One component of an axis of a weekly score.")
class WeeklyComponent(Node):
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


@strawberry.type(
    description="Equal pieces of evidence that a weekly score is computed from, never with their cases or days. Each of"
    " `count` answers has this value and weighs this much; without a value it is how many wait until they are ten."
)
class WeeklyAnswer(Node):
    """A row of the table that a weekly score is computed from."""

    number: int = column("Place in the table.")
    kind: EvidenceKind = column("What they say something about.")
    label: LocalizedText = column("The same for people.")
    stratum: str | None = column(
        "Category and channel, for fair comparison; empty where several are told together, null while they wait."
    )
    value: float | None = column("The value, on the scale of its kind; null while they wait.")
    weight: float | None = column("What each of them weighs; null while they wait.")
    count: int = column("How many they are.")
