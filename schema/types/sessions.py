"""Sessions, as their person sees them."""

import datetime as dt

from domain.accounts.terms import SessionEnd, SignInMethod
from domain.terms import Role
from schema.descriptions import described
from schema.fields import column
from schema.relay import Node


@described
class Session(Node):
    """A session of the viewer: from signing in until its end."""

    method: SignInMethod = column("How it began.")
    issuer: str | None = column("The identity provider that vouched for the viewer.")
    role: Role = column("The role of its newest access token.")
    agent: str = column("Which program and system it was begun with, as far as these say so.")
    started_at: dt.datetime = column("When it began.")
    last_used_at: dt.datetime = column("When it was last renewed.")
    ended_at: dt.datetime | None = column("When it ended; null while it runs.")
    end_reason: SessionEnd | None = column("Why it ended.")
