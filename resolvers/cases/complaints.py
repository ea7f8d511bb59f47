"""What citizens bring."""

from contextlib import suppress
from dataclasses import astuple, dataclass, replace
from datetime import datetime
from uuid import UUID

from db.contents import new_case_key
from db.database import Connection
from db.keys import new_key
from db.repositories.cases import NewCase, TicketTakenError, open_case
from db.repositories.categories import IntakeRules, load_intake
from db.repositories.commits import ComplaintChanged, KeyTakenError, StoredAnswer, read_receipt
from domain.cases.events import CaseFacts, Event
from domain.cases.particulars import Category
from domain.cases.reporters import check_channel, check_reporter_secret, mark_employee, mark_reporter, name_reporter
from domain.cases.tickets import derive_access_code, format_ticket, hash_access
from domain.evidence.derivation import derive
from domain.keyring import Keys, Purpose
from domain.problems import refuse
from domain.terms import Actor, CaseKind, Channel, EventType
from domain.validation import Findings, check_past, check_text
from graph.identifiers import parse_ids
from resolvers.cases.contacts import Contact, check_contact
from resolvers.cases.reported import LONGEST_NAME, Named, Naming, escalate, identify
from resolvers.cases.reporters import Reporter, encrypt_reporter
from resolvers.commands import ChangeRequest, Command, open_request
from resolvers.context import Context

BROUGHT = (CaseKind.COMPLAINT, CaseKind.ASPIRATION, CaseKind.INFORMATION_REQUEST)
LONGEST_DESCRIPTION = 4_000
LONGEST_ADDRESS = 500


@dataclass(frozen=True, kw_only=True)
class SubmitComplaint(Command):
    """A complaint, aspiration or request for information, as somebody sends it; ids as the API writes them."""

    category: str
    description: str
    kind: CaseKind = CaseKind.COMPLAINT
    channel: Channel = Channel.PORTAL
    address: str | None = None
    anonymous: bool = False
    confidential: bool = False
    contact: Contact | None = None
    happened_at: datetime | None = None
    idempotency_secret: str | None = None
    reported_employee: str | None = None
    reported_unit: str | None = None
    reported_name: str | None = None

    @property
    def naming(self) -> Naming:
        """Whom it names."""
        return Naming(employee=self.reported_employee, unit=self.reported_unit, name=self.reported_name)


@dataclass(frozen=True)
class SubmittedComplaint:
    """The receipt: ticket and access code are all that somebody without an account has of their case."""

    case_id: UUID
    ticket: str
    access_code: str
    due_at: datetime | None


async def submit_complaint(context: Context, command: SubmitComplaint) -> SubmittedComplaint:
    """Take in what a citizen brings, and promise when it will be done.

    An employee who brings something is named nowhere but in what `encrypt_reporter` keeps, and nothing tells later who
    sent an anonymous complaint. Refuses channels that are not the sender's, unknown categories, texts and contacts that
    cannot be kept, a time in the future, contact details along with anonymity, and an idempotency key without a secret.
    """
    now = context.database.clock()
    secret, command = command.idempotency_secret, _check(command, now)
    check_channel(context.principal, command.channel)
    held = check_reporter_secret(command.idempotency_key, secret)
    request = open_request("submitComplaint", context.principal, context.keys, command, at=now, reporter=held)
    reporter = Reporter(command.contact, name_reporter(context.principal, command.channel, anonymous=command.anonymous))
    keys = parse_ids("Category", [command.category])
    government = context.database.government
    if context.allowance is not None:
        await context.allowance.submit()
    async with context.database.primary.acquire() as connection:
        intake = await load_intake(connection, keys[0], government) if keys else None
        if intake is None:
            raise refuse("UNKNOWN_CATEGORY", "category", value=command.category)
        named = await identify(connection, command.naming, government.day_of(now)) if command.naming.given else None
        brought = Brought(command, reporter, named)
        while True:
            with suppress(TicketTakenError):
                case = _open(brought, intake, context.keys, now)
                return await _store(connection, request, case, context.keys)


async def _store(connection: Connection, request: ChangeRequest, case: NewCase, keys: Keys) -> SubmittedComplaint:
    """Store a case, or find the one that was stored under the same idempotency key; its receipt."""
    due_at = case.facts.due_at and case.facts.due_at.isoformat()
    detail = {"dueAt": due_at, "key": keys.current(Purpose.ACCESS).version}
    answer, ticket = StoredAnswer(case.facts.id, detail), str(case.brought["ticket"])
    notices = [ComplaintChanged(case.facts.id)]
    try:
        await open_case(connection, case, request.to_change(answer, notices))
    except KeyTakenError:
        if request.key is None:
            raise
        answer, ticket = await read_receipt(connection, request.key)
    return _recall(keys, answer, ticket)


