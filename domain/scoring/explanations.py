"""What the steps of an axis say in plain words: what was counted, against whom, how sure it is, what would change it.

A pure function of the steps and the language, so that whoever reads the words finds every figure of them in the steps.
"""

from collections.abc import Iterator

from domain.detection.doubts import DOUBT_LABELS
from domain.disclosure import FEWEST_HANDLERS, SMALLEST_GROUP
from domain.evidence.kinds import EVIDENCE, Form
from domain.scoring.steps import AxisStep, PartStep, ShiftStep
from domain.terms import Axis, Direction, EvidenceKind, Rating, Undecided
from domain.text.explanations import (
    CHANGES,
    COMPARED,
    COUNTED,
    NO_PREDICATE,
    PROPOSED,
    SHIFTED,
    STANDING,
    UNDECIDED,
    WAITING,
)
from domain.text.figures import HUNDRED, write_chance, write_decimal, write_list, write_whole
from domain.text.labels import AXIS_LABELS, label_month
from domain.text.localized import Language, LocalizedText

# The common scale is from 1 to 4.
LOWEST, STEPS = 1.0, 3.0

_DECISIONS = {True: "CONFIRMED", False: "REJECTED", None: "WAITING"}


def explain(step: AxisStep, language: Language) -> str:
    """An axis in plain words, a paragraph a line."""
    paragraphs = (_count, _compare, _stand, _propose, _change)
    written = (" ".join(words(step, language)) for words in paragraphs)
    return "\n".join(paragraph for paragraph in written if paragraph)


def _count(step: AxisStep, language: Language) -> Iterator[str]:
    if not step["parts"]:
        return
    yield COUNTED["LEAD"].in_(language)
    for part in step["parts"]:
        if part["n"]:
            yield _count_part(part, language)
        for waiting in part["waiting"]:
            yield _tell_waiting(waiting["reason"], write_whole(waiting["number"], language), language)
    empty = [_label(part, language) for part in step["parts"] if not part["n"]]
    if empty:
        yield COUNTED["NOTHING"].in_(language).format(labels=write_list(empty, language))


def _tell_waiting(reason: str | None, n: str, language: Language) -> str:
    if reason is not None and reason in DOUBT_LABELS:
        return WAITING["BECAUSE"].in_(language).format(n=n, why=DOUBT_LABELS[reason].in_(language))
    return WAITING.get(reason or "", WAITING["DOUBT"]).in_(language).format(n=n, least=SMALLEST_GROUP)


def _count_part(part: PartStep, language: Language) -> str:
    n = part["n"]
    written = {"label": _label(part, language), "n": write_whole(part["pieces"], language)}
    if part["kind"] is not None:
        return _count_answers(part, EvidenceKind(part["kind"]), written, language)
    attained = 1 + part["total"] / n if part["is_measured"] else part["attainment"] or 0.0
    words = COUNTED["MEASURED" if part["is_measured"] else "CASES"]
    return words.in_(language).format(**written, attained=write_whole(HUNDRED * attained, language))


def _count_answers(part: PartStep, kind: EvidenceKind, written: dict[str, str], language: Language) -> str:
    n, total, expected = part["n"], part["total"], part["expected"]
    alone = "" if part["known"] else "_ALONE"
    if EVIDENCE[kind].form is Form.RATING:
        mean, peers = (write_decimal(LOWEST + STEPS * each / n, language) for each in (total, expected))
        return COUNTED[f"RATING{alone}"].in_(language).format(**written, mean=mean, expected=peers)
    reverse = EVIDENCE[kind].better is Direction.LOWER
    good, others = ((n - each if reverse else each) for each in (total, expected))
    words = COUNTED["REVERSED" if reverse and not alone else f"PROPORTION{alone}"]
    return words.in_(language).format(
        **written, good=write_whole(good, language), expected=write_decimal(others, language, 1)
    )


def _compare(step: AxisStep, language: Language) -> Iterator[str]:
    answered = [part for part in step["parts"] if part["kind"] is not None and part["n"] > 0]
    known = [part for part in answered if part["known"]]
    people = [each for part in known for each in (part["fewest"], part["most"]) if each is not None]
    unheard = sum(part["unheard"] for part in known)
    if len(known) < len(answered):
        yield COMPARED["NOBODY"].in_(language)
    if people:
        ends = dict.fromkeys(write_whole(end, language) for end in (min(people), max(people)))
        yield COMPARED["OTHERS"].in_(language).format(people="–".join(ends))
        if min(people) < FEWEST_HANDLERS:
            yield COMPARED["FEW"].in_(language)
    if unheard:
        yield COMPARED["UNHEARD"].in_(language).format(n=write_whole(unheard, language))
    if any(part["kind"] is None for part in step["parts"]):
        yield COMPARED["TARGET"].in_(language)
    for part in known:
        if shift := part.get("shift"):
            yield from _tell_shift(part, shift, language)


