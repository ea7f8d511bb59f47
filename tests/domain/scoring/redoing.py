"""A reader who redoes an axis from what a score tells: table of answers, comparisons, steps, and the policy.

Written from the decision on the method and the descriptions of the steps alone; it shares no code with the product.
"""

import math
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import NormalDist
from typing import Any

Json = Mapping[str, Any]
ENDS = (-5.0, 5.0)
HALVINGS = 60
# Half of the last digit that is told, and what two ways of finding the same root differ by.
LAST_DIGIT = 0.5e-4 + 2e-6
NORMAL = NormalDist()
RATED, REVERSED = {"TREATMENT", "OUTCOME"}, {"REOPENED"}


def agrees(told: float | None, redone: float | None) -> bool:
    """Whether a number that is told is the redone one, rounded."""
    return told == redone if told is None or redone is None else abs(told - redone) <= LAST_DIGIT


def moments(one: Json, tilt: float) -> tuple[float, float]:
    """Mean and variance of an answer, or a figure, under a tilt."""
    if "variance" in one:
        return one["variance"] * tilt, one["variance"]
    last = len(one["shares"]) - 1
    odds = [share * math.exp(tilt * place / last) for place, share in enumerate(one["shares"])]
    mean = math.fsum(each * place / last for place, each in enumerate(odds)) / math.fsum(odds)
    square = math.fsum(each * (place / last) ** 2 for place, each in enumerate(odds)) / math.fsum(odds)
    return mean, square - mean * mean


def find_root(falling: Callable[[float], float]) -> float:
    """Where a function that falls between the ends is zero; an end where it is zero nowhere."""
    low, high = ENDS
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if falling(middle) > 0 else (low, middle)
    return (low + high) / 2


def through_knots(attained: float, policy: Json) -> float:
    """Attainment on the scale, straight between the knots."""
    attained = max(0.0, min(attained, policy["attainment_cap"]))
    knots = policy["attainment_knots"]
    for (left, low), (right, high) in pairwise(knots):
        if attained <= right:
            return float(low + (high - low) * (attained - left) / (right - left))
    return float(knots[-1][1])


def place_part(step: Json, policy: Json, quality: float) -> float:
    """Where on the scale a quality puts a part."""
    low, high = policy["scale"]
    if step["read_as"] == "FIGURES":
        return through_knots(1 + step["difference"] * quality, policy)
    mean = moments(step, step["slope"] * quality)[0]
    if step["read_as"] == "ANSWERS":
        return float(low + (high - low) * mean)
    return through_knots((mean + step["nothing"]) / (moments(step, 0)[0] + step["nothing"]), policy)


@dataclass(frozen=True)
class Reading:
    """Comparisons by part, each with the emphasis they count by, and the unevenness of the whole."""

    comparisons: Sequence[tuple[Json, Json]]
    unevenness: float = 0.0

    def balance(self, quality: float) -> tuple[float, float, float, float]:
        """Balance, spread, the doubt in it, and steepness."""
        value, steepness = -quality, 1.0
        sampled, company, alone = (defaultdict[Any, float](float) for _ in range(3))
        for step, one in self.comparisons:
            mean, variance = moments(one, one["slope"] * quality)
            weight = one["emphasis"] * one["slope"]
            pull = weight * one["n"] * variance
            value += weight * (one["total"] - one["n"] * mean)
            steepness += pull * one["slope"]
            sampled[step["source"], step["key"]] += pull * weight
            company[step["source"]] += pull * one["company"]
            alone[self._yardstick(one)] += pull * one["doubt"]
        errors = defaultdict[Any, float](float)
        for (source, _), each in sampled.items():
            errors[source] += math.sqrt(each)
        doubt = math.fsum(each**2 for each in (*company.values(), *alone.values()))
        error = math.fsum(each**2 for each in errors.values())
        spread = math.sqrt(1 + error + doubt + (self.unevenness * steepness) ** 2)
        return value, spread, math.sqrt(doubt), steepness

    @staticmethod
    def _yardstick(one: Json) -> object:
        return tuple(one.get("shares", ())), one.get("variance"), one["doubt"]

    @property
    def quality(self) -> float:
        """The quality at which the balance is zero."""
        return find_root(lambda quality: self.balance(quality)[0])

    def beyond(self, spreads: float) -> float:
        """The quality at which the balance is so many spreads below zero."""

        def excess(quality: float) -> float:
            value, spread, _, _ = self.balance(quality)
            return value + spreads * spread

        return find_root(excess)

    def above(self, quality: float) -> float:
        """How sure one may be of more than a quality."""
        if not ENDS[0] < quality < ENDS[1]:
            return float(quality <= ENDS[0])
        value, spread, _, _ = self.balance(quality)
        return NORMAL.cdf(value / spread)


