"""Why answers are suspect."""

from enum import auto

from domain.terms import Word


class AnswerDoubt(Word):
    """Why an answer waits for a second pair of eyes; what each means stands in `DETECTORS`."""

    BURST = auto()
    SAME_WORDS = auto()
    SAME_ORIGIN = auto()
    NO_VARIANCE = auto()
    OFFICE_HOURS = auto()
    INVITATION_BIAS = auto()
    CLOSED_EARLY = auto()
    HANDED_ON = auto()
    EASY_CASES = auto()
