"""What every step of signing in works with, and who stands before it."""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Protocol
from uuid import UUID

from db.database import Database
from domain.access import Principal
from domain.accounts.sessions import SessionRules
from domain.grants import Capacity
from domain.keyring import Keys
from domain.problems import Refused


@dataclass(frozen=True)
class Client:
    """Who asks, as far as it can be known.

    `address` is what a subscriber has, `neighbourhood` a wider prefix, `agent` a family of programs, `device` the token
    that an earlier session left with the device.
    """

    address: str
    neighbourhood: str
    agent: str
    device: str | None = None


class Passwords(Protocol):
    """Hashes passwords without holding anything up. Its methods refuse SIGN_IN_BUSY when too many wait."""

    async def hash(self, password: str) -> str:
        """The hash to store."""

    async def verify(self, password_hash: str | None, password: str) -> bool:
        """Whether the password is that of the hash; False, after the same work, where there is no hash."""

    def outdated(self, password_hash: str) -> bool:
        """Whether it was made with less care than one would be now."""


@dataclass(frozen=True)
class Credential:
    """A passkey as it is stored."""

    id: bytes
    public_key: bytes
    counter: int


class Passkeys(Protocol):
    """The ceremonies of WebAuthn. What does not hold is refused with PASSKEY_REFUSED."""

    def registration(self, login: str, account_id: UUID, known: Collection[bytes]) -> tuple[bytes, Mapping[str, Any]]:
        """A challenge, and what a browser needs to make a credential; those `known` are not made again."""

    def register(self, challenge: bytes, answer: Mapping[str, Any]) -> Credential:
        """The credential that a browser made."""

    def authentication(self, known: Collection[bytes]) -> tuple[bytes, Mapping[str, Any]]:
        """A challenge, and what a browser needs to answer it with one of the credentials."""

    def authenticate(self, challenge: bytes, answer: Mapping[str, Any], credential: Credential) -> int:
        """The new signature count of the credential that answered."""

    def answering(self, answer: Mapping[str, Any]) -> bytes:
        """Which credential an answer says it is of."""


# The principal that somebody acts as now, or a refusal.
Admit = Callable[[Capacity], Principal]

# Makes an access token: who, in which session, and how long it holds.
IssueAccess = Callable[[Principal, UUID, timedelta], str]


class Failures(Protocol):
    """Attempts that failed, by where they came from. Refuses RATE_LIMITED where too many did."""

    def check(self, client: Client) -> None:
        """Refuse whoever has failed too often, before anything that can be guessed is looked at."""

    async def note(self, kind: str, client: Client) -> None:
        """Take note of an attempt of a kind; refuse it instead, where too many have failed already."""


# Told that somebody who is known was not let in, and why.
NoteRefusal = Callable[[UUID, str], None]


def note_nothing(*_what: object) -> None:
    """Tell nobody."""


@dataclass(frozen=True)
class SignInContext:
    """What the use cases of signing in work with. Without `passkeys` there are none."""

    database: Database
    keys: Keys
    passwords: Passwords
    admit: Admit
    issue: IssueAccess
    failures: Failures
    passkeys: Passkeys | None = None
    rules: SessionRules = field(default_factory=SessionRules)
    note_refusal: NoteRefusal = note_nothing

    @contextmanager
    def noting(self, employee_id: UUID | None) -> Iterator[None]:
        """Whatever is refused within is refused to somebody; None where nobody knows to whom."""
        try:
            yield
        except Refused as refused:
            if employee_id is not None:
                self.note_refusal(employee_id, refused.problems[0].code)
            raise
