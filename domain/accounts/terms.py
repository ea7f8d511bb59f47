"""The words of signing in; the names are stored and served unchanged."""

from enum import auto

from domain.terms import Word


class AccountState(Word):
    """States of a local account: PENDING until its person has set it up."""

    PENDING = auto()
    ACTIVE = auto()
    DISABLED = auto()


class AuthenticatorKind(Word):
    """What proves that somebody has something beside what they know."""

    TOTP = auto()
    PASSKEY = auto()


class SignInMethod(Word):
    """How a session began."""

    PASSWORD = auto()
    TOTP = auto()
    PASSKEY = auto()
    OIDC = auto()


class SessionEnd(Word):
    """Why a session ended."""

    SIGNED_OUT = auto()
    ENDED_BY_OWNER = auto()
    EXPIRED = auto()
    TOKEN_REUSED = auto()
    ACCOUNT_CHANGED = auto()
    LEFT_SERVICE = auto()


class CodePurpose(Word):
    """What a one-time code is for: the first password, or a new one for somebody who lost theirs."""

    SETUP = auto()
    RECOVERY = auto()


class StepKind(Word):
    """What the next request of somebody who is signing in may do."""

    SECOND_FACTOR = auto()
    ENROLMENT = auto()
    ADDITION = auto()
    EXCHANGE = auto()
