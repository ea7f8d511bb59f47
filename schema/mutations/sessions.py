"""The end of one's own sessions."""

import strawberry

from graph.identifiers import format_id
from resolvers.accounts import sessions
from resolvers.accounts.sessions import EndedSessions
from schema.descriptions import described
from schema.fields import column
from schema.mutations.factory import mutation
from schema.mutations.inputs import change_input, idempotency_key


@change_input(sessions.EndSession)
class EndSessionInput:
    """Which session is to end."""

    session: strawberry.ID = column("Identifier of a session of the caller.")
    idempotency_key: str | None = idempotency_key()


@change_input(sessions.EndAllSessions)
class EndAllSessionsInput:
    """The end of all sessions of the caller."""

    idempotency_key: str | None = idempotency_key()


@described
class EndSessionPayload:
    """The session is over: its tokens are worth nothing within seconds."""

    id: strawberry.ID = column("Identifier of the session.")


@described
class EndAllSessionsPayload:
    """The sessions are over: their tokens are worth nothing within seconds."""

    ids: list[strawberry.ID] = column("Identifiers of the sessions that ended.")


def _ids(ended: EndedSessions) -> list[strawberry.ID]:
    return [strawberry.ID(format_id("Session", key)) for key in ended.session_ids]


end_session = mutation(
    sessions.end_session,
    given=EndSessionInput,
    payload=EndSessionPayload,
    write=lambda ended, _: EndSessionPayload(id=_ids(ended)[0]),
    description="End a session of one's own.",
    result="The session that ended, or why none did.",
)
end_all_sessions = mutation(
    sessions.end_all_sessions,
    given=EndAllSessionsInput,
    payload=EndAllSessionsPayload,
    write=lambda ended, _: EndAllSessionsPayload(ids=_ids(ended)),
    description="End all sessions of one's own, the one that asks among them.",
    result="The sessions that ended, or why none did.",
)
