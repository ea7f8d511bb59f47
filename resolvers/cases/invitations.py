"""Invitations to answer: handed out once, to programs alone, and used by whoever holds the token."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from db.database import Transaction
from db.repositories.cases import LoadedCase, LockedCase, load_case, lock_case
from db.repositories.commits import Change, StoredAnswer
from db.repositories.invitations import (
    find_invitation,
    load_invitation,
    lock_case_of_token,
    store_handing_out,
    store_use,
)
from domain.access import check_rating
from domain.accounts.services import ServicePrincipal
from domain.cases.invitations import (
    Invitation,
    check_answering,
    check_handing_out,
    hash_token,
    hash_tokens,
    link_to,
    make_token,
    void_from,
)
from domain.cases.reviews import name_involved
from domain.keyring import Key, Purpose
from domain.problems import refuse
from domain.terms import EventType, InvitationWay
from graph.exchanges import current
from graph.identifiers import parse_id
from resolvers.cases.changes import Find, Happening, change_case
from resolvers.cases.feedback import CitizensAnswer, RatedResolution, check_answer, read_answer, take_answer
from resolvers.cases.reported import check_no_party
from resolvers.commands import ChangeRequest, Command, carry_out
from resolvers.context import Context


@dataclass(frozen=True, kw_only=True)
class HandOutInvitation(Command):
    """The invitation of a case, for its citizen; `way` is how they get it."""

    case: str
    way: InvitationWay


@dataclass(frozen=True)
class HandedOutInvitation:
    """A token with where it leads, from when on it is void; no token where the lot asks the citizen nothing."""

    case_id: UUID
    token: str | None
    link: str | None
    expires_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class AnswerInvitation(CitizensAnswer):
    """The answer of whoever was invited to give it."""

    token: str


async def hand_out_invitation(context: Context, command: HandOutInvitation) -> HandedOutInvitation:
    """Hand a program the token of a case, once; the same request is answered alike again.

    Whoever answers for the program had nothing to do with the case. Refuses PROGRAMS_ALONE, NOT_FOUND, OWN_WORK, and
    what `check_handing_out` refuses.
    """
    key = context.keys.current(Purpose.INVITATIONS)

    async def work(transaction: Transaction, request: ChangeRequest) -> Change:
        case_id = await _lock_for(transaction, context, command)
        found = check_handing_out(*await load_invitation(transaction, case_id), request.at)
        detail = await _hand_out(transaction, found, command.way, key, request.at) if found.drawn else {}
        return request.to_change(StoredAnswer(case_id, detail), [])

    answer = await carry_out(context, "handOutInvitation", command, work)
    return _recall(context, answer)


async def _lock_for(transaction: Transaction, context: Context, command: HandOutInvitation) -> UUID:
    """The case, locked, if whoever asks may have its token."""
    if not isinstance(context.principal, ServicePrincipal):
        raise refuse("PROGRAMS_ALONE", "case")
    locked = await lock_case(transaction, parse_id("Case", command.case, "case"), context.viewer)
    if locked is None or not locked.seen:
        raise refuse("NOT_FOUND", "case")
    case = await load_case(transaction, locked.id)
    if context.principal.person_id in name_involved(case.events):
        raise refuse("OWN_WORK", "case")
    return locked.id


async def _hand_out(
    transaction: Transaction, invitation: Invitation, way: InvitationWay, key: Key, now: datetime
) -> dict[str, object]:
    hashed = hash_token(key.secret, make_token(key.secret, invitation.id))
    until = void_from(invitation, way, now)
    await store_handing_out(transaction, invitation, hashed, way, (now, until))
    return {"invitation": str(invitation.id), "key": key.version, "expiresAt": until.isoformat()}


def _recall(context: Context, answer: StoredAnswer) -> HandedOutInvitation:
    """The token as it was handed out, made with the key of that time. Refuses KEY_RETIRED if that is gone."""
    detail = answer.detail
    if not detail:
        return HandedOutInvitation(answer.subject_id, None, None, None)
    key = context.keys.find(Purpose.INVITATIONS, detail["key"])
    if key is None:
        raise refuse("KEY_RETIRED")
    token, expires_at = make_token(key.secret, UUID(detail["invitation"])), datetime.fromisoformat(detail["expiresAt"])
    return HandedOutInvitation(
        answer.subject_id, token, link_to(context.database.government.answer_page, token), expires_at
    )


async def answer_invitation(context: Context, command: AnswerInvitation) -> RatedResolution:
    """Store the answer of whoever was invited, as `rate_resolution` does; what is held may be answered anew.

    Refuses NUMBER_OUT_OF_RANGE, WRONG_TOKEN, INVITATION_EXPIRED, TABLET_ALONE, WRONG_STATE, ALREADY_RATED, OWN_WORK and
    PARTY.
    """
    command = check_answer(command)
    hashes = hash_tokens(context.keys, command.token)

    async def decide(transaction: Transaction, request: ChangeRequest, case: LoadedCase) -> Happening:
        check_rating(context.principal, name_involved(case.events), "token")
        await check_no_party(transaction, case, context.principal, context.database.today(), "token")
        invitation = await find_invitation(transaction, hashes)
        happening = take_answer(command, case, request.at)
        assert happening.feedback is not None
        resolution_id = case.keys[happening.feedback.resolution_seq]
        check_answering(invitation, resolution_id, request.at, on_tablet=current().device() is None)
        await store_use(transaction, invitation.id, resolution_id)
        return happening

    async with context.knocking():
        answer = await change_case(
            context,
            "answerInvitation",
            command,
            event_type=EventType.RATED,
            find=_locate_by_token(hashes),
            decide=decide,
            reporter=hashes[0],
        )
    return read_answer(answer)


def _locate_by_token(hashes: Sequence[bytes]) -> Find:
    async def find(transaction: Transaction) -> LockedCase:
        found = await lock_case_of_token(transaction, hashes)
        if found is None:
            raise refuse("WRONG_TOKEN", "token")
        return found

    return find
