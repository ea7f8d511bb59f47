"""Cases made up for tests: one to start from, events by the hour, and whatever history can be drawn."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from domain.calendar import WorkingCalendar
from domain.cases.events import CaseFacts, Event, Feedback
from domain.cases.particulars import Category, DueExtended, Merged, Particulars, Resolved, Reviewed
from domain.scoring.policies import parse_policy
from domain.terms import Actor, CaseKind, Channel, EventType, FeedbackStatus, Outcome
from tests.first_policy import FIRST_POLICY

JAKARTA = ZoneInfo("Asia/Jakarta")
EID = frozenset(date(2026, 3, day) for day in (18, 19, 20, 23, 24))
LONG, FRIDAY = ((450, 720), (780, 960)), ((450, 690), (780, 990))
OFFICE_HOURS = (LONG, LONG, LONG, LONG, FRIDAY, (), ())
CALENDAR = WorkingCalendar(JAKARTA, EID, hours=OFFICE_HOURS)
CONTROL = parse_policy(UUID(int=1), 1, FIRST_POLICY).controllability

ROADS = Category(UUID(int=50), "ROADS")
UNIT, OTHER_UNIT = UUID(int=1), UUID(int=2)
ANI, BUDI, CITRA = UUID(int=11), UUID(int=12), UUID(int=13)
MONDAY = datetime(2026, 3, 2, 8, 0, tzinfo=JAKARTA)


def hours(count: float) -> datetime:
    """So many hours by the clock after the case came in, Monday 08:00."""
    return MONDAY + timedelta(hours=count)


def make_case(kind: CaseKind = CaseKind.COMPLAINT, *, due: float | None = None) -> CaseFacts:
    due_at = None if due is None else hours(due)
    return CaseFacts(UUID(int=100), kind, ROADS, Channel.WHATSAPP, UNIT, MONDAY, due_at)


def make_event(
    seq: int,
    type_: EventType,
    at: float,
    *,
    holder: UUID | None = None,
    unit: UUID | None = None,
    by: UUID | None = ANI,
    actor: Actor = Actor.EMPLOYEE,
    outcome: Outcome | None = None,
) -> Event:
    return Event(seq, type_, hours(at), actor, by, holder, unit, outcome, None)


def make_feedback(resolution_seq: int, treatment: int, outcome: int, at: float = 200) -> Feedback:
    return Feedback(UUID(int=1000 + resolution_seq), resolution_seq, treatment, outcome, hours(at), COUNTED)


COUNTED = FeedbackStatus.COUNTED


# Most of what can happen to a case changes nothing of what it says.
ANY_EVENT = (*EventType, EventType.ASSIGNED, EventType.RESOLVED)
TELLING_EVENT = (EventType.ASSIGNED, EventType.RESPONDED, EventType.RESOLVED, EventType.REOPENED)


@st.composite
def histories(
    draw: st.DrawFn, *, ordered: bool = False, types_of: Sequence[EventType] = ANY_EVENT
) -> tuple[Event, ...]:
    """Any events in any order, as no rule would allow them; with `ordered`, at least their times run forward."""
    types = draw(st.lists(st.sampled_from(types_of), max_size=10))
    at = draw(st.lists(st.integers(-2_000, 20_000), min_size=len(types), max_size=len(types)))
    if ordered:
        at = sorted(map(abs, at))
    return tuple(draw(_draw_event(seq, *each)) for seq, each in enumerate(zip(types, at, strict=True), start=1))


@st.composite
def _draw_event(draw: st.DrawFn, seq: int, type_: EventType, minutes: int) -> Event:
    return Event(
        seq=seq,
        type=type_,
        at=(MONDAY + timedelta(minutes=minutes)).astimezone(draw(st.sampled_from([UTC, JAKARTA]))),
        actor=draw(st.sampled_from(Actor)),
        actor_id=draw(st.sampled_from([None, ANI, BUDI])),
        holder_id=draw(st.sampled_from([None, ANI, BUDI, CITRA])),
        unit_id=draw(st.sampled_from([None, UNIT, OTHER_UNIT])),
        outcome=draw(st.sampled_from([None, *Outcome])),
        text=None,
    )


@st.composite
def stated(draw: st.DrawFn, events: Sequence[Event]) -> tuple[Event, ...]:
    """The events with what those of their types may state, whether or not it makes sense."""
    moments = st.integers(-2_000, 20_000).map(lambda minutes: MONDAY + timedelta(minutes=minutes))
    possible: dict[EventType, st.SearchStrategy[Particulars]] = {
        EventType.RESOLVED: st.builds(Resolved, st.sampled_from([1, 2]), st.sampled_from([None, None, True])),
        EventType.REVIEWED: st.builds(Reviewed, st.integers(1, len(events) or 1), st.booleans()),
        EventType.DUE_EXTENDED: st.builds(DueExtended, moments),
        EventType.MERGED: st.just(Merged(UUID(int=101))),
    }
    return tuple(
        replace(event, particulars=draw(st.none() | possible[event.type])) if event.type in possible else event
        for event in events
    )


@st.composite
def answers(draw: st.DrawFn, events: Sequence[Event]) -> list[Feedback]:
    """One answer to each of some resolutions, in any order."""
    resolved = [event.seq for event in events if event.type is EventType.RESOLVED]
    ratings, statuses = st.integers(1, 5), st.sampled_from(FeedbackStatus)
    given = [
        Feedback(UUID(int=1000 + seq), seq, draw(ratings), draw(ratings), hours(400), draw(statuses))
        for seq in resolved
    ]
    return draw(st.permutations(given))
