"""What axes of scores and their components show, whoever they are shown to."""

import datetime as dt

from strawberry.scalars import JSON

from domain.terms import Axis, EvidenceKind, Rating, Undecided
from schema import references
from schema.descriptions import described
from schema.fields import column, relation
from schema.relay import SUPERSEDED, Node
from schema.scalars import Interval, LocalizedText

PREDICATE = (
    "Proposed predicate by the matrix of results and behaviour; null unless both have a rating, and where answers of"
    " one kind alone would say misconduct."
)


@described
class AxisOfScore(Node):
    """An axis of any score; no type of the graph by itself."""

    axis: Axis = column("Which axis.")
    label: LocalizedText = column("Its name.")
    estimate: float | None = column("Estimate on the scale 1 to 4; null without evidence.")
    reference: float | None = column("What is expected, on the same scale.")
    interval: Interval = column("95 % interval of the estimate.")
    effective_n: float = column("Effective number of pieces of evidence, after weighting.")
    coverage: float = column("Share of the intended weight for which there is evidence.")
    rating: Rating | None = column("Proposed rating; null where none is proposed.")
    undecided: Undecided | None = column("Why no rating is proposed; null where one is.")
    needs_reading: bool = column(
        "Whether whoever decides by the rating has to read a sample of the cases that speak for it first. It is a mark:"
        " nothing waits until they have."
    )
    in_words: LocalizedText = column(
        "The same in plain words: what was counted, against whom it was compared, how sure it is, what is proposed, and"
        " what would change that. A paragraph a line."
    )
    arithmetic: str = column("The calculation with its numbers.")
    steps: JSON | None = column(
        "The figures of every step: what it begins with in full, what comes out of it to four decimals. Of each part"
        " its weight, slope, information and emphasis, and what its place on the scale follows from; of the axis"
        " its quality, thresholds, balance, spread and chances. `docs/method.md` says how each follows. With answers"
        " and comparisons, whoever reads them redoes every number. Null by the first method."
    )


@described
class ComponentOfScore(Node):
    """A component of any axis; no type of the graph by itself."""

    key: str = column("Stable name of the component.")
    label: LocalizedText = column("What it is.")
    kind: EvidenceKind | None = column("Which kind of evidence it is; null for an indicator.")
    weight: float = column("Weight intended by plan and policy.")
    effective_weight: float | None = column(
        "Weight after missing components are left out; null when it is missing. By the second method as intended: where"
        " nothing is known the component lies where it is expected."
    )
    observed: float | None = column("Plain mean, rate or realisation, before any adjustment.")
    attainment: float | None = column("Realisation against target, 1 is met; only for indicators.")
    estimate: float | None = column("Estimate on the scale 1 to 4; null when nothing is known.")
    reference: float | None = column("What is expected, on the same scale.")
    interval: Interval = column("95 % interval of the estimate.")
    n: int = column("How many pieces of evidence or measurements.")
    effective_n: float = column("Effective number after weighting.")
    counts_for_rating: bool = column("Whether there is enough to propose more or less than the expected.")
    arithmetic: str = column("The calculation with its numbers.")
    comparisons: JSON = column(
        "What was said in each stratum, and what it was read against: of `n` answers about which the person had one"
        " share, the `total` of `u` (0 is the worst, 1 the best), the `slope`, the `emphasis`, the yardstick (`shares`"
        " of the values, the worst first, or the `variance` of figures), on how many other `people` that rests, and"
        " what is unknown of it, alone (`doubt`) and with all of its kind (`company`). Empty by the first method."
    )
    missing: JSON = column("First days of the months whose measurement is due and missing.")
    superseded_at: dt.datetime | None = column(SUPERSEDED)
    indicator: references.Indicator | None = relation("The indicator, where it is one.")
