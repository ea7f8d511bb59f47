"""Seeded histories, as no rule would allow them, and all that is derived of each in one form that can be compared."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from datetime import timedelta
from random import Random
from typing import TypeVar
from uuid import UUID

from domain.cases.events import CaseFacts, Event, Feedback
from domain.evidence.derivation import Derived, derive
from domain.evidence.kinds import EVIDENCE
from domain.terms import Actor, CaseKind, EventType, FeedbackStatus, Outcome
from tests.domain.histories import ANI, BUDI, CALENDAR, CITRA, CONTROL, MONDAY, OTHER_UNIT, UNIT, make_case

# Named one by one: the corpus must not change when a word is added.
TYPES = [
    *("SUBMITTED", "ASSIGNED", "ASSIGNED", "ASSIGNED", "RESPONDED", "RESPONDED", "INFORMATION_REQUESTED"),
    *("INFORMATION_RECEIVED", "RESOLVED", "RESOLVED", "RESOLVED", "RATED", "REOPENED", "CLOSED", "NOTED", "LINKED"),
]
OUTCOMES = ["FIXED", "PARTLY", "NOT_FIXED", "NOT_OURS", "DUPLICATE", "INFORMATION_GIVEN", "WITHDRAWN"]
KINDS = ["COMPLAINT", "ASPIRATION", "INFORMATION_REQUEST", "SERVICE_RECORD", "FIELD_INCIDENT"]
ACTORS = ["CITIZEN", "EMPLOYEE", "EMPLOYEE", "SYSTEM", "SOURCE"]
EVIDENCE_WORDS = ["INTERACTION", "OUTCOME", "ON_TIME", "REOPENED", "RESPONSE_MINUTES", "RESOLUTION_HOURS"]
STATUSES = ["COUNTED", "COUNTED", "QUARANTINED", "EXCLUDED"]

T = TypeVar("T")


def _pick(chance: Random, given: Sequence[T]) -> T:
    """One of the values, by `random()` alone, whose sequence never changes from one Python to the next."""
    return given[int(chance.random() * len(given))]


def draw_history(seed: int) -> tuple[CaseFacts, list[Event], list[Feedback]]:
    """A case, its events and answers. Half of the histories run forward in time, the others jump about."""
    chance = Random(seed)
    case = make_case(CaseKind(_pick(chance, KINDS)), due=_pick(chance, [None, 1.0, 30.0, 100.0, 400.0]))
    minutes = [int(chance.random() * 22_000) - 2_000 for _ in range(int(chance.random() * 12))]
    if chance.random() < 0.5:
        minutes = sorted(map(abs, minutes))
    events = [_draw_event(chance, seq, each) for seq, each in enumerate(minutes, 1)]
    resolved = [event for event in events if event.type is EventType.RESOLVED]
    return case, events, [_draw_answer(chance, event) for event in resolved if chance.random() < 0.7]


def _draw_event(chance: Random, seq: int, minutes: int) -> Event:
    return Event(
        seq=seq,
        type=EventType(_pick(chance, TYPES)),
        at=MONDAY + timedelta(minutes=minutes),
        actor=Actor(_pick(chance, ACTORS)),
        actor_id=_pick(chance, [None, ANI, BUDI]),
        holder_id=_pick(chance, [None, ANI, BUDI, CITRA]),
        unit_id=_pick(chance, [None, UNIT, OTHER_UNIT]),
        outcome=_pick(chance, [None, *map(Outcome, OUTCOMES)]),
        text=None,
    )


def _draw_answer(chance: Random, event: Event) -> Feedback:
    ratings = 1 + int(chance.random() * 5), 1 + int(chance.random() * 5)
    status = FeedbackStatus(_pick(chance, STATUSES))
    return Feedback(UUID(int=1000 + event.seq), event.seq, *ratings, event.at + timedelta(hours=9), status)


def digest(seed: int) -> str:
    """A short hash of everything derived of the history of this seed."""
    case, events, feedbacks = draw_history(seed)
    derived = derive(case, events, feedbacks, CALENDAR, CONTROL)
    return hashlib.sha256("\n".join(describe(derived)).encode()).hexdigest()[:16]


def describe(derived: Derived) -> Iterator[str]:
    """A line for the state and for each derived row; evidence in an order of its own, as it has none."""
    state = derived.state
    yield _line(state.status, state.outcome, state.unit_id, state.holder_id)
    yield _line(state.first_response_at, state.resolved_at, state.reopen_count, state.flags)
    for part in derived.segments:
        yield _line(part.seq, part.employee_id, part.unit_id, part.starts_at, part.ends_at)
        yield _line(part.working_minutes, part.ended_by, part.ended_by_seq)
    for each in derived.resolutions:
        yield _line(each.seq, each.resolved_by_id, each.unit_id, each.at, each.outcome, each.reopened_at)
    for share in derived.shares:
        yield _line(share.resolution_seq, share.employee_id, share.unit_id, share.share, share.working_minutes)
    yield from sorted(
        _line(EVIDENCE[piece.kind].stored_as, piece.resolution_seq, piece.feedback_id, piece.employee_id, piece.unit_id)
        + _line(piece.value, piece.weight, piece.stratum, piece.occurred_on, piece.counted, piece.reason)
        for piece in derived.evidence
        if EVIDENCE[piece.kind].stored_as in EVIDENCE_WORDS
    )


def _line(*values: object) -> str:
    return json.dumps(values, default=str)