def _tell_shift(part: PartStep, shift: ShiftStep, language: Language) -> Iterator[str]:
    """By how much answers have moved for everybody, on whom that rests, and what was decided about it."""
    is_rating = EVIDENCE[EvidenceKind(part["kind"] or "")].form is Form.RATING
    moved = abs(shift["moved"]) * (STEPS if is_rating else HUNDRED)
    words = SHIFTED["RATING" if is_rating else "PROPORTION"]
    yield words.in_(language).format(
        label=_label(part, language),
        way=SHIFTED["BETTER" if shift["mean"] >= 0 else "WORSE"].in_(language),
        size=write_decimal(moved, language, 2 if is_rating else 1),
        answers=write_whole(shift["answers"], language),
        people=write_whole(shift["people"], language),
    )
    yield SHIFTED[_DECISIONS[shift["confirmed"]]].in_(language)


def _stand(step: AxisStep, language: Language) -> Iterator[str]:
    if step["reference"] is None or step["estimate"] is None or step["low"] is None or step["high"] is None:
        return
    axis, reference = _name(step, language), write_decimal(step["reference"], language)
    if not any(part["n"] for part in step["parts"]):
        yield STANDING["NOTHING"].in_(language).format(axis=axis, reference=reference)
        return
    estimate, low, high = (write_decimal(each, language) for each in (step["estimate"], step["low"], step["high"]))
    yield STANDING["ESTIMATE"].in_(language).format(axis=axis, estimate=estimate, reference=reference)
    interval = write_whole(HUNDRED * step["rules"]["interval"], language)
    yield STANDING["INTERVAL"].in_(language).format(interval=interval, low=low, high=high)
    if step["undecided"] is None:
        above, below = (write_chance(side["chance"], language) for side in (step["above"], step["below"]))
        delta = write_decimal(step["rules"]["delta"], language)
        yield STANDING["CHANCES"].in_(language).format(above=above, below=below, delta=delta)
    else:
        yield STANDING["PROVISIONAL"].in_(language)


def _propose(step: AxisStep, language: Language) -> Iterator[str]:
    if step["undecided"] is not None:
        yield _withhold(step, step["undecided"], language)
        yield NO_PREDICATE.in_(language)
        return
    assert step["rating"] is not None
    yield PROPOSED[step["rating"]].in_(language).format(confidence=_confidence(step, language))
    if step["needs_reading"]:
        yield PROPOSED["READING"].in_(language)
    yield PROPOSED["HUMAN"].in_(language)


def _withhold(step: AxisStep, undecided: str, language: Language) -> str:
    """Why nothing is proposed."""
    rules, key = step["rules"], undecided
    if undecided == Undecided.TOO_FEW and step["cases"] >= rules["minimum_rated"]:
        key = "TOO_LIGHT"
    return (
        UNDECIDED[key]
        .in_(language)
        .format(
            axis=_name(step, language),
            cases=write_whole(step["cases"], language),
            minimum=write_whole(rules["minimum_rated"], language),
            enough=write_whole(HUNDRED * step["enough"], language),
            least=write_whole(HUNDRED * rules["least_coverage"], language),
            missing=write_list([*_list_missing(step, language)], language),
        )
    )


def _list_missing(step: AxisStep, language: Language) -> Iterator[str]:
    """Indicators with the months that nobody has measured."""
    for part in step["parts"]:
        if part["missing"]:
            months = [label_month(day[:7]).in_(language) for day in part["missing"]]
            yield f"{_label(part, language)} ({write_list(months, language)})"


def _change(step: AxisStep, language: Language) -> Iterator[str]:
    if step["undecided"] is not None:
        yield CHANGES[step["undecided"]].in_(language)
        return
    spoken = any(part["n"] and not part["is_measured"] for part in step["parts"])
    yield CHANGES["RATED" if spoken else "MEASURED"].in_(language).format(confidence=_confidence(step, language))
    if step["rating"] == Rating.BELOW:
        yield CHANGES["BELOW"].in_(language)


def _confidence(step: AxisStep, language: Language) -> str:
    return write_whole(HUNDRED * step["rules"]["confidence"], language)


def _label(part: PartStep, language: Language) -> str:
    return LocalizedText.read(part["label"]).in_(language)


def _name(step: AxisStep, language: Language) -> str:
    """The axis within a sentence."""
    return AXIS_LABELS[Axis(step["axis"])].in_(language).lower()
