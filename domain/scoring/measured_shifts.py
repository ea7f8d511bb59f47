"""What is measured when a period closes: of each kind what has moved for everybody, as it is kept.

It is common to all only where enough people tell of it, and nobody's is measured by what so few others were told that
these would be known by it.
"""

from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import replace

from domain.disclosure import FEWEST_HANDLERS, SMALLEST_GROUP
from domain.scoring.frozen_peers import DECIMALS, FrozenKind, PeerHistory, list_records
from domain.scoring.peers import SEPARATOR, PeerRecord, Shift, category_of
from domain.scoring.policies import Policy
from domain.scoring.shifts import KindShift, measure_shift
from domain.terms import EvidenceKind


def measure_shifts(
    opened: Mapping[EvidenceKind, FrozenKind], before: PeerHistory, now: PeerHistory, policy: Policy
) -> dict[EvidenceKind, KindShift]:
    """What has moved between what a period was opened with and what was said in it.

    Nothing of kinds of which too few people dealt with the same matters before and since.
    """
    found = {}
    for kind, frozen in opened.items():
        strata = frozen.fit.strata.by_stratum
        records = (fold(list_records(kind, told.answers.get(kind, ()), policy), strata) for told in (before, now))
        shift = measure_shift(strata, *records)
        # Whoever is one of them is left out of what is taken out for them.
        if shift and is_told(shift.common, FEWEST_HANDLERS + 1):
            personal: dict[Hashable, Shift | None] = {
                person: _rounded(one) if one and is_told(one, FEWEST_HANDLERS) else None
                for person, one in shift.personal.items()
            }
            found[kind] = KindShift(_rounded(shift.common), personal)
    return found


def fold(records: Iterable[PeerRecord], strata: Collection[str]) -> list[PeerRecord]:
    """Records under the names by which a period was opened: smaller strata may stand together under their category."""
    return [
        each if each.stratum in strata else replace(each, stratum=category_of(each.stratum) + SEPARATOR)
        for each in records
    ]


def is_told(shift: Shift, fewest: int) -> bool:
    """Whether a shift rests on so many people, and on as many answers as are told together."""
    return shift.people >= fewest and shift.answers >= SMALLEST_GROUP


def _rounded(shift: Shift) -> Shift:
    """A shift as it is kept."""
    mean, variance, error = (round(each, DECIMALS) for each in (shift.mean, shift.variance, shift.error))
    return replace(shift, mean=mean, variance=variance, error=error)
