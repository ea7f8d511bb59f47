"""When a new version of the policy may begin to hold: never so that what is scored already is scored anew by it."""

from collections.abc import Collection, Iterable
from datetime import date, timedelta

from domain.problems import refuse
from domain.scoring.context import Period
from domain.terms import PeriodState

ONE_DAY = timedelta(days=1)


def check_adoption(
    version: int, effective_from: date, known: Collection[int], periods: Iterable[Period], latest_case: date | None
) -> None:
    """Refuse POLICY_EXISTS for a version that there is, POLICY_TOO_EARLY for a day by which something was read already.

    A period is scored by the policy of its first day, and a case read by that of the day on which it came in.
    """
    if version in known:
        raise refuse("POLICY_EXISTS", "version", version=version)
    read = [period.starts_on for period in periods if period.state is not PeriodState.DRAFT]
    read += [] if latest_case is None else [latest_case]
    if read and effective_from <= max(read):
        raise refuse("POLICY_TOO_EARLY", "effective_from", day=max(read) + ONE_DAY)
