"""Deciding whether a doubtful resolution counts: a second pair of eyes, for one or for many at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from db.database import Transaction
from db.repositories.cases import LoadedCase, ResolutionPlace, find_resolutions, load_case, lock_case
from db.repositories.commits import Change, ComplaintChanged, ScoreChanged, StoredAnswer
from db.repositories.organisation import load_superiors
from db.repositories.score_inputs import load_scoring_context
from domain.access import Principal
from domain.cases.erasure import check_kept
from domain.cases.particulars import Reviewed
from domain.cases.reviews import check_first_word, check_review, name_involved
from domain.cases.transitions import check_event
from domain.evidence.records import Affected
from domain.scoring.context import ScoringContext
from domain.terms import EventType
from domain.validation import Findings, check_text
from graph.identifiers import parse_ids
from resolvers.cases.changes import Happening, derive_case, next_event, record, sealed
from resolvers.commands import ChangeRequest, Command, carry_out, check_size
from resolvers.context import Context
from resolvers.scoring.rescoring import rescore

SHORTEST_REASON, LONGEST_REASON = 3, 2_000
# Each is derived anew while its case is locked.
MOST_DECISIONS = 200


@dataclass(frozen=True, kw_only=True)
class QuarantineDecision:
    """Whether a resolution counts, and why."""

    resolution: str
    include: bool
    reason: str


@dataclass(frozen=True, kw_only=True)
class DecideQuarantine(Command):
    """Up to 200 decisions: all hold, or none."""

    items: tuple[QuarantineDecision, ...]


@dataclass(frozen=True)
class Decider:
    """Who decides, who is above them, and when."""

    principal: Principal
    superior_ids: frozenset[UUID]
    at: datetime


@dataclass(frozen=True)
class DecidedQuarantine:
    """The resolutions, in the order given."""

    resolution_ids: tuple[UUID, ...]


async def decide_quarantine(context: Context, command: DecideQuarantine) -> DecidedQuarantine:
    """Let doubtful resolutions count or not, and rescore whom that affects.

    A refusal names every problem at its item: NOT_FOUND, PARTY to whoever was involved in the case or has somebody
    above them who was, NOT_QUARANTINED, ALREADY_DECIDED unless the inspectorate corrects it, OWN_DECISION to whoever
    decided before, REPEATED_VALUE.
    """

    async def work(transaction: Transaction, request: ChangeRequest) -> Change:
        check_size(command.items, MOST_DECISIONS)
        items, findings = _check(command.items)
        places = await _lock(context, transaction, items, findings)
        scoring, affected = await load_scoring_context(transaction), Affected()
        superiors = await load_superiors(transaction, request.principal.employee_id, context.database.today())
        decider = Decider(request.principal, superiors, request.at)
        for item, place, found in zip(items, places, findings, strict=True):
            if place is not None:
                case = await load_case(transaction, place.case_id)
                decision = found.check(_decide, case, place, item, decider, scoring)
                if decision is not None:
                    decision = sealed(decision, case, context.keys)
                    affected.merge(await record(transaction, case, decision, scoring, request.at))
        # What was stored so far goes with the transaction.
        Findings(problems=[problem for found in findings for problem in found.problems]).settle()
        return await _finish(transaction, request, [place for place in places if place], affected, scoring)

    answer = await carry_out(context, "decideQuarantine", command, work)
    return DecidedQuarantine(tuple(map(UUID, answer.detail["resolutions"])))


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
) -> list[ResolutionPlace | None]:
    """Where each resolution is, its case locked.

    NOT_FOUND is noted of those that the principal does not see, REPEATED_VALUE of those that were named before.

    Cases are locked in the order of their keys, so that two who decide about the same do not wait for each other.
    """
    named = [parse_ids("Resolution", [item.resolution]) for item in items]
    found = await find_resolutions(transaction, {key for keys in named for key in keys})
    seen: dict[UUID, bool] = {}
    for case_id in sorted({place.case_id for place in found.values()}):
        locked = await lock_case(transaction, case_id, context.viewer)
        seen[case_id] = locked is not None and locked.seen
    places: list[ResolutionPlace | None] = []
    for item, keys, each in zip(items, named, findings, strict=True):
        place = _place(keys, found, seen, each)
        if place is not None and place in places:
            each.note("REPEATED_VALUE", "resolution", value=item.resolution)
            place = None
        places.append(place)
    return places


def _place(
    keys: Sequence[UUID], found: Mapping[UUID, ResolutionPlace], seen: Mapping[UUID, bool], findings: Findings
) -> ResolutionPlace | None:
    place = found.get(keys[0]) if keys else None
    if place is None or not seen[place.case_id]:
        findings.note("NOT_FOUND", "resolution")
        return None
    return place


def _decide(
    case: LoadedCase,
    place: ResolutionPlace,
    item: QuarantineDecision,
    decider: Decider,
    scoring: ScoringContext,
) -> Happening:
    """What a decision adds to the case of a resolution; refuses what `check_review` and `check_first_word` refuse."""
    derived = derive_case(case, case.events, case.feedbacks, scoring, decider.at)
    resolution = next((each for each in derived.resolutions if each.seq == place.seq), None)
    check_kept(case.erased_at, "resolution")
    check_review(decider.principal, resolution, name_involved(case.events), decider.superior_ids)
    check_first_word(decider.principal.employee_id, case.events, place.seq)
    event = next_event(case, EventType.REVIEWED, decider.at, decider.principal)
    event = replace(event, text=item.reason, particulars=Reviewed(place.seq, item.include))
    check_event(event)
    return Happening(event)


async def _finish(
    transaction: Transaction,
    request: ChangeRequest,
    places: Sequence[ResolutionPlace],
    affected: Affected,
    scoring: ScoringContext,
) -> Change:
    changed = await rescore(transaction, affected, scoring, request.at)
    answer = StoredAnswer(places[0].case_id, {"resolutions": [str(place.id) for place in places]})
    told = [ComplaintChanged(key) for key in dict.fromkeys(place.case_id for place in places)]
    return request.to_change(answer, [*told, *map(ScoreChanged, changed)])