def redo_emphases(steps: Sequence[Json], policy: Json) -> list[float]:
    """How much each part counts."""
    steep = [step["weight"] * (place_part(step, policy, 0.5) - place_part(step, policy, -0.5)) for step in steps]
    kept = [each / sum(steep) / (1 + redo_information(step)) for each, step in zip(steep, steps, strict=True)]
    sources = {step["source"] for step in steps}
    whole = 0.0
    for source in sources:
        own = [place for place, step in enumerate(steps) if step["source"] == source]
        whole += sum(steep[place] for place in own) / sum(steep) * sum(kept[place] for place in own)
    most = policy["tilting"]["most_emphasis"]
    free = [step["trust"] * min(most, each / whole) for each, step in zip(kept, steps, strict=True)]
    found = []
    for each, step in zip(free, steps, strict=True):
        reach = sum(
            other * own["slope"] for other, own in zip(free, steps, strict=True) if own["source"] == step["source"]
        )
        found.append(each * min(1.0, 2 * NORMAL.inv_cdf(policy["confidence"]) / reach) if reach else each)
    return found


def redo_information(step: Json) -> float:
    """What a part tells in a whole period."""
    slope = step["difference"] / step["variance"] if step["read_as"] == "FIGURES" else step["slope"]
    return float(step["usual"] * slope**2 * moments(step, 0)[1])


def redo_unevenness(steps: Sequence[Json], emphases: Sequence[float], policy: Json) -> float:
    """What it adds that people are not equally good in all parts."""
    steep = [step["weight"] * (place_part(step, policy, 0.5) - place_part(step, policy, -0.5)) for step in steps]
    told = [each * redo_information(step) for each, step in zip(emphases, steps, strict=True)]
    by_source: defaultdict[str, float] = defaultdict(float)
    for step, slope, each in zip(steps, steep, told, strict=True):
        by_source[step["source"]] += each / (1 + sum(told)) - slope / sum(steep)
    if len(by_source) < 2:
        return 0.0
    return float(policy["tilting"]["own_quality"] * math.sqrt(sum(each**2 for each in by_source.values())))


def share_of(row: Json, policy: Json) -> float:
    """The person's part in the cases of a row, in twentieths; to a thousandth below three of these."""
    stored = {"TREATMENT": "INTERACTION"}.get(row["kind"], row["kind"])
    share = min(row["weight"] / policy["controllability"][stored], 1.0)
    return round(share * 20) / 20 if share * 20 >= 3 else max(round(share, 3), 0.001)


def rise_of(row: Json) -> float:
    """A value from 0, the worst, to 1."""
    value = (row["value"] - 1) / 3 if row["kind"] in RATED else row["value"]
    return float(1 - value if row["kind"] in REVERSED else value)


def tell_answers(step: Json, rows: Sequence[Json], policy: Json) -> dict[tuple[str, float], tuple[int, float]]:
    """Of a kind of answers, by stratum and slope, how many there are and what they sum to."""
    found: defaultdict[tuple[str, float], tuple[int, float]] = defaultdict(lambda: (0, 0.0))
    for row in rows:
        if row["kind"] == step["kind"] and row["value"] is not None:
            key = row["stratum"], step["slope"] * share_of(row, policy)
            n, total = found[key]
            found[key] = n + row["count"], total + row["count"] * rise_of(row)
    return dict(found)


def check_axis(axis: Json, rows: Sequence[Json], policy: Json) -> Iterator[str]:
    """What of an axis its reader cannot redo: `steps`, `components` with their `comparisons`, and the table of rows."""
    told: Json = axis["steps"]
    steps = told["parts"]
    if not steps:
        yield from _compare("nothing", [(told["undecided"] == "APPRAISERS", True), (axis["estimate"], None)])
        return
    emphases = redo_emphases(steps, policy)
    pairs = [
        (step, one)
        for step, component in zip(steps, axis["components"], strict=True)
        for one in component["comparisons"]
    ]
    reading = Reading(pairs, redo_unevenness(steps, emphases, policy))
    for step, component, emphasis in zip(steps, axis["components"], emphases, strict=True):
        yield from _check_part(step, component, emphasis, policy)
        of_kind = sum(row["count"] for row in rows if row["kind"] == step["cases_of"] and row["value"] is not None)
        yield from _compare(step["key"], [(step["pieces"], of_kind if step["cases_of"] else step["n"])])
        if step["cases_of"] in RATED:
            yield from _compare(step["key"], [(0 <= step["counted"] <= of_kind, True)])
        if step["read_as"] == "ANSWERS":
            yield from _check_answers(step, component, rows, policy)
    yield from _check_axis(axis, reading, policy)
    yield from _check_rating(axis, reading, rows, policy)


