"""Hearing citizens: invitations to answer, how many were served, and asking again."""

import datetime as dt

import strawberry

from domain.terms import InvitationWay, Reason
from graph.identifiers import format_id
from resolvers.cases import invitations, recontacts, served_days
from resolvers.cases.changes import ChangedCase
from resolvers.cases.feedback import RatedResolution
from resolvers.cases.invitations import HandedOutInvitation
from resolvers.cases.served_days import RecordServedDays, ServedDay
from schema.descriptions import described
from schema.fields import column
from schema.mutations.factory import mutation
from schema.mutations.inputs import change_input, idempotency_key, optional

CASE = "Identifier of the case."


@change_input(invitations.HandOutInvitation)
class HandOutInvitationInput:
    """Whose invitation is handed out, and how its citizen gets it."""

    case: strawberry.ID = column(CASE)
    way: InvitationWay = column("How the citizen gets it: TABLET where they answer on the spot, within half an hour.")
    idempotency_key: str | None = idempotency_key()


@change_input()
class AnswerInvitationInput:
    """The answer of whoever was invited to give it."""

    token: str = column("Token of the invitation.")
    treatment: int = column("How they were treated: 1 (very badly) to 5 (very well).")
    outcome: int = column("What came of it for them: 1 (nothing) to 5 (everything).")
    reasons: list[Reason] = strawberry.field(description="What made the difference.", default_factory=list)
    text: str | None = optional("In their own words, up to 2,000 characters; the official reads it only after review.")
    idempotency_key: str | None = idempotency_key()

    def command(self) -> invitations.AnswerInvitation:
        """The command that this input is."""
        return invitations.AnswerInvitation(**vars(self) | {"reasons": tuple(self.reasons)})


@change_input(recontacts.RecordRecontact)
class RecordRecontactInput:
    """What a citizen said who was asked again."""

    case: strawberry.ID = column(CASE)
    reached: bool = column("Whether somebody reached them.")
    treatment: int | None = optional("How they were treated, 1 to 5; if they were reached.")
    outcome: int | None = optional("What came of it for them, 1 to 5; if they were reached.")
    idempotency_key: str | None = idempotency_key()


@change_input()
class ServedDayInput:
    """How many a unit served of a service on a day."""

    unit: strawberry.ID = column("Identifier of the unit.")
    service: strawberry.ID = column("Identifier of the service.")
    day: dt.date = column("The day, where the government is.")
    served: int = column("How many, 0 to 100,000.")


@change_input()
class RecordServedDaysInput:
    """Counts of days: all are stored, or none."""

    items: list[ServedDayInput] = column("1 to 1,000 counts.")
    idempotency_key: str | None = idempotency_key()

    def command(self) -> RecordServedDays:
        """The command that this input is."""
        items = tuple(ServedDay(**vars(item)) for item in self.items)
        return RecordServedDays(items=items, idempotency_key=self.idempotency_key)


@described
class HandOutInvitationPayload:
    """What the citizen gets. It is shown once, and to nobody else."""

    id: strawberry.ID = column(CASE)
    token: str | None = column("What opens the answer; null where the lot asks this citizen nothing.")
    link: str | None = column(
        "Where to answer, to be sent, or drawn as a QR code; null where the government names no page."
    )
    expires_at: dt.datetime | None = column("From when on the token is worth nothing.")


@described
class AnswerInvitationPayload:
    """The answer is stored, and counts when its hold ends."""

    id: strawberry.ID = column("Identifier of the answer.")
    held_until: dt.datetime | None = column(
        "Until when it is held, and may be given anew; null where it counts already."
    )


@described
class RecordRecontactPayload:
    """What the citizen said is kept beside their first answer."""

    id: strawberry.ID = column(CASE)


@described
class RecordServedDaysPayload:
    """The counts are stored."""

    days: int = column("How many.")


def _write_handed_out(handed: HandedOutInvitation, _: HandOutInvitationInput) -> HandOutInvitationPayload:
    key = strawberry.ID(format_id("Case", handed.case_id))
    return HandOutInvitationPayload(id=key, token=handed.token, link=handed.link, expires_at=handed.expires_at)


def _write_answered(rated: RatedResolution, _: AnswerInvitationInput) -> AnswerInvitationPayload:
    key = strawberry.ID(format_id("Feedback", rated.feedback_id))
    return AnswerInvitationPayload(id=key, held_until=rated.held_until)


def _write_asked(changed: ChangedCase, _: RecordRecontactInput) -> RecordRecontactPayload:
    return RecordRecontactPayload(id=strawberry.ID(format_id("Case", changed.case_id)))


def _write_served(days: int, _: RecordServedDaysInput) -> RecordServedDaysPayload:
    return RecordServedDaysPayload(days=days)


hand_out_invitation = mutation(
    invitations.hand_out_invitation,
    given=HandOutInvitationInput,
    payload=HandOutInvitationPayload,
    write=_write_handed_out,
    description="Hand out the invitation of a case that was resolved, once: for service accounts alone, which print or"
    " send it. Nobody chooses whose there is: where not all are asked, a lot was drawn when the case was resolved.",
    result="The invitation, or why there is none.",
)
answer_invitation = mutation(
    invitations.answer_invitation,
    given=AnswerInvitationInput,
    payload=AnswerInvitationPayload,
    write=_write_answered,
    description="Answer what one was invited to. Once: as long as the answer is held, another one takes its place.",
    result="The stored answer, or why it is not stored.",
)
record_recontact = mutation(
    recontacts.record_recontact,
    given=RecordRecontactInput,
    payload=RecordRecontactPayload,
    write=_write_asked,
    description="Record what a citizen said who was asked again; for whom the lot chose to ask (`recontacts`), once."
    " It enters no score.",
    result="The case, or why nothing is recorded.",
)
record_served_days = mutation(
    served_days.record_served_days,
    given=RecordServedDaysInput,
    payload=RecordServedDaysPayload,
    write=_write_served,
    description="Record how many were served, by day; for service accounts alone, such as that of a queue machine."
    " What was told of a day before is replaced.",
    result="How many counts are stored, or everything that is wrong.",
)
