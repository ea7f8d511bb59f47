"""A case's history while it is made up: events one after another, cut off where the present begins."""

from random import Random
from typing import TYPE_CHECKING

from db.repositories.case_records import NewCaseHistory
from demo.chance import make_key
from demo.moments import to_datetime
from demo.organisation.people import Person
from demo.organisation.posts import Tenure
from demo.table_rows import TableRow
from domain.cases.events import CaseFacts, Event, Feedback
from domain.terms import Actor, EventType, FeedbackStatus, Outcome

if TYPE_CHECKING:
    from uuid import UUID

SUSPICIOUS = 0.012


class HistoryDraft:
    """Adds what happens, in order of time; nothing at or after `until` ever happened."""

    def __init__(self, facts: CaseFacts, row: TableRow, chance: Random, until: float) -> None:
        self.facts = facts
        self.chance = chance
        self.holder: Person | None = None
        self._row = row
        self._until = until
        self._events: list[Event] = []
        self._feedbacks: list[Feedback] = []
        self._answers: dict[UUID, dict[str, object]] = {}

    @property
    def last(self) -> int:
        """The number of the last event."""
        return len(self._events)

    def add(
        self,
        type_: EventType,
        second: float,
        actor: Person | Actor,
        text: str | None = None,
        *,
        outcome: Outcome | None = None,
        to: Tenure | None = None,
        public: bool = True,
    ) -> bool:
        """Add an event unless it lies beyond the present, which ends the history; says whether it happened."""
        if second >= self._until:
            self._until = 0
            return False
        person = actor if isinstance(actor, Person) else None
        self._events.append(
            Event(
                len(self._events) + 1,
                type_,
                to_datetime(second),
                actor if isinstance(actor, Actor) else Actor.EMPLOYEE,
                person.id if person else None,
                to.person.id if to else None,
                to.unit.id if to else self.facts.unit_id if type_ is EventType.SUBMITTED else None,
                outcome,
                text,
                public,
                self.facts.submitted() if type_ is EventType.SUBMITTED else None,
            )
        )
        if to:
            self.holder = to.person
        return True

    def rate(self, second: float, resolution: int, ratings: tuple[int, int], answer: dict[str, object]) -> None:
        """Add a citizen's answer to the resolution of that number, a few of them set aside as suspicious."""
        if not self.add(EventType.RATED, second, Actor.CITIZEN):
            return
        at = to_datetime(second)
        status = FeedbackStatus.QUARANTINED if self.chance.random() < SUSPICIOUS else FeedbackStatus.COUNTED
        key = make_key(self.chance, at)
        self._feedbacks.append(Feedback(key, resolution, *ratings, at, status))
        self._answers[key] = answer

    def finish(self) -> NewCaseHistory:
        """The history as it is stored."""
        return NewCaseHistory(self.facts, self._row, tuple(self._events), tuple(self._feedbacks), (), self._answers)