def _compare(name: str, pairs: Sequence[tuple[Any, Any]]) -> Iterator[str]:
    for told, redone in pairs:
        same = agrees(told, redone) if isinstance(redone, float) else told == redone
        if not same:
            yield f"{name}: {told} is told, {redone} is redone"


def _check_part(step: Json, component: Json, emphasis: float, policy: Json) -> Iterator[str]:
    alone = Reading([(step, {**one, "emphasis": step["trust"]}) for one in component["comparisons"]])
    far = NORMAL.inv_cdf((1 + policy["interval"]) / 2)
    ends = [place_part(step, policy, alone.beyond(side)) for side in (-far, far)]
    quality = alone.quality
    yield from _compare(
        step["key"],
        [
            (component["key"], step["key"]),
            (step["information"], redo_information(step)),
            (step["emphasis"], emphasis),
            (step["n"], float(sum(one["n"] for one in component["comparisons"]))),
            (step["total"], float(sum(one["total"] for one in component["comparisons"]))),
            (step["expected"], float(sum(one["n"] * moments(one, 0)[0] for one in component["comparisons"]))),
            (step["quality"], quality),
            (step["estimate"], component["estimate"]),
            (step["reference"], component["reference"]),
            (component["estimate"], place_part(step, policy, quality)),
            (component["reference"], place_part(step, policy, 0.0)),
            (component["low"], ends[0]),
            (component["high"], ends[1]),
            *((one["emphasis"], emphasis) for one in component["comparisons"]),
        ],
    )


def _check_answers(step: Json, component: Json, rows: Sequence[Json], policy: Json) -> Iterator[str]:
    redone = tell_answers(step, rows, policy)
    said = {(one["stratum"], one["slope"]): (one["n"], one["total"]) for one in component["comparisons"]}
    told = [row for row in rows if row["kind"] == step["kind"] and row["value"] is not None]
    weight = sum(row["count"] * row["weight"] for row in told)
    observed = sum(row["count"] * row["weight"] * row["value"] for row in told) / weight if told else None
    people = [one["people"] for one in component["comparisons"] if one["people"]]
    unheard = sum(one["n"] for one in component["comparisons"] if not one["people"])
    if "shift" in step:
        moved = moments(step, step["shift"]["mean"])[0] - moments(step, 0)[0]
        yield from _compare(f"{step['key']} moved", [(step["shift"]["moved"], moved)])
    yield from _compare(
        step["key"],
        [
            (sorted(said), sorted(redone)),
            (step["observed"], observed),
            ((step["fewest"], step["most"]), (min(people, default=None), max(people, default=None))),
            (step["unheard"], float(unheard)),
        ],
    )
    for key in said.keys() & redone.keys():
        yield from _compare(f"{step['key']} {key}", [(said[key][0], redone[key][0]), (said[key][1], redone[key][1])])


def _check_axis(axis: Json, reading: Reading, policy: Json) -> Iterator[str]:
    told = axis["steps"]
    far = NORMAL.inv_cdf((1 + policy["interval"]) / 2)
    low, quality, high = reading.beyond(-far), reading.quality, reading.beyond(far)

    def place(at: float) -> float:
        return sum(step["weight"] * place_part(step, policy, at) for step in told["parts"])

    pairs = [
        (told["quality"], quality),
        (told["quality_low"], low),
        (told["quality_high"], high),
        (told["unevenness"], reading.unevenness),
        (axis["estimate"], place(quality)),
        (axis["low"], place(low)),
        (axis["high"], place(high)),
        (axis["reference"], place(0.0)),
        *((told[name], axis[name]) for name in ("estimate", "low", "high", "reference", "coverage")),
    ]
    _, _, doubt, steepness = reading.balance(0.0)
    pairs.append((told["doubt"], doubt / (steepness - 1) if steepness > 1 else 0.0))
    thresholds = redo_thresholds(told["parts"], policy)
    for side, sign, threshold in (("below", -1, thresholds[0]), ("above", 1, thresholds[1])):
        balance, spread, doubt, _ = reading.balance(threshold)
        above = reading.above(threshold)
        redone = (threshold, balance, spread, doubt, above if sign > 0 else 1 - above)
        names = ("threshold", "balance", "spread", "doubt", "chance")
        pairs += [(told[side][name], each) for name, each in zip(names, redone, strict=True)]
    yield from _compare(told["axis"], pairs)


