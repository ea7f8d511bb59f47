"""Scores as the rated person and their line see them: once a week, of answers that are told together."""

import datetime as dt

import strawberry

from domain.terms import EvidenceKind, Predicate
from schema import orders, references
from schema.descriptions import described
from schema.fields import column, connection, relation
from schema.relay import SUPERSEDED, Connection, Node
from schema.scalars import LocalizedText
from schema.types.score_trees import PREDICATE, AxisOfScore, ComponentOfScore


@strawberry.type(
    description="The score that a person and their line see, as it was on Monday. Citizens' answers enter it in groups"
    " of ten citizens or more, so that none is told from others; `answers` is all that it is computed from. It"
    " proposes; a human decides."
)
class WeeklyScore(Node):
    """The score of a person as it was on a Monday, over answers that are told together."""

    predicate: Predicate | None = column(PREDICATE)
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


@described
class WeeklyAxis(AxisOfScore):
    """One axis of a weekly score, with the arithmetic that leads to it."""

    components: list[references.WeeklyComponent] = relation("What the axis is made of.")


@described
class WeeklyComponent(ComponentOfScore):
    """One component of an axis of a weekly score."""


@strawberry.type(
    description="Equal pieces of evidence that a weekly score is computed from, never with their cases or days. Each of"
    " `count` answers has this value and weighs this much; without a value it is how many wait."
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
    meaning: LocalizedText = column("That they count, or in plain words for what they wait.")
    reason: str | None = column(
        "For what they wait: `HELD` for the end of their hold, a word of `Doubt` or `AnswerDoubt` for a second pair of"
        " eyes. That word is told of tens of citizens alone: a few of them could be known by it. Null where they wait"
        " for others, or for a second pair of eyes, and nobody is told which of them for what."
    )
