"""Groups of settled cases with answers, the atoms of what reports below the HR agency tell of answers.

Nothing is told of a part of one: every figure is taken over whole groups, each case belongs to one group for good, and
each group is one of which may be told (domain.disclosure). So whatever is asked, today and later, and however figures
are added and subtracted, what comes out is a figure of whole groups.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from domain.disclosure import SMALLEST_CELL, Contributors, may_tell

# Days after which a case that stayed resolved is settled, and after which a month is reported.
SETTLING = timedelta(days=14)
MONTH_CLOSING = timedelta(days=30)
MONTHS_OF_QUARTER = 3


# Of all cases that may belong to a figure, the share that it may leave out: what is cut off is no random part.
MOST_UNTOLD = 0.1


def tells_enough(told: int, untold: int) -> bool:
    """Whether a figure of `told` cases is stated where `untold` ones may belong to it: none, or few beside the others.

    Groups are cut through where cases are rare, so that those which are whole are a biased selection of all.
    """
    return untold <= MOST_UNTOLD * (told + untold)


@dataclass(frozen=True)
class SettledCase:
    """A case with an answer as it is grouped: where and when it belongs, who handled it, and what else is known of it.

    `unit_path` leads from its unit up to the top, and the `details` begin with the weightiest.
    """

    id: UUID
    unit_path: Sequence[UUID]
    month: date
    details: tuple[Hashable, ...]
    handlers: frozenset[UUID]

    @property
    def quarter(self) -> tuple[int, int]:
        """The year and the number of the quarter, from 0."""
        return self.month.year, (self.month.month - 1) // MONTHS_OF_QUARTER


Group = tuple[UUID, ...]
_Level = Callable[[SettledCase], Hashable]


def reported_before(on: date) -> date:
    """The day before which cases were received that are reported on a day: the first of a month."""
    return (on - MONTH_CLOSING).replace(day=1)


def form_groups(cases: Iterable[SettledCase]) -> list[Group]:
    """Groups of these cases, as fine as they may be; cases that make up none wait for others.

    Cases that agree in everything come first. Those that are left are grouped by less and less: without details, by
    quarter, and by the units above.
    """
    waiting = list(cases)
    groups: list[Group] = []
    for level in _levels(waiting):
        formed = [together for together in _gather(waiting, level) if may_tell(_contributors(together), SMALLEST_CELL)]
        groups += [tuple(case.id for case in together) for together in formed]
        grouped = {case.id for together in formed for case in together}
        waiting = [case for case in waiting if case.id not in grouped]
    return groups


def _gather(cases: Iterable[SettledCase], level: _Level) -> Iterable[list[SettledCase]]:
    gathered: defaultdict[Hashable, list[SettledCase]] = defaultdict(list)
    for case in cases:
        gathered[level(case)].append(case)
    return gathered.values()


def _contributors(cases: Sequence[SettledCase]) -> Contributors:
    handled: Mapping[UUID, int] = Counter(person for case in cases for person in case.handlers)
    return Contributors(len(cases), handled)


def _levels(cases: Sequence[SettledCase]) -> Iterator[_Level]:
    yield from (_by_details(known) for known in range(max((len(case.details) for case in cases), default=0), 0, -1))
    yield lambda case: (case.unit_path[0], case.quarter, case.details[:1])
    yield lambda case: (case.unit_path[0], case.month)
    yield from (_by_unit(height) for height in range(max((len(case.unit_path) for case in cases), default=0)))


def _by_details(known: int) -> _Level:
    return lambda case: (case.unit_path[0], case.month, case.details[:known])


def _by_unit(height: int) -> _Level:
    return lambda case: (case.unit_path[min(height, len(case.unit_path) - 1)], case.quarter)
