"""Deciding whether a doubtful resolution or answer counts: a second pair of eyes, for one or for many at once."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from db.database import Transaction
from db.repositories.answer_decisions import DoubtfulPlace, find_doubtful, load_deciders, store_answer_decision
from db.repositories.cases import LoadedCase, load_case, lock_case
from db.repositories.commits import Change, ComplaintChanged, ScoreChanged, StoredAnswer
from db.repositories.organisation import load_superiors
from db.repositories.score_inputs import load_scoring_context
from domain.access import Principal
from domain.cases.answers import decide, settle
from domain.cases.erasure import check_kept
from domain.cases.particulars import Reviewed
from domain.cases.resolutions import list_resolutions
from domain.cases.reviews import (
    check_answer_review,
    check_first_word,
    check_review,
    name_credited,
    name_involved,
)
from domain.cases.timeline import trace
from domain.cases.transitions import check_event
from domain.evidence.records import Affected
from domain.keyring import Keys
from domain.problems import refuse
from domain.scoring.context import ScoringContext
from domain.terms import EventType
from domain.validation import Findings, check_text
from graph.identifiers import format_id, parse_ids
from resolvers.cases.changes import Happening, derive_case, next_event, record, say_anew, sealed
from resolvers.cases.contents import case_key_of, seal_text
from resolvers.commands import ChangeRequest, Command, carry_out, check_size
from resolvers.context import Context
from resolvers.scoring.rescoring import rescore

SHORTEST_REASON, LONGEST_REASON = 3, 2_000
# Each is derived anew while its case is locked.
MOST_DECISIONS = 200


@dataclass(frozen=True, kw_only=True)
class QuarantineDecision:
    """Whether a resolution, or an answer, counts, and why: one of them is named."""

    resolution: str | None = None
    feedback: str | None = None
    include: bool
    reason: str

    @property
    def path(self) -> str:
        """The field by which something is named."""
        return "resolution" if self.feedback is None else "feedback"

    @property
    def named(self) -> str | None:
        """What is named."""
        return self.resolution if self.feedback is None else self.feedback


@dataclass(frozen=True, kw_only=True)
class DecideQuarantine(Command):
    """Up to 200 decisions: all hold, or none."""

    items: tuple[QuarantineDecision, ...]


@dataclass(frozen=True)
class Decider:
    """Who decides, who is above them, when, and in which transaction by which rules."""

    principal: Principal
    superior_ids: frozenset[UUID]
    at: datetime
    transaction: Transaction
    scoring: ScoringContext
    keys: Keys


@dataclass(frozen=True)
class DecidedQuarantine:
    """The resolutions and answers, in the order given, as they are named outside."""

    ids: tuple[str, ...]


async def decide_quarantine(context: Context, command: DecideQuarantine) -> DecidedQuarantine:
    """Let doubtful resolutions and suspect answers count or not, and rescore whom that affects.

    A refusal names every problem at its item: ONE_OF_TWO unless one thing is named, NOT_FOUND of what one does not see,
    PARTY to whoever was involved in the case or may be credited with it, or has somebody above them who was,
    NOT_QUARANTINED, ALREADY_DECIDED unless the inspectorate corrects it, OWN_DECISION to whoever decided before,
    REPEATED_VALUE.
    """

    async def work(transaction: Transaction, request: ChangeRequest) -> Change:
        check_size(command.items, MOST_DECISIONS)
        items, findings = _check(command.items)
        places = await _lock(context, transaction, items, findings)
        scoring, affected = await load_scoring_context(transaction), Affected()
        superiors = await load_superiors(transaction, request.principal.employee_id, context.database.today())
        decider = Decider(request.principal, superiors, request.at, transaction, scoring, context.keys)
        for item, place, found in zip(items, places, findings, strict=True):
            if place is not None:
                case, decide_it = await load_case(transaction, place.case_id), _DECIDE[place.is_answer]
                affected.merge(await decide_it(decider, case, place, item, found))
        # What was stored so far goes with the transaction.
        Findings(problems=[problem for found in findings for problem in found.problems]).settle()
        return await _finish(transaction, request, [place for place in places if place], affected, scoring)

    answer = await carry_out(context, "decideQuarantine", command, work)
    if "decided" not in answer.detail:
        # As answers to requests of before were kept, which may come again.
        return DecidedQuarantine(tuple(format_id("Resolution", UUID(key)) for key in answer.detail["resolutions"]))
    return DecidedQuarantine(tuple(answer.detail["decided"]))


def _check(items: Sequence[QuarantineDecision]) -> tuple[list[QuarantineDecision], list[Findings]]:
    """The items as they are stored, and what is wrong with each so far."""
    findings = [Findings(("items", position)) for position in range(len(items))]
    checked = [replace(item, reason=_check_reason(item, found)) for item, found in zip(items, findings, strict=True)]
    return checked, findings


def _check_reason(item: QuarantineDecision, findings: Findings) -> str:
    checked = findings.check(check_text, item.reason, "reason", minimum=SHORTEST_REASON, limit=LONGEST_REASON)
    return checked or ""


async def _lock(
    context: Context, transaction: Transaction, items: Sequence[QuarantineDecision], findings: Sequence[Findings]
) -> list[DoubtfulPlace | None]:
    """Where each resolution and each answer is, its case locked.

    NOT_FOUND is noted of those that the principal does not see, REPEATED_VALUE of those that were named before.

    Cases are locked in the order of their keys, so that two who decide about the same do not wait for each other.
    """
    named = [_parse(item) for item in items]
    found = await find_doubtful(transaction, {key for keys in named for key in keys}, context.viewer)
    seen: dict[UUID, bool] = {}
    for case_id in sorted({place.case_id for place in found.values()}):
        locked = await lock_case(transaction, case_id, context.viewer)
        seen[case_id] = locked is not None and locked.seen
    places: list[DoubtfulPlace | None] = []
    for item, keys, each in zip(items, named, findings, strict=True):
        place = _place(item, keys, found, seen, each)
        if place is not None and place in places:
            each.note("REPEATED_VALUE", item.path, value=item.named)
            place = None
        places.append(place)
    return places


def _parse(item: QuarantineDecision) -> list[UUID]:
    if item.named is None or (item.resolution and item.feedback):
        return []
    return parse_ids("Resolution" if item.feedback is None else "Feedback", [item.named])


def _place(
    item: QuarantineDecision,
    keys: Sequence[UUID],
    found: Mapping[UUID, DoubtfulPlace],
    seen: Mapping[UUID, bool],
    findings: Findings,
) -> DoubtfulPlace | None:
    if (item.resolution is None) == (item.feedback is None):
        findings.note("ONE_OF_TWO", item.path, one="resolution", other="feedback")
        return None
    place = found.get(keys[0]) if keys else None
    if place is None or not place.seen or not seen[place.case_id]:
        findings.note("NOT_FOUND", item.path)
        return None
    return place


async def _decide_resolution(
    decider: Decider, case: LoadedCase, place: DoubtfulPlace, item: QuarantineDecision, findings: Findings
) -> Affected:
    """Store a decision about a resolution, which is an event of its case."""
    decision = findings.check(_review, decider, case, place, item)
    if decision is None:
        return Affected()
    happening = sealed(decision, case, decider.keys)
    return await record(decider.transaction, case, happening, decider.scoring, decider.at)


def _review(decider: Decider, case: LoadedCase, place: DoubtfulPlace, item: QuarantineDecision) -> Happening:
    """What a decision adds to the case of a resolution; refuses what `check_review` and `check_first_word` refuse."""
    derived = derive_case(case, case.events, case.feedbacks, decider.scoring, decider.at)
    resolution = next((each for each in derived.resolutions if each.seq == place.seq), None)
    check_kept(case.erased_at, "resolution")
    check_review(decider.principal, resolution, _name_party(case), decider.superior_ids)
    check_first_word(decider.principal.employee_id, case.events, place.seq)
    event = next_event(case, EventType.REVIEWED, decider.at, decider.principal)
    event = replace(event, text=item.reason, particulars=Reviewed(place.seq, item.include))
    check_event(event)
    return Happening(event)


async def _decide_answer(
    decider: Decider, case: LoadedCase, place: DoubtfulPlace, item: QuarantineDecision, findings: Findings
) -> Affected:
    """Store a decision about an answer. It is no event of the case, by which whom it rates would learn of it.

    Of a case whose contents were erased no reason is kept; it has to be decided about none the less.
    """
    earlier = await load_deciders(decider.transaction, place.id)
    if findings.check(_check_answer, decider, case, place, earlier) is None:
        return Affected()
    reason = None if case.erased_at else seal_text(case_key_of(case, decider.keys), item.reason)
    decision = (case.facts.id, place.id, item.include, reason, decider.principal.employee_id, decider.at)
    await store_answer_decision(decider.transaction, decision)
    answers = [
        decide(each, counted=item.include, at=decider.at) if each.id == place.id else each for each in case.feedbacks
    ]
    return await say_anew(decider.transaction, case, settle(answers, decider.at), decider.scoring, decider.at)


def _check_answer(decider: Decider, case: LoadedCase, place: DoubtfulPlace, earlier: Collection[UUID]) -> bool:
    """Refuse what `check_answer_review` refuses, and OWN_DECISION to whoever decided about the answer before."""
    (answer,) = [each for each in case.feedbacks if each.id == place.id]
    check_answer_review(decider.principal, answer, _name_party(case), decider.superior_ids)
    if decider.principal.employee_id in earlier:
        raise refuse("OWN_DECISION", "feedback")
    return True


# Whether it is an answer.
_DECIDE = {False: _decide_resolution, True: _decide_answer}


def _name_party(case: LoadedCase) -> set[UUID]:
    """Whoever was involved in a case, or may be credited with anything of it."""
    steps = trace(case.facts, case.events)
    return name_involved(case.events) | name_credited(steps, list_resolutions(case.facts, steps))


def _name(place: DoubtfulPlace) -> str:
    return format_id("Feedback" if place.is_answer else "Resolution", place.id)


async def _finish(
    transaction: Transaction,
    request: ChangeRequest,
    places: Sequence[DoubtfulPlace],
    affected: Affected,
    scoring: ScoringContext,
) -> Change:
    changed = await rescore(transaction, affected, scoring, request.at)
    answer = StoredAnswer(places[0].case_id, {"decided": [_name(place) for place in places]})
    told = [ComplaintChanged(key) for key in dict.fromkeys(place.case_id for place in places)]
    return request.to_change(answer, [*told, *map(ScoreChanged, changed)])
