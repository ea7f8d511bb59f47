"""Budgets of clients: a bucket of points that fills at a steady rate, and from which every request draws.

A process draws a portion at a time and spends it without asking again; what it does not spend is lost. So all processes
together never spend more than the bucket held plus what flowed into it. SQL says the same in db.repositories.budgets.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class BudgetKind(StrEnum):
    """What is bounded."""

    REQUESTS = "requests"
    COST = "cost"
    WRITES = "writes"
    SUBMISSIONS = "submissions"
    WRONG_CODES = "wrong-codes"
    FAILED_SIGN_INS = "failed-sign-ins"

    # An enumeration's own is written in Python, and every request looks up a few.
    __hash__ = str.__hash__


@dataclass(frozen=True, slots=True)
class Limit:
    """A bucket of `capacity` points, which fills from empty in so many seconds."""

    capacity: int
    seconds: int

    @property
    def rate(self) -> float:
        """Points a second."""
        return self.capacity / self.seconds

    @property
    def portion(self) -> int:
        """How many points a process draws at once: a tenth of a large bucket, of a small one a single point."""
        return max(1, self.capacity // 10) if self.capacity > SMALL else 1


# Of a bucket as small as this no point is drawn that might be lost.
SMALL = 100


@dataclass(frozen=True, slots=True)
class Level:
    """How many points a bucket held at a moment; below zero where more was charged than it held."""

    left: float
    at: datetime


# For each address of somebody who has not signed in, and for everybody who has.
STRANGERS: Mapping[BudgetKind, Limit] = {
    BudgetKind.REQUESTS: Limit(1_200, 60),
    BudgetKind.COST: Limit(2_000_000, 60),
    BudgetKind.WRITES: Limit(120, 60),
    # A counter of a village, or a town behind one address, lets many complain.
    BudgetKind.SUBMISSIONS: Limit(60, 3_600),
    # By address, and drawn from by wrong codes alone: a right one is answered whoever guesses next door.
    BudgetKind.WRONG_CODES: Limit(20, 600),
    # By address alone: how attempts on an account are slowed, domain.accounts.attempts says.
    BudgetKind.FAILED_SIGN_INS: Limit(20, 600),
}
STAFF: Mapping[BudgetKind, Limit] = {
    **STRANGERS,
    BudgetKind.REQUESTS: Limit(6_000, 60),
    BudgetKind.COST: Limit(20_000_000, 60),
    BudgetKind.WRITES: Limit(600, 60),
    BudgetKind.SUBMISSIONS: Limit(3_600, 3_600),
}


def fill(limit: Limit, level: Level | None, at: datetime) -> Level:
    """What a bucket holds at a moment; one that nobody drew from is full. Time never runs backwards."""
    if level is None:
        return Level(limit.capacity, at)
    moment = max(at, level.at)
    return Level(min(limit.capacity, level.left + limit.rate * (moment - level.at).total_seconds()), moment)


def draw(limit: Limit, level: Level | None, at: datetime, least: int, most: int) -> tuple[Level, int]:
    """Draw at most `most` whole points, or none where there are not even `least`; what is left, and what was drawn."""
    filled = fill(limit, level, at)
    drawn = min(most, math.floor(filled.left)) if filled.left >= least else 0
    return Level(filled.left - drawn, filled.at), drawn


def charge(limit: Limit, level: Level | None, at: datetime, amount: int) -> Level:
    """Take points for what has happened already, whether they are there or not; at most a whole bucket is owed."""
    filled = fill(limit, level, at)
    return Level(max(-limit.capacity, filled.left - amount), filled.at)


def ready_at(limit: Limit, level: Level, amount: int) -> datetime:
    """From when on a bucket holds so many points, if nobody draws from it meanwhile."""
    missing = max(0.0, min(amount, limit.capacity) - level.left)
    return level.at + timedelta(seconds=missing / limit.rate)
