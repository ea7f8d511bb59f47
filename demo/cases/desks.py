"""Who deals with which topic where: the few people of a unit to whom its cases go, some of them far more often."""

from bisect import bisect
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from random import Random

from demo.cases.topics import Topic
from demo.organisation.people import Person
from demo.organisation.posts import Staff, Tenure
from demo.organisation.units import Unit
from domain.terms import AssignmentStatus

SEATS = 3
TRIES = 6
# Whoever is given a case stays long enough to finish it.
FINISHING = timedelta(days=45)
COORDINATOR, COORDINATING = "KOMINFO.IKP", "HUMAS"


@dataclass(frozen=True, eq=False)
class Desk:
    """The people of one unit who deal with a topic; `head` hands out the cases."""

    unit: Unit
    head: Person | None
    seats: tuple[Tenure, ...]
    odds: tuple[float, ...]

    def pick(self, chance: Random, day: date, other: Person | None = None) -> Tenure | None:
        """Somebody in office on the day and for a while after, and not `other`; none if luck has it so."""
        for _ in range(TRIES):
            stay = self.seats[bisect(self.odds, chance.random() * self.odds[-1], hi=len(self.odds) - 1)]
            if stay.valid_from <= day and stay.person is not other and _stays(stay, day):
                return stay
        return None


@dataclass(frozen=True, eq=False)
class Responsibility:
    """A topic and everywhere it is dealt with; `unit` is the office in charge of it."""

    topic: Topic
    unit: Unit
    desks: tuple[Desk, ...]
    odds: tuple[float, ...]

    def pick(self, chance: Random) -> Desk:
        """One of the desks."""
        return self.desks[bisect(self.odds, chance.random() * self.odds[-1], hi=len(self.odds) - 1)]


def find_responsibilities(
    topics: tuple[Topic, ...], staff: Staff, units: tuple[Unit, ...], since: date
) -> tuple[Responsibility, ...]:
    """The topics that somebody deals with in this government from `since` to the end, with their desks."""
    by_code = {unit.code: unit for unit in units}
    responsibilities = []
    for topic in topics:
        desks = tuple(_open_desks(topic, staff, since))
        if desks:
            odds = tuple(accumulate((len(desk.seats) / (1 + 0.4 * place) for place, desk in enumerate(desks))))
            responsibilities.append(Responsibility(topic, by_code[topic.office], desks, odds))
    return tuple(responsibilities)


def find_coordinators(staff: Staff, since: date) -> Desk | None:
    """Where a case goes that came to the wrong place: the desk for public information, if there is one."""
    informers = (stay for stay in staff.stays if stay.position.code == COORDINATING and stay.unit.code == COORDINATOR)
    seats = [stay for stay in informers if _is_lasting(stay, since)]
    return _open_desk(seats[0].unit, seats[:SEATS], staff) if seats else None


def _open_desks(topic: Topic, staff: Staff, since: date) -> Iterator[Desk]:
    fitting: dict[Unit, list[Tenure]] = {}
    for stay in staff.stays:
        if stay.position.code in topic.posts and stay.status is AssignmentStatus.DEFINITIVE:
            fitting.setdefault(stay.unit, []).append(stay)
    for unit, stays in fitting.items():
        if unit.code.startswith(topic.places) and any(_is_lasting(stay, since) for stay in stays):
            stays.sort(key=lambda stay: (not _is_lasting(stay, since), topic.posts.index(stay.position.code)))
            yield _open_desk(unit, stays if topic.counter else stays[: SEATS + len(stays) // 6], staff)


def _open_desk(unit: Unit, seats: list[Tenure], staff: Staff) -> Desk:
    odds = accumulate(1 / (1 + 0.6 * place) for place in range(len(seats)))
    return Desk(unit, staff.heads.get(unit), tuple(seats), tuple(odds))


def _is_lasting(stay: Tenure, since: date) -> bool:
    return stay.valid_from <= since and stay.valid_to is None


def _stays(stay: Tenure, day: date) -> bool:
    return stay.valid_to is None or stay.valid_to >= day + FINISHING