def _check_rating(axis: Json, reading: Reading, rows: Sequence[Json], policy: Json) -> Iterator[str]:
    told, rules = axis["steps"], policy["tilting"]
    cases = count_cases(told["parts"], rows, policy)
    counted, known, read = 0.0, 0.0, 0.0
    for step in told["parts"]:
        enough = step["n"] > 0 and not step["missing"] if step["is_measured"] else cases >= policy["minimum_rated"]
        yield from _compare(step["key"], [(step["counts"], enough)])
        counted += step["weight"] * enough
        known += step["weight"] * step["known"]
        read += step["weight"] * (step["n"] > 0)
    if any(step["missing"] for step in told["parts"]):
        undecided = "MEASUREMENT_DUE"
    elif counted < rules["least_coverage"] - 1e-9:
        undecided = "TOO_FEW"
    elif known < rules["least_coverage"] - 1e-9:
        undecided = "NO_HISTORY"
    else:
        undecided = "NOT_TOLD_APART" if told["doubt"] > rules["most_doubt"] else ""
    rating = redo_tendency(told["above"]["chance"], told["below"]["chance"], policy)
    if not undecided and {*redo_extremes(told["parts"], reading, policy)} - {rating}:
        undecided = "SHIFT_UNCONFIRMED"
    spoken = any(step["n"] and not step["is_measured"] for step in told["parts"])
    yield from _compare(
        told["axis"],
        [
            (told["cases"], cases),
            (told["enough"], counted),
            (told["known"], known),
            (axis["coverage"], read),
            (told["undecided"] or "", undecided),
            (axis["rating"] or "", "" if undecided else rating),
            (told["needs_reading"], rating == "BELOW" and spoken and not undecided),
        ],
    )


def redo_tendency(above: float, below: float, policy: Json) -> str:
    """What the chances speak for."""
    if above >= policy["confidence"]:
        return "ABOVE"
    return "BELOW" if below >= policy["confidence"] else "MEETS"


def redo_extremes(steps: Sequence[Json], reading: Reading, policy: Json) -> Iterator[str]:
    """What would be spoken for with all shifts taken out that nobody has decided about and that raise; that lower."""
    waiting = [step for step in steps if "shift" in step and step["shift"]["confirmed"] is None]
    for side in (-1, 1):
        means = {step["key"]: step["shift"]["mean"] for step in waiting if side * step["shift"]["mean"] > 0}
        if means:
            pairs = [(step, tilt(one, means.get(step["key"], 0.0))) for step, one in reading.comparisons]
            low, high = redo_thresholds(steps, policy)
            other = Reading(pairs, reading.unevenness)
            yield redo_tendency(other.above(high), 1 - other.above(low), policy)


def tilt(one: Json, by: float) -> Json:
    """A comparison whose yardstick is tilted."""
    if not by:
        return one
    last = len(one["shares"]) - 1
    odds = [share * math.exp(by * place / last) for place, share in enumerate(one["shares"])]
    return {**one, "shares": [each / math.fsum(odds) for each in odds]}


def redo_thresholds(steps: Sequence[Json], policy: Json) -> tuple[float, float]:
    """The qualities below and above which an axis stands away from the reference."""

    def place(at: float) -> float:
        return sum(step["weight"] * place_part(step, policy, at) for step in steps)

    low, high = (find_root(lambda at, sign=sign: place(0.0) + sign * policy["delta"] - place(at)) for sign in (-1, 1))
    return low, high


def count_cases(steps: Sequence[Json], rows: Sequence[Json], policy: Json) -> int:
    """The cases that count: as many as the kind with the most has, small shares left out.

    Of answers it is told how many citizens gave them, which nobody else can count.
    """
    found: defaultdict[str, int] = defaultdict(int)
    for row in rows:
        if row["value"] is not None and share_of(row, policy) >= policy["tilting"]["least_share"]:
            found[row["kind"]] += row["count"]
    kinds = {step["cases_of"]: step["counted"] for step in steps if step["cases_of"] is not None}
    return max((told if kind in RATED else found[kind] for kind, told in kinds.items()), default=0)
