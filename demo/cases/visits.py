"""How a visit to a counter and a call to the field go: served within minutes, now and then by two people."""

import math

from demo.cases.desks import Desk
from demo.cases.histories import HistoryDraft
from demo.cases.opinions import explain, rate
from demo.cases.phrases import ARRIVALS, CLEARED, SERVED, UNSERVED
from demo.cases.topics import Topic
from demo.moments import DAY, HOUR, MINUTE, to_datetime
from demo.organisation.people import Person
from domain.terms import Actor, CaseKind, EventType, Outcome

FAILING, TWO_HANDS = 0.03, 0.08
ANSWERED = {CaseKind.SERVICE_RECORD: 0.62, CaseKind.FIELD_INCIDENT: 0.35}
DISPATCH = 40
ARRIVAL = 11 * MINUTE


def run_visit(history: HistoryDraft, topic: Topic, desk: Desk, at: float) -> None:
    """From request to completion; on call someone is sent out first and answers on arrival."""
    chance = history.chance
    stay = desk.pick(chance, to_datetime(at).date())
    history.add(EventType.SUBMITTED, at, Actor.CITIZEN)
    if stay is None:
        return
    on_call = topic.kind is CaseKind.FIELD_INCIDENT
    at += chance.expovariate(1 / DISPATCH) if on_call else 0
    history.add(EventType.ASSIGNED, at, Actor.SYSTEM, to=stay)
    if on_call:
        at += ARRIVAL * _draw_pace(history, topic, stay.person)
        history.add(EventType.RESPONDED, at, stay.person, chance.choice(ARRIVALS))
    minutes = topic.pace * _draw_pace(history, topic, stay.person)
    second = desk.pick(chance, to_datetime(at).date(), stay.person) if chance.random() < TWO_HANDS else None
    if second is not None:
        history.add(EventType.ASSIGNED, at + minutes * MINUTE * chance.uniform(0.3, 0.7), stay.person, to=second)
    _complete(history, topic, (second or stay).person, at + minutes * MINUTE)


def _draw_pace(history: HistoryDraft, topic: Topic, person: Person) -> float:
    """How much longer than usual this person takes this time."""
    return math.exp(0.38 * history.chance.gauss() - 0.22 * person.skill.speed + 0.25 * (topic.hardness - 0.3))


def _complete(history: HistoryDraft, topic: Topic, person: Person, at: float) -> None:
    chance = history.chance
    outcome = Outcome.NOT_FIXED if chance.random() < FAILING else Outcome.FIXED
    done = CLEARED if topic.kind is CaseKind.FIELD_INCIDENT else SERVED
    text = chance.choice(UNSERVED if outcome is Outcome.NOT_FIXED else done)
    if not history.add(EventType.RESOLVED, at, person, text, outcome=outcome):
        return
    resolution = history.last
    if chance.random() < ANSWERED[topic.kind]:
        due_at = history.facts.due_at
        late = due_at is not None and to_datetime(at) > due_at
        ratings = rate(chance, person.skill, topic.hardness, outcome, late=late)
        after = min(chance.lognormvariate(math.log(HOUR), 1.2), 3 * DAY)
        history.rate(at + after, resolution, ratings, explain(chance, ratings))
    history.add(EventType.CLOSED, at + 3 * DAY, Actor.SYSTEM)
