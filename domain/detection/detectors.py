"""All detectors, and what they find together: which answers about a person are suspect, and why."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from domain.detection.bursts import find_bursts
from domain.detection.conduct import find_closed_early, find_easy_cases, find_handed_on, find_invitation_bias
from domain.detection.doubts import AnswerDoubt
from domain.detection.origins import find_same_origin
from domain.detection.patterns import find_no_variance, find_office_hours
from domain.detection.rules import DetectionRules
from domain.detection.sightings import Watched
from domain.detection.texts import find_same_words

Find = Callable[[Watched, DetectionRules], set[UUID]]


@dataclass(frozen=True)
class Detector:
    """What a detector looks at, by which number, and which parameters of the policy say when that is too much.

    `of_conduct` says that it looks at what the rated did, not at what answers are like.
    """

    find: Find
    event: str
    statistic: str
    threshold: str
    of_conduct: bool = False


_TAIL = "beta-binomial tail of {} against {}"

DETECTORS: Mapping[AnswerDoubt, Detector] = {
    AnswerDoubt.BURST: Detector(
        find_bursts,
        "an answer to a case that its citizen brought",
        "Poisson tail, with a gamma rate, of the answers of one tone within `short_days` or `long_days`, against the"
        " cases resolved in that time and `lag_days` before and the answers of that tone a case brought before",
        "`burst.chance`, from `burst.least` answers on",
    ),
    AnswerDoubt.SAME_WORDS: Detector(
        find_same_words,
        "an answer with a text of `words.words` words or more",
        "how many answers have a Jaccard coefficient (MinHash, pairs of words) of `words.similarity` or more with it",
        "`words.least`",
    ),
    AnswerDoubt.SAME_ORIGIN: Detector(
        find_same_origin,
        "an answer to a case that its citizen brought, from a device or contact that another one came from",
        "Poisson tail of how many came from there, against `origin.allowance` and as many as came from there about"
        " others",
        "`origin.chance`",
    ),
    AnswerDoubt.NO_VARIANCE: Detector(
        find_no_variance,
        "a run of answers that are the same in both ratings",
        "how many runs as long chance would make, by how often the person's other answers are like that and by"
        " `variance.good` and `variance.other`",
        "`variance.chance`",
    ),
    AnswerDoubt.OFFICE_HOURS: Detector(
        find_office_hours,
        "a good answer to a case that its citizen brought, in office hours",
        _TAIL.format("how many of the good ones are", "`office_hours.usual`, or what answers about others are"),
        "`office_hours.chance`",
    ),
    AnswerDoubt.INVITATION_BIAS: Detector(
        find_invitation_bias,
        "a service that went well whose citizen was invited by lot, and answered",
        _TAIL.format("how many of those answered went well", "how many of all went well, and `invitations.usual`"),
        "`invitations.chance`",
        of_conduct=True,
    ),
    AnswerDoubt.CLOSED_EARLY: Detector(
        find_closed_early,
        "a case that was opened again, resolved though nobody had dealt with the citizen",
        _TAIL.format("how many of those resolved so were", "`closed_early.usual`"),
        "`closed_early.chance`",
        of_conduct=True,
    ),
    AnswerDoubt.HANDED_ON: Detector(
        find_handed_on,
        "a case that the person handed on within `handed_on.hours` hours before its time was over",
        _TAIL.format("how many of their cases with a time were", "`handed_on.usual`"),
        "`handed_on.chance`",
        of_conduct=True,
    ),
    AnswerDoubt.EASY_CASES: Detector(
        find_easy_cases,
        "a case of a kind that is answered well, which the person took themselves",
        _TAIL.format("how many of those taken are", "those handed to them, and `easy_cases.usual`"),
        "`easy_cases.chance`",
        of_conduct=True,
    ),
}


def find_suspects(watched: Watched, rules: DetectionRules) -> Mapping[UUID, tuple[AnswerDoubt, ...]]:
    """The suspect answers about a person, each with all that makes it so, whatever the order in which they are given.

    What people do is looked at without answers that are suspect themselves: a mob makes nobody suspect.
    """
    found: dict[UUID, list[AnswerDoubt]] = {}
    _look(found, watched, rules, (doubt for doubt, each in DETECTORS.items() if not each.of_conduct))
    trusted = [each for each in watched.handled if each.answer is None or each.answer.id not in found]
    beside = replace(watched, handled=trusted)
    _look(found, beside, rules, (doubt for doubt, each in DETECTORS.items() if each.of_conduct))
    return {key: tuple(doubts) for key, doubts in found.items()}


def _look(
    found: dict[UUID, list[AnswerDoubt]], watched: Watched, rules: DetectionRules, doubts: Iterable[AnswerDoubt]
) -> None:
    for doubt in doubts:
        for key in DETECTORS[doubt].find(watched, rules):
            found.setdefault(key, []).append(doubt)
