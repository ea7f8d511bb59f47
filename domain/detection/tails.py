"""How unlikely so many are: tails of counts and of shares whose rates are known as well as history tells.

People and weeks differ by themselves. So a rate is a distribution, not a number: counts are Poisson about a rate with
a gamma distribution (negative binomial), shares binomial about one with a beta distribution (beta-binomial).
"""

import math

# Below this no further term adds anything that a threshold could notice.
_NEGLIGIBLE = 1e-12


def is_unlikely(count: int, expected: float, strength: float, chance: float) -> bool:
    """Whether `count` or more are less likely than `chance`, where so many are expected, as `tail_of_count` says."""
    return count > expected and _sum_tail(count, expected, strength, chance) < chance


def tail_of_count(count: int, expected: float, strength: float) -> float:
    """The chance of `count` or more where `expected` are: the Poisson tail, its rate known as from `strength` events.

    It is 1 of a count that is not more than expected.
    """
    return 1.0 if count <= expected else _sum_tail(count, expected, strength, 1.0)


def _sum_tail(count: int, expected: float, strength: float, enough: float) -> float:
    """The tail, or the part of it from which on it is no less than `enough`."""
    share = expected / (expected + strength)
    term = math.exp(
        math.lgamma(count + strength)
        - math.lgamma(strength)
        - math.lgamma(count + 1)
        + count * math.log(share)
        + strength * math.log1p(-share)
    )
    total = 0.0
    while total < enough and term > total * _NEGLIGIBLE:
        total += term
        term *= share * (count + strength) / (count + 1)
        count += 1
    return min(total, 1.0)


def tail_of_share(part: int, whole: int, usual: float, strength: float) -> float:
    """The chance that `part` or more of `whole` are of a kind of which a share `usual` is, known as from `strength`.

    1 where the share is not more than usual.
    """
    if part <= whole * usual or usual >= 1:
        return 1.0
    often, seldom = usual * strength, (1 - usual) * strength
    return min(1.0, math.fsum(_chance_of(each, whole, often, seldom) for each in range(part, whole + 1)))


def _chance_of(part: int, whole: int, often: float, seldom: float) -> float:
    choices = math.lgamma(whole + 1) - math.lgamma(part + 1) - math.lgamma(whole - part + 1)
    return math.exp(choices + _log_beta(often + part, seldom + whole - part) - _log_beta(often, seldom))


def _log_beta(one: float, other: float) -> float:
    return math.lgamma(one) + math.lgamma(other) - math.lgamma(one + other)
