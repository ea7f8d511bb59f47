"""Invitations: whatever was done for a citizen asks that citizen, once, what they think of it.

Of each service record and each case that was resolved there is exactly one. Where not all citizens are asked, a lot is
drawn by a keyed hash of what identifies the service: nobody without the key can foretell it, and who tells the same
again draws the same lot again. A token is handed out once, is kept as a keyed hash alone, and opens nothing but the
answer to its case.
"""

import base64
import hashlib
import hmac
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from domain.cases.citizens import came_for_service
from domain.cases.events import CaseFacts, Event
from domain.keyring import Keys, Purpose
from domain.problems import refuse
from domain.terms import EvidenceStanding, InvitationWay

# 120 bits, which base32 writes in 24 capital letters and digits: the alphabet that QR codes hold most tightly.
TOKEN_BYTES = 15
_LONGEST_TYPED = 64
# Somebody who stands in front of a tablet answers now, or not on it.
ON_TABLET = timedelta(minutes=30)
_LOTS = 1 << 64


@dataclass(frozen=True)
class HearingRules:
    """Which share of the citizens is asked, how long they have to answer, and of which share is asked again."""

    invited_share: float = 1.0
    lasts: timedelta = timedelta(days=14)
    recontact_share: float = 0.03


# What a policy says that names nothing of it.
USUAL = HearingRules()


class NewInvitation(NamedTuple):
    """An invitation as it is made; `recontact_lot` chooses who asks the citizen again, if anybody does."""

    case_id: UUID
    drawn: bool
    recontact_lot: bytes | None
    made_at: datetime
    expires_at: datetime


@dataclass(frozen=True)
class Invitation:
    """An invitation as it stands: `drawn` says whether its citizen is asked at all.

    The token is void from `expires_at`. `answered_resolution_id` is the resolution that it was used for, if it was.
    """

    id: UUID
    case_id: UUID
    drawn: bool
    expires_at: datetime
    handed_out_at: datetime | None = None
    way: InvitationWay | None = None
    answered_resolution_id: UUID | None = None


def name_service(case: CaseFacts, events: Collection[Event], source: str | None, number: str | None) -> str:
    """What a lot is drawn for: the same for a service that is told twice, whichever key the second one gets.

    Its number where it was first recorded; else who did what for somebody who came at that minute. A case that a
    citizen brought is itself alone.
    """
    if source is not None and number is not None:
        return f"number {source} {number}"
    if not came_for_service(case.kind):
        return f"case {case.id}"
    holder = next((event.holder_id for event in events if event.holder_id is not None), None)
    return f"service {holder} {case.category.id} {case.received_at.astimezone(UTC):%Y-%m-%dT%H:%M}"


def draw_lot(secret: bytes, purpose: str, service: str) -> bytes:
    """A lot for one purpose and service, the same each time: HMAC-SHA256."""
    return hmac.digest(secret, f"lot {purpose} {service}".encode("utf-8", "surrogatepass"), hashlib.sha256)


def wins(lot: bytes, share: float) -> bool:
    """Whether a lot is among such a share of all."""
    return int.from_bytes(lot[:8]) < share * _LOTS


def invite(case_id: UUID, service: str, rules: HearingRules, keys: Keys, at: datetime) -> NewInvitation:
    """The invitation of a case that was resolved, as far as anybody knew, at a moment.

    Lots are drawn with the oldest key there is, so that no rotation draws them anew.
    """
    secret = keys.all(Purpose.INVITATIONS)[-1].secret
    again = draw_lot(secret, "recontact", service)
    return NewInvitation(
        case_id,
        wins(draw_lot(secret, "invitation", service), rules.invited_share),
        again if wins(again, rules.recontact_share) else None,
        at,
        at + rules.lasts,
    )


def make_token(secret: bytes, invitation_id: UUID) -> str:
    """The token of an invitation: made when it is handed out, and again only for the request that handed it out."""
    digest = hmac.digest(secret, b"token " + invitation_id.bytes, hashlib.sha256)
    return base64.b32encode(digest[:TOKEN_BYTES]).decode()


def hash_token(secret: bytes, token: str) -> bytes:
    """What is kept of a token, and what it is found by: HMAC-SHA256 of it, as somebody typed it."""
    plain = "".join(symbol for symbol in token[:_LONGEST_TYPED].upper() if symbol.isalnum())
    return hmac.digest(secret, b"token's hash " + plain.encode("utf-8", "surrogatepass"), hashlib.sha256)


def hash_tokens(keys: Keys, token: str) -> list[bytes]:
    """The hash under each key that may have been the newest when the token was handed out."""
    return [hash_token(key.secret, token) for key in keys.all(Purpose.INVITATIONS)]


def link_to(page: str | None, token: str) -> str | None:
    """Where a citizen answers: after the number sign, which browsers send to nobody and no proxy logs."""
    return None if page is None else f"{page}#{token}"


def void_from(invitation: Invitation, way: InvitationWay, now: datetime) -> datetime:
    """From when on a token that is handed out now is worth nothing."""
    return min(invitation.expires_at, now + ON_TABLET) if way is InvitationWay.TABLET else invitation.expires_at


def check_handing_out(invitation: Invitation | None, standing: EvidenceStanding | None, now: datetime) -> Invitation:
    """The invitation, if its token can be handed out now; `standing` is that of the latest resolution.

    Refuses NOT_INVITED where nothing was done yet, IN_DOUBT as long as somebody else has to look whether it was,
    HANDED_OUT of what was handed out before, INVITATION_EXPIRED.
    """
    if invitation is None or standing is None:
        raise refuse("NOT_INVITED", "case")
    if standing is not EvidenceStanding.COUNTED:
        raise refuse("IN_DOUBT", "case")
    if invitation.handed_out_at is not None:
        raise refuse("HANDED_OUT", "case")
    if invitation.expires_at <= now:
        raise refuse("INVITATION_EXPIRED", "case")
    return invitation


def check_answering(invitation: Invitation, resolution_id: UUID, now: datetime, *, on_tablet: bool) -> None:
    """Refuse an answer that its invitation is not for.

    INVITATION_EXPIRED; TABLET_ALONE of one for a tablet that comes from anywhere but a registered one; ALREADY_RATED
    where the token answered a resolution that did not last.

    Whether an answer to the same resolution may be given anew, its hold says (domain.cases.answers).
    """
    if invitation.expires_at <= now:
        raise refuse("INVITATION_EXPIRED", "token")
    if invitation.way is InvitationWay.TABLET and not on_tablet:
        raise refuse("TABLET_ALONE", "token")
    if invitation.answered_resolution_id not in {None, resolution_id}:
        raise refuse("ALREADY_RATED", "token")
