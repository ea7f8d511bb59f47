"""Keys, each of one purpose and version: what is new is made with the newest, what is old is read with its own."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import auto

from domain.terms import Word


class Purpose(Word):
    """What a key is for. No two purposes share one, so what comes out of one tells nothing of the others."""

    TOKENS = auto()
    ACCESS = auto()
    CONTACTS = auto()
    MARKS = auto()
    IDEMPOTENCY = auto()
    LOGS = auto()
    LOGINS = auto()
    AUTHENTICATORS = auto()
    CONTENTS = auto()


@dataclass(frozen=True, slots=True)
class Key:
    """A key, and its version."""

    version: int
    secret: bytes = field(repr=False)


@dataclass(frozen=True)
class Keys:
    """The keys of every purpose, the newest first."""

    held: Mapping[Purpose, tuple[Key, ...]] = field(repr=False)

    def current(self, purpose: Purpose) -> Key:
        """The newest key of a purpose: with it everything new is made."""
        return self.held[purpose][0]

    def all(self, purpose: Purpose) -> tuple[Key, ...]:
        """Every key of a purpose with which something may have been made, the newest first."""
        return self.held.get(purpose, ())

    def find(self, purpose: Purpose, version: int) -> Key | None:
        """The key of a version; None where there is none, or none any more."""
        return next((key for key in self.all(purpose) if key.version == version), None)


# For what is read without any.
NO_KEYS = Keys({})
