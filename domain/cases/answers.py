"""When an answer weighs: it is held first, and a case's last answer takes the place of those before.

An answer that is held may be given anew, and enters nothing. When its hold ends it takes the place of every earlier
answer to its case, also of those to resolutions that did not last. What somebody decided of an answer (quarantine,
exclusion) stays, and such an answer replaces none but the one to the same resolution that it was given in place of.

Policies without a hold read answers as they were read before there was any: each counts at once and stands by itself.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from domain.cases.events import Feedback
from domain.detection.doubts import AnswerDoubt
from domain.problems import refuse
from domain.terms import FeedbackStatus

# Why an answer is suspect, and those that are.
Doubts = tuple[AnswerDoubt, ...]
Suspects = Mapping[UUID, Doubts]

# What somebody has decided, or has to.
_DECIDED = frozenset({FeedbackStatus.QUARANTINED, FeedbackStatus.EXCLUDED})
_OPEN = frozenset({FeedbackStatus.HELD, FeedbackStatus.COUNTED})
# What says nothing of anybody: not yet, or no longer.
SILENT = (FeedbackStatus.HELD, FeedbackStatus.REPLACED)


def hold_back(answer: Feedback, hold: timedelta) -> Feedback:
    """A new answer as it is stored under a policy: held for a while, or counted where that knows no hold."""
    return replace(answer, held_until=answer.at + hold, status=FeedbackStatus.HELD) if hold else answer


def settle_past(answers: Iterable[Feedback], hold: timedelta) -> tuple[Feedback, ...]:
    """The answers to a case whose past is told as a whole: none is held; by policies with a hold, the last counts."""
    given = tuple(answers)
    if not hold or not given:
        return given
    return settle([replace(each, held_until=each.at) for each in given], max(each.at for each in given))


def settle(answers: Iterable[Feedback], now: datetime) -> tuple[Feedback, ...]:
    """The answers to a case in the order in which they were given, each as it stands at a moment.

    Of those that were ever held at most one counts. Given in whatever order, and settled again, they stand the same.
    """
    ordered = sorted(answers, key=lambda each: (each.at, each.id))
    last = {each.resolution_seq: each.id for each in ordered}
    marked = [
        each if each.held_until is None else replace(each, superseded=last[each.resolution_seq] != each.id)
        for each in ordered
    ]
    return tuple(_settle(each, marked[place:], now) for place, each in enumerate(marked, 1))


def _settle(answer: Feedback, later: Sequence[Feedback], now: datetime) -> Feedback:
    if answer.held_until is None or answer.status in _DECIDED:
        return answer
    # What was released stays so, also where a clock is set back.
    held = now < answer.held_until and answer.status is not FeedbackStatus.COUNTED
    if answer.superseded or any(_replaces(each, now, held=held) for each in later):
        return replace(answer, status=FeedbackStatus.REPLACED)
    return replace(answer, status=FeedbackStatus.HELD if held else FeedbackStatus.COUNTED)


def _replaces(later: Feedback, now: datetime, *, held: bool) -> bool:
    """Whether a later answer, to another resolution, takes the place of one that is `held`, or was released."""
    if later.held_until is None or later.superseded or later.status in _DECIDED:
        return False
    return held or now >= later.held_until


def quarantine(answers: Iterable[Feedback], suspects: Suspects, now: datetime) -> tuple[Feedback, ...]:
    """The answers, suspects in quarantine: what is held or counts, unless somebody has decided about it.

    What is in quarantine for other reasons already is so for all of them.
    """
    return tuple(_suspect(each, suspects.get(each.id, ()), now) for each in answers)


def _suspect(answer: Feedback, doubts: Doubts, now: datetime) -> Feedback:
    waits = answer.status is FeedbackStatus.QUARANTINED
    known = tuple(dict.fromkeys((*answer.doubts, *doubts)))
    if answer.held_until is None or answer.decided_at is not None or known == answer.doubts:
        return answer
    if not waits and answer.status not in _OPEN:
        return answer
    since = answer.doubted_at if waits and answer.doubted_at else now
    return replace(answer, status=FeedbackStatus.QUARANTINED, doubts=known, doubted_at=since)


def decide(answer: Feedback, *, counted: bool, at: datetime) -> Feedback:
    """A suspect answer as it stands by a decision: held or counted as any other again (`settle`), or never counted."""
    held = answer.held_until is not None and at < answer.held_until
    free = FeedbackStatus.HELD if held else FeedbackStatus.COUNTED
    return replace(answer, status=free if counted else FeedbackStatus.EXCLUDED, decided_at=at)


def list_speaking(answers: Iterable[Feedback]) -> list[Feedback]:
    """The answers that say something of somebody, whether it counts or not."""
    return [each for each in answers if each.status not in SILENT]


def check_unanswered(answers: Iterable[Feedback], resolution_seq: int, now: datetime) -> None:
    """Refuse ALREADY_RATED of a resolution that has an answer which is not held any more."""
    given = [each for each in settle(answers, now) if each.resolution_seq == resolution_seq]
    if given and given[-1].status is not FeedbackStatus.HELD:
        raise refuse("ALREADY_RATED")
