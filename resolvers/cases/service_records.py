"""Services that were rendered: transactions at counters, incidents attended in the field."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from db.database import Transaction
from db.keys import new_key
from db.repositories.case_records import NewCaseHistory, NumberTakenError
from db.repositories.cases import find_known_cases
from db.repositories.categories import load_category_codes
from db.repositories.commits import Change, ScoreChanged, StoredAnswer
from db.repositories.organisation import load_posts
from db.repositories.score_inputs import load_scoring_context
from domain.access import Principal
from domain.cases.events import CaseFacts
from domain.cases.particulars import Category
from domain.cases.service_records import RECORDED, ServiceTimes, check_times, tell_events
from domain.cases.tickets import format_record_number
from domain.governments import Government
from domain.organisation.posts import Post, choose_post
from domain.terms import CaseKind, Channel
from domain.validation import Findings, check_text
from graph.identifiers import parse_ids
from resolvers.cases.histories import store_histories
from resolvers.commands import ChangeRequest, Command, carry_out, check_size
from resolvers.context import Context
from resolvers.scoring.rescoring import rescore

LONGEST_NAME = 200


@dataclass(frozen=True, kw_only=True)
class ServiceRecord:
    """One service; `source_system` and `external_id` name it where it was first recorded, both or neither."""

    kind: CaseKind
    category: str
    channel: Channel
    handler: str
    times: ServiceTimes
    source_system: str | None = None
    external_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class RecordServiceRecords(Command):
    """Up to 1,000 service records: all are stored, or none."""

    items: tuple[ServiceRecord, ...]


@dataclass(frozen=True)
class RecordedServiceRecords:
    """The stored cases, in the order given."""

    case_ids: tuple[UUID, ...]


class _Known(NamedTuple):
    """What the items refer to, as far as it exists, and which of their foreign numbers are stored, by source."""

    codes: Mapping[UUID, str]
    posts: Mapping[UUID, list[Post]]
    recorded: Mapping[str, set[str]]


async def record_service_records(context: Context, command: RecordServiceRecords) -> RecordedServiceRecords:
    """Store services as finished cases of their handlers, and rescore those.

    What a program with a key of its own tells counts at once; what a person tells, when somebody else has looked.
    A refusal names every problem at its item: UNKNOWN_CATEGORY, UNKNOWN_EMPLOYEE, OWN_RECORD of one's own services,
    NO_POST, TIME_IN_FUTURE, DATE_ORDER, ALREADY_RECORDED, DUPLICATE_ROW, and texts that cannot be kept.
    """

    async def work(transaction: Transaction, request: ChangeRequest) -> Change:
        check_size(command.items)
        histories = await _compose_all(transaction, request, command.items, context.database.government)
        scoring = await load_scoring_context(transaction)
        affected = await store_histories(transaction, histories, scoring, context.keys)
        changed = await rescore(transaction, affected, scoring, request.at)
        case_ids = [history.facts.id for history in histories]
        answer = StoredAnswer(case_ids[0], {"cases": list(map(str, case_ids))})
        return request.to_change(answer, list(map(ScoreChanged, changed)))

    while True:
        # Who was first has committed: the next attempt finds their case, and says so.
        with suppress(NumberTakenError):
            answer = await carry_out(context, "recordServiceRecords", command, work)
            return RecordedServiceRecords(tuple(map(UUID, answer.detail["cases"])))


async def _compose_all(
    transaction: Transaction, request: ChangeRequest, items: Sequence[ServiceRecord], government: Government
) -> list[NewCaseHistory]:
    findings = [Findings(("items", position)) for position in range(len(items))]
    items = [_check(item, request.at, found) for item, found in zip(items, findings, strict=True)]
    known = await _look_up(transaction, request.principal, items)
    _check_numbers(items, known, findings)
    composed = [_compose(item, request, known, government, found) for item, found in zip(items, findings, strict=True)]
    Findings(problems=[problem for found in findings for problem in found.problems]).settle()
    return [history for history in composed if history is not None]


def _check(item: ServiceRecord, now: datetime, findings: Findings) -> ServiceRecord:
    """The item as it is stored; what is wrong with it in itself is noted."""
    if item.kind not in RECORDED:
        findings.note("UNKNOWN_VALUE", "kind", value=item.kind, allowed=", ".join(RECORDED))
    check_times(item.times, now, findings)
    if item.source_system is None and item.external_id is None:
        return item
    source = findings.check(check_text, item.source_system or "", "source_system", limit=LONGEST_NAME)
    number = findings.check(check_text, item.external_id or "", "external_id", limit=LONGEST_NAME)
    return replace(item, source_system=source, external_id=number)


async def _look_up(connection: Transaction, principal: Principal, items: Sequence[ServiceRecord]) -> _Known:
    numbers: dict[str, set[str]] = {}
    for item in items:
        if item.source_system and item.external_id:
            numbers.setdefault(item.source_system, set()).add(item.external_id)
    return _Known(
        await load_category_codes(connection, parse_ids("Category", {item.category for item in items})),
        await load_posts(connection, parse_ids("Employee", {item.handler for item in items}), principal.unit_id),
        {source: await find_known_cases(connection, source, those) for source, those in numbers.items()},
    )


def _check_numbers(items: Sequence[ServiceRecord], known: _Known, findings: Sequence[Findings]) -> None:
    """Note items whose foreign number is stored already, or was given before in this request."""
    given: set[tuple[str, str]] = set()
    for item, found in zip(items, findings, strict=True):
        source, number = item.source_system, item.external_id
        if source is None or number is None:
            continue
        if number in known.recorded[source]:
            found.note("ALREADY_RECORDED", "external_id", value=number, source=source)
        elif (source, number) in given:
            found.note("DUPLICATE_ROW", "external_id", value=number)
        given.add((source, number))


def _compose(
    item: ServiceRecord, request: ChangeRequest, known: _Known, government: Government, findings: Findings
) -> NewCaseHistory | None:
    """The history of one service; None, and the reason noted, where what it refers to does not exist."""
    categories = [key for key in parse_ids("Category", [item.category]) if key in known.codes]
    if not categories:
        findings.note("UNKNOWN_CATEGORY", "category", value=item.category)
    handlers = parse_ids("Employee", [item.handler])
    if request.principal.person_id in handlers:
        findings.note("OWN_RECORD", "handler")
    posts = known.posts.get(handlers[0]) if handlers else None
    times = item.times
    day = government.day_of(times.requested_at)
    post = findings.check(choose_post, request.principal, posts, day, "handler", value=item.handler)
    if post is None or not categories:
        return None
    case_id, unit_id, code = new_key(), post.unit_id, known.codes[categories[0]]
    category = Category(categories[0], code)
    facts = CaseFacts(case_id, item.kind, category, item.channel, unit_id, times.requested_at, times.due_at)
    return NewCaseHistory(
        facts,
        {
            "ticket": format_record_number(government.service_prefix, day, case_id),
            "description": "",
            "source_system": item.source_system,
            "external_id": item.external_id,
        },
        tell_events(facts, times, handlers[0], request.principal.employee_id),
        recorded_at=request.at,
    )
