"""The life of a period: what it is called, when it opens and closes, by whom, and what keeps it from closing.

It moves one state at a time and never back: DRAFT, OPEN, CLOSING, CLOSED. Opening freezes what its answers are read
against; while it is closing, what is in doubt is decided; once it is closed its scores stay as they are.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from uuid import UUID

from domain.access import ACTIONS, Principal, Scope, rows_seen
from domain.calendar import WorkingCalendar
from domain.problems import Problem, Refused, refuse
from domain.scoring.context import Period
from domain.terms import PeriodKind, PeriodState

# How long closing takes at least, and how long something may wait for a decision before it holds closing up: what was
# in doubt when closing began is decided by its end, or holds it up.
WORKING_DAYS = 10

# Far from the ends of what a calendar can say, of which histories and days before and after are reckoned.
YEARS = range(1900, 2200)
MONTHS = {PeriodKind.MONTHLY: 1, PeriodKind.QUARTERLY: 3, PeriodKind.ANNUAL: 12}
_MONTH_NAMES = (
    *("Januari", "Februari", "Maret", "April", "Mei", "Juni"),
    *("Juli", "Agustus", "September", "Oktober", "November", "Desember"),
)
_ROMAN = ("I", "II", "III", "IV")

# Who decides what is in doubt; of these, nobody who had to do with it (domain.cases.reviews).
DECIDERS = tuple(sorted(ACTIONS["decideQuarantine"]))
ANSWER_DECIDERS = tuple(role for role in DECIDERS if rows_seen("Feedback", role) is not Scope.NONE)


@dataclass(frozen=True)
class CalendarPeriod:
    """A month, a quarter or a year of the calendar, both days included."""

    kind: PeriodKind
    code: str
    name: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True)
class Move:
    """When a period came to a state, and who saw to it; nobody where it moved by itself."""

    at: datetime
    by: UUID | None


@dataclass(frozen=True)
class PeriodRecord:
    """A period with what has happened to it: the moves that it has made, in their order."""

    period: Period
    kind: PeriodKind
    code: str
    moves: tuple[Move, ...] = ()

    @property
    def state(self) -> PeriodState:
        """Where it stands."""
        return self.period.state

    @property
    def begun_closing(self) -> Move | None:
        """When closing began, and by whom."""
        return self.moves[1] if len(self.moves) > 1 else None


@dataclass(frozen=True)
class Undecided:
    """A resolution, or an answer, of which something is in doubt that belongs to a period, and since when it waits.

    `named` says that whoever asks sees it.
    """

    id: str
    unit: str
    since: datetime
    named: bool = True
    is_answer: bool = False


def find_calendar_period(kind: PeriodKind, day: date) -> CalendarPeriod:
    """The month, quarter or year that holds a day. Refuses PERIOD_FAR for days of which nobody keeps scores."""
    if day.year not in YEARS:
        raise refuse("PERIOD_FAR", "day", first=date(YEARS[0], 1, 1), last=date(YEARS[-1], 12, 31))
    months = MONTHS[kind]
    number = (day.month - 1) // months
    starts_on = date(day.year, number * months + 1, 1)
    following = starts_on.replace(day=1) + timedelta(days=31 * months)
    ends_on = following.replace(day=1) - timedelta(days=1)
    code, name = _name(kind, day.year, number)
    return CalendarPeriod(kind, code, name, starts_on, ends_on)


def _name(kind: PeriodKind, year: int, number: int) -> tuple[str, str]:
    if kind is PeriodKind.ANNUAL:
        return f"{year}", f"Tahun {year}"
    if kind is PeriodKind.QUARTERLY:
        return f"{year}-Q{number + 1}", f"Triwulan {_ROMAN[number]} {year}"
    return f"{year}-{number + 1:02}", f"{_MONTH_NAMES[number]} {year}"


@dataclass(frozen=True)
class History:
    """The days that a period is fitted to, both included."""

    first: date
    last: date


def find_history(record: PeriodRecord, known: Collection[PeriodRecord]) -> History:
    """What went before a period: the last period of its kind that ended before it began; without one, all there is."""
    first = record.period.starts_on
    before = [each.period for each in known if each.kind is record.kind and each.period.ends_on < first]
    if not before:
        return History(date.min, first - timedelta(days=1))
    last = max(before, key=lambda each: (each.ends_on, each.id))
    return History(last.starts_on, last.ends_on)


def find_due_drafts(known: Collection[PeriodRecord], today: date) -> list[CalendarPeriod]:
    """The periods that a day lies in and that are not there, of each kind of which an earlier one is."""
    drafts = []
    for kind in PeriodKind:
        draft = find_calendar_period(kind, today)
        of_kind = [each.period for each in known if each.kind is kind]
        apart = all(each.ends_on < draft.starts_on or draft.ends_on < each.starts_on for each in of_kind)
        if apart and any(each.ends_on < draft.starts_on for each in of_kind):
            drafts.append(draft)
    return drafts


def check_draft(draft: CalendarPeriod, known: Collection[PeriodRecord]) -> None:
    """Refuse with PERIOD_EXISTS a period that there is, or whose days another of its kind has."""
    for each in known:
        apart = each.period.ends_on < draft.starts_on or draft.ends_on < each.period.starts_on
        if each.code == draft.code or (each.kind is draft.kind and not apart):
            raise refuse("PERIOD_EXISTS", "day", period=each.code)


def move_to(record: PeriodRecord, state: PeriodState, at: datetime, by: UUID | None) -> PeriodRecord:
    """The period in the next state. Raises ValueError where this is not the next one."""
    states = list(PeriodState)
    if states.index(state) != states.index(record.state) + 1:
        raise ValueError(f"period {record.code} is {record.state}, so that it cannot become {state}")
    return replace(record, period=replace(record.period, state=state), moves=(*record.moves, Move(at, by)))


def check_opening(record: PeriodRecord, today: date) -> None:
    """Refuse PERIOD_STATE unless it is a draft, PERIOD_NOT_BEGUN before its first day."""
    _check_state(record, PeriodState.DRAFT)
    if today < record.period.starts_on:
        raise refuse("PERIOD_NOT_BEGUN", "period", period=record.code, day=record.period.starts_on)


def check_begin_closing(record: PeriodRecord, today: date) -> None:
    """Refuse PERIOD_STATE unless it is open, PERIOD_NOT_OVER up to its last day."""
    _check_state(record, PeriodState.OPEN)
    if today <= record.period.ends_on:
        raise refuse("PERIOD_NOT_OVER", "period", period=record.code, day=record.period.ends_on)


def check_closing(record: PeriodRecord, principal: Principal | None, now: datetime, calendar: WorkingCalendar) -> None:
    """Refuse that a period closes: PERIOD_STATE unless it is closing, CLOSING_LASTS before the time for that is over.

    SECOND_PERSON to whoever began it; `principal` is none where it closes by itself. What is in doubt is looked at by
    `check_decided`.
    """
    _check_state(record, PeriodState.CLOSING)
    assert record.begun_closing is not None
    if principal is not None and principal.person_id in {None, record.begun_closing.by}:
        raise refuse("SECOND_PERSON", "period")
    ends = earliest_closing(record, calendar)
    if now < ends:
        raise refuse("CLOSING_LASTS", "period", period=record.code, at=ends.isoformat(), days=WORKING_DAYS)


def check_decided(record: PeriodRecord, undecided: Collection[Undecided]) -> None:
    """Refuse UNDECIDED for each resolution, UNDECIDED_ANSWER for each answer that holds closing up.

    Those are named that whoever asks sees.
    """
    deciders = ", ".join(DECIDERS)
    named = [each for each in undecided if each.named]
    problems = [_name_undecided(each) for each in sorted(named, key=lambda each: (each.since, each.id))]
    if len(named) < len(undecided):
        others = {"count": f"{len(undecided) - len(named)}", "period": record.code, "deciders": deciders}
        problems.append(Problem("OTHERS_UNDECIDED", ("period",), others))
    if problems:
        raise Refused(*problems)


def _name_undecided(each: Undecided) -> Problem:
    code, name = ("UNDECIDED_ANSWER", "answer") if each.is_answer else ("UNDECIDED", "resolution")
    deciders = ", ".join(sorted(ANSWER_DECIDERS if each.is_answer else DECIDERS))
    detail = {name: each.id, "unit": each.unit, "day": f"{each.since:%Y-%m-%d}", "deciders": deciders}
    return Problem(code, ("period",), detail)


def earliest_closing(record: PeriodRecord, calendar: WorkingCalendar) -> datetime:
    """The first moment at which a period that is closing may close: after the last of its working days."""
    assert record.begun_closing is not None
    return _day_after(calendar.add_working_days(record.begun_closing.at, WORKING_DAYS), calendar)


def holds_up(since: datetime, now: datetime, calendar: WorkingCalendar) -> bool:
    """Whether what has waited since then holds closing up: for more than so many working days."""
    return now >= _day_after(calendar.add_working_days(since, WORKING_DAYS), calendar)


def _day_after(moment: datetime, calendar: WorkingCalendar) -> datetime:
    day = moment.astimezone(calendar.zone).date() + timedelta(days=1)
    return datetime.combine(day, time.min, calendar.zone)


def _check_state(record: PeriodRecord, wanted: PeriodState) -> None:
    if record.state is not wanted:
        raise refuse("PERIOD_STATE", "period", period=record.code, state=record.state, wanted=wanted)
