"""What a reporter corrects of what they said: what it says now, and, sealed with it, how it read before."""

from dataclasses import dataclass, replace

from db.database import Transaction
from db.repositories.cases import LoadedCase
from db.repositories.contents import StoredContents, correct_contents, load_contents, replace_reporter
from domain.cases.erasure import check_corrections
from domain.cases.particulars import Corrected
from domain.cases.reporters import is_taken_in
from domain.cases.tickets import hash_accesses
from domain.problems import refuse
from domain.terms import EventType
from domain.validation import Findings, check_text
from resolvers.cases.changes import ChangedCase, Happening, change_case, locate_by_code, next_event
from resolvers.cases.complaints import LONGEST_ADDRESS, LONGEST_DESCRIPTION
from resolvers.cases.contacts import Contact, check_contact
from resolvers.cases.contents import case_key_of, seal_text
from resolvers.cases.reported import check_apart
from resolvers.cases.reporters import Reporter, decrypt_reporter, encrypt_reporter
from resolvers.commands import ChangeRequest, Command
from resolvers.context import Context


@dataclass(frozen=True, kw_only=True)
class CorrectComplaint(Command):
    """What a case is to say instead, as far as something is given, or how its reporter can be reached."""

    ticket: str
    access_code: str
    description: str | None = None
    address: str | None = None
    contact: Contact | None = None


async def correct_complaint(context: Context, command: CorrectComplaint) -> ChangedCase:
    """Correct what a case says, at any time until it is erased.

    Handlers still see what they acted on, in the history. A contact is replaced without a trace, unless somebody took
    the case in, who knows its code: then each that was known is shown to whom the reporter is. Refuses
    NOTHING_TO_CORRECT, WRONG_TICKET_OR_CODE, ERASED, PARTY, TOO_MANY_CORRECTIONS,
    CONTACT_OF_ANONYMOUS, and texts that cannot be kept.
    """
    command = _check(command)
    hashes = hash_accesses(context.keys, command.ticket, command.access_code)

    async def decide(transaction: Transaction, request: ChangeRequest, case: LoadedCase) -> Happening:
        check_corrections(case.events, request.at, "ticket")
        await check_apart(transaction, case, context.principal, context.database.today())
        stored = await load_contents(transaction, case.facts.id)
        former = await _correct(context, transaction, command, case, stored)
        particulars = Corrected(*(getattr(command, name) is not None for name in ("description", "address", "contact")))
        event = next_event(case, EventType.CORRECTED, request.at)
        return Happening(replace(event, text=former, particulars=particulars))

    async with context.knocking():
        answer = await change_case(
            context,
            "correctComplaint",
            command,
            event_type=EventType.CORRECTED,
            find=locate_by_code(hashes),
            decide=decide,
            reporter=hashes[0],
        )
    return ChangedCase(answer.subject_id)


def _check(command: CorrectComplaint) -> CorrectComplaint:
    findings = Findings()
    description, address, contact = command.description, command.address, command.contact
    if description is None and address is None and contact is None:
        findings.note("NOTHING_TO_CORRECT", "description")
    if description is not None:
        description = findings.check(check_text, description, "description", limit=LONGEST_DESCRIPTION)
    if address is not None:
        address = findings.check(check_text, address, "address", limit=LONGEST_ADDRESS)
    if contact is not None:
        contact = check_contact(contact, findings.below("contact"))
    findings.settle()
    return replace(command, description=description, address=address, contact=contact)


async def _correct(
    context: Context, transaction: Transaction, command: CorrectComplaint, case: LoadedCase, stored: StoredContents
) -> str | None:
    """Store what is given; how what it replaces read, if anything did."""
    key, case_id = case_key_of(case, context.keys), case.facts.id
    if command.contact is not None:
        if stored.anonymous:
            raise refuse("CONTACT_OF_ANONYMOUS", "contact")
        known = decrypt_reporter(context.keys, case_id, stored.reporter) if stored.reporter else Reporter(None, None)
        corrected = known.correct(command.contact, keeps=is_taken_in(case.facts.channel))
        sealed = encrypt_reporter(context.keys, case_id, corrected)
        await replace_reporter(transaction, case_id, sealed)
    description = stored.description if command.description is None else seal_text(key, command.description)
    address = stored.address if command.address is None else seal_text(key, command.address)
    await correct_contents(transaction, case_id, description, address)
    replaced = [
        before if key is None else key.open(before)
        for before, after in ((stored.description, command.description), (stored.address, command.address))
        if after is not None
    ]
    return "\n\n".join(text for text in replaced if text) or None