def _check(command: SubmitComplaint, now: datetime) -> SubmitComplaint:
    """The command as it is stored, without its secret, or a refusal that names everything wrong with it."""
    findings = Findings()
    if command.kind not in BROUGHT:
        findings.note("UNKNOWN_VALUE", "kind", value=command.kind, allowed=", ".join(BROUGHT))
    description = findings.check(check_text, command.description, "description", limit=LONGEST_DESCRIPTION)
    address, contact = command.address, command.contact
    if address is not None:
        address = findings.check(check_text, address, "address", limit=LONGEST_ADDRESS)
    name = command.reported_name
    if name is not None:
        name = findings.check(check_text, name, "reported_name", limit=LONGEST_NAME)
    if command.happened_at is not None:
        findings.check(check_past, command.happened_at, now, "happened_at")
    if contact is not None and command.anonymous:
        findings.note("CONTACT_OF_ANONYMOUS", "contact")
    elif contact is not None:
        contact = check_contact(contact, findings.below("contact"))
    findings.settle()
    return replace(
        command,
        idempotency_secret=None,
        description=description or "",
        address=address,
        contact=contact,
        reported_name=name,
    )


@dataclass(frozen=True)
class Brought:
    """What is brought, by whom, and whom it names."""

    command: SubmitComplaint
    reporter: Reporter
    named: Named | None


def _open(brought: Brought, intake: IntakeRules, keys: Keys, now: datetime) -> NewCase:
    command, reporter, named = brought.command, brought.reporter, brought.named
    case_id = new_key()
    ticket = format_ticket(intake.government.ticket_prefix, intake.government.day_of(now), case_id.int)
    days = intake.resolve_working_days
    due_at = None if days is None else intake.calendar.add_working_days(now, days)
    category = Category(intake.category_id, intake.code)
    facts = CaseFacts(case_id, command.kind, category, command.channel, intake.unit_id, now, due_at)
    events = [_tell(facts, command.happened_at)]
    if named is not None and named.unit_id is not None:
        events.append(escalate(2, now, named.unit_id))
    secret, employee_id = keys.current(Purpose.ACCESS).secret, reporter.employee_id
    key, kept = new_case_key(keys, case_id)
    return NewCase(
        facts,
        {
            "ticket": ticket,
            "anonymous": command.anonymous,
            "confidential": command.confidential,
            "access_hash": hash_access(secret, ticket, derive_access_code(secret, case_id)),
            "address": key.seal(command.address),
            "description": key.seal(command.description),
            "content_key": kept,
            "guarded": named is not None,
            "reporter_mark": employee_id and _mark(keys, employee_id, case_id),
        },
        tuple(events),
        # By which rules it is late is looked up when it may be.
        replace(derive(facts, events, [], intake.calendar, {}), late_from=due_at),
        encrypt_reporter(keys, case_id, reporter) if reporter.known else None,
        None if named is None else (case_id, *astuple(named.reported), key.seal(named.name), None, now, None),
    )


def _tell(facts: CaseFacts, happened_at: datetime | None) -> Event:
    return Event(
        seq=1,
        type=EventType.SUBMITTED,
        at=facts.received_at,
        actor=Actor.CITIZEN,
        actor_id=None,
        holder_id=None,
        unit_id=facts.unit_id,
        outcome=None,
        text=None,
        particulars=facts.submitted(happened_at),
    )


def _mark(keys: Keys, employee_id: UUID, case_id: UUID) -> bytes:
    return mark_reporter(mark_employee(keys.current(Purpose.MARKS).secret, employee_id), case_id)


def _recall(keys: Keys, answer: StoredAnswer, ticket: str) -> SubmittedComplaint:
    """The receipt as it was given: its code is made with the key of that time. Refuses KEY_RETIRED if that is gone."""
    key, due_at = keys.find(Purpose.ACCESS, answer.detail.get("key", 0)), answer.detail["dueAt"]
    if key is None:
        raise refuse("KEY_RETIRED")
    return SubmittedComplaint(
        answer.subject_id,
        ticket,
        derive_access_code(key.secret, answer.subject_id),
        due_at and datetime.fromisoformat(due_at),
    )
