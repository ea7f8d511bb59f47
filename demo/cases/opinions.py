"""What citizens say of a resolution: it hints at how people work, through luck and through how hard the matter was."""

from random import Random

from demo.cases.phrases import PRAISE, REGRET
from demo.organisation.people import Skill
from domain.terms import Outcome, Reason

LOWEST, HIGHEST = 1, 5
CONTENT = 4
WORDY, MIXED = 0.3, 0.35
# How an outcome is received, on the citizens' scale of 1 to 5.
WELCOME = {
    Outcome.FIXED: 4.35,
    Outcome.INFORMATION_GIVEN: 4.3,
    Outcome.PARTLY: 3.2,
    Outcome.NOT_OURS: 2.8,
    Outcome.DUPLICATE: 2.9,
    Outcome.NOT_FIXED: 2.1,
    Outcome.WITHDRAWN: 2.4,
}
BEST = (Reason.EMPLOYEE, Reason.EASE, Reason.EFFICIENCY, Reason.HUMANITY, Reason.TRANSPARENCY)
WORST = (Reason.EFFECTIVENESS, Reason.EFFICIENCY, Reason.EMPLOYEE, Reason.TRANSPARENCY, Reason.OTHER)


def rate(chance: Random, skill: Skill, hardness: float, outcome: Outcome, *, late: bool) -> tuple[int, int]:
    """How the citizen was treated, and what came of it, 1 to 5 each."""
    mood = 0.45 * chance.gauss()
    treated = 4.2 + 0.5 * skill.conduct - 0.6 * hardness + mood + 0.6 * chance.gauss()
    result = WELCOME[outcome] + 0.3 * skill.care - 0.5 * hardness - 0.6 * late + mood + 0.6 * chance.gauss()
    return _round(treated), _round(result)


def explain(chance: Random, ratings: tuple[int, int]) -> dict[str, object]:
    """The reasons a citizen ticks, and at times a sentence."""
    content = min(ratings) >= CONTENT
    reasons = [chance.choice(BEST if content else WORST)]
    if chance.random() < MIXED:
        reasons.append(next(each for each in (BEST if content else WORST) if each not in reasons))
    text = chance.choice(PRAISE if content else REGRET) if chance.random() < WORDY else None
    return {"reasons": reasons, "text": text}


def _round(value: float) -> int:
    return min(max(round(value), LOWEST), HIGHEST)
