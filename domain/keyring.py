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
    ANSWERS = auto()
    INVITATIONS = auto()


@dataclass(frozen=True, slots=True)
class Key:
    """A key, and its version."""

    version: int
    secret: bytes = field(repr=False)


@dataclass(eq=False)
class Keys:
    """The keys of every purpose, the newest first; those that a process holds may become others while it serves."""

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

    def take_up(self, others: "Keys") -> None:
        """Hold others from now on, wherever these were handed to."""
        self.held = others.held

    def before_new(self, others: "Keys") -> "Keys":
        """The others, of each purpose those first that are held already: what is new opens, and makes nothing yet."""
        return Keys(
            {
                purpose: tuple(sorted(found, key=lambda key: key not in self.all(purpose)))
                for purpose, found in others.held.items()
            }
        )

    def misses(self, others: "Keys") -> bool:
        """Whether any of these is not among the others."""
        return any(key not in others.all(purpose) for purpose, found in self.held.items() for key in found)


# For what is read without any.
NO_KEYS = Keys({})
