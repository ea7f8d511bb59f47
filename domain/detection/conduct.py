"""INVITATION_BIAS, CLOSED_EARLY, HANDED_ON and EASY_CASES: what somebody did so that good answers came.

Each is a share of the cases that a person had a part in; the statistic is the beta-binomial tail of so many, against a
share that is usual; the threshold is `chance` of its rules. Suspect are good answers to these cases alone: what speaks
against somebody does not wait until somebody has looked.

INVITATION_BIAS. Of the services whose citizens the lot invited, whether anybody gave them the token or not, those that
went well are answered more often than `invitations.usual` of all answers would be, if that were their share: the tail
is against the share that went well, moved towards one by what satisfied people do by themselves.
CLOSED_EARLY. Cases that were called resolved though nobody had dealt with the citizen, and that citizens opened again.
HANDED_ON. Cases that were handed to somebody else when their time was nearly over.
EASY_CASES. Of the cases that the person took without anybody handing them out, those of a kind that is answered well,
against how many of those are that others handed to them.
"""

from collections.abc import Callable, Collection
from uuid import UUID

from domain.detection.rules import DetectionRules, ShareRules
from domain.detection.sightings import Handling, Tone, Watched
from domain.detection.tails import tail_of_share


def find_invitation_bias(watched: Watched, rules: DetectionRules) -> set[UUID]:
    """Good answers by invitation, where those whose cases went badly hardly answer."""
    invited = [each for each in watched.handled if each.served and each.drawn]
    answered = [each for each in invited if each.answer is not None]
    share = _mean_of(_went_well, invited)
    lean = rules.invitations.usual / (1 - rules.invitations.usual)
    usual = share * lean / (share * lean + 1 - share) if share < 1 else 1.0
    unlikely = tail_of_share(
        sum(map(_went_well, answered)), len(answered), max(usual, share), rules.invitations.strength
    )
    return _find_good(filter(_went_well, answered)) if unlikely < rules.invitations.chance else set()


def find_closed_early(watched: Watched, rules: DetectionRules) -> set[UUID]:
    """Good answers to cases that were closed with nobody having dealt with the citizen, where that seldom lasts."""
    quiet = [each for each in watched.handled if each.quiet and not each.served]
    often = _exceeds(sum(each.reopened for each in quiet), len(quiet), rules.closed_early)
    return _find_good(quiet) if often else set()


def find_handed_on(watched: Watched, rules: DetectionRules) -> set[UUID]:
    """Good answers to cases that were handed on just before they were late, where that is a habit."""
    timed = [each for each in watched.handled if each.timed]
    handed_on = [each for each in timed if each.handed_on]
    return _find_good(handed_on) if _exceeds(len(handed_on), len(timed), rules.handed_on) else set()


def find_easy_cases(watched: Watched, rules: DetectionRules) -> set[UUID]:
    """Good answers to easy cases that the person took, where they take easier ones than they are given."""
    taken = [each for each in watched.handled if each.self_taken]
    given = [each for each in watched.handled if not each.self_taken]
    easy = [each for each in taken if each.easy]
    bounds = rules.easy_cases
    strength = bounds.strength + len(given)
    usual = (bounds.usual * bounds.strength + sum(each.easy for each in given)) / strength
    unlikely = tail_of_share(len(easy), len(taken), max(usual, bounds.usual), bounds.strength)
    return _find_good(easy) if unlikely < bounds.chance else set()


def _went_well(each: Handling) -> bool:
    return each.favourable


def _mean_of(said: Callable[[Handling], bool], cases: Collection[Handling]) -> float:
    return sum(map(said, cases)) / len(cases) if cases else 1.0


def _exceeds(part: int, whole: int, rules: ShareRules) -> bool:
    return tail_of_share(part, whole, rules.usual, rules.strength) < rules.chance


def _find_good(cases: "Collection[Handling] | filter[Handling]") -> set[UUID]:
    answers = (each.answer for each in cases)
    return {each.id for each in answers if each is not None and not each.vouched and each.tone is Tone.HIGH}
