"""NO_VARIANCE and OFFICE_HOURS: answers as somebody fills them in who is not the citizen.

NO_VARIANCE. Event: a run of answers that are the same in both ratings. Statistic: how many runs as long there would
be by chance, by how often the person's other answers are like that, beside what is usual (`variance.good`,
`variance.other`). Threshold: `variance.chance`.

OFFICE_HOURS. Event: a good answer to a case that its citizen brought, given while the office works. Statistic: the
beta-binomial tail of how many of the good ones are, against what is usual and against answers about others. Threshold:
`office_hours.chance`.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from uuid import UUID

from domain.detection.rules import DetectionRules, VarianceRules
from domain.detection.sightings import Sighting, Tone, Watched
from domain.detection.tails import tail_of_share


def find_no_variance(watched: Watched, rules: DetectionRules) -> set[UUID]:
    """The answers of runs that are too long."""
    answers = [each for _, each in watched.answered]
    often, found = Counter(map(_say, answers)), set[UUID]()
    for run in _list_runs(answers):
        outside = len(answers) - len(run)
        like_it = often[_say(run[0])] - len(run)
        places = outside + 1
        if places * _chance_of_run(run, like_it, outside, rules.variance) < rules.variance.chance:
            found |= {each.id for each in run}
    return found


def _say(answer: Sighting) -> tuple[int, int]:
    return answer.treatment, answer.outcome


def _list_runs(answers: Sequence[Sighting]) -> Iterator[list[Sighting]]:
    for _, run in groupby(answers, key=_say):
        yield list(run)


def _chance_of_run(run: Sequence[Sighting], like_it: int, outside: int, rules: VarianceRules) -> float:
    usual = rules.good if run[0].tone is Tone.HIGH else rules.other
    strength = rules.strength + outside
    return tail_of_share(len(run), len(run), (usual * rules.strength + like_it) / strength, strength)


def find_office_hours(watched: Watched, rules: DetectionRules) -> set[UUID]:
    """Good answers in office hours, where too many of the good ones are."""
    good = [each for each in watched.brought if each.tone is Tone.HIGH]
    within, given = watched.others_in_office_hours
    usual = max(rules.office_hours.usual, within / given if given else 0.0)
    found = {each.id for each in good if each.in_office_hours}
    unlikely = tail_of_share(len(found), len(good), usual, rules.office_hours.strength)
    return found if unlikely < rules.office_hours.chance else set()
