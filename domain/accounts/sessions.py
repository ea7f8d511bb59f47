"""How long a session holds, what a refresh token is worth, and in which roles a session may act."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from domain.accounts.terms import SessionEnd, SignInMethod
from domain.problems import refuse
from domain.terms import Role


@dataclass(frozen=True)
class SessionRules:
    """What an operator may set. `second_factor_required`: also of those who act in no role but EMPLOYEE."""

    access: timedelta = timedelta(minutes=15)
    idle: timedelta = timedelta(days=14)
    longest: timedelta = timedelta(days=90)
    second_factor_required: bool = True


# One step of signing in after another.
STEP_HOLDS = timedelta(minutes=5)
# A new person fetches a telephone, installs a program, reads a picture.
ENROLMENT_HOLDS = timedelta(minutes=15)
# From a redirect to the page that exchanges it.
EXCHANGE_HOLDS = timedelta(minutes=1)
SETUP_HOLDS = timedelta(days=3)
WITNESS_HOLDS = timedelta(days=1)
RECOVERY_HOLDS = timedelta(minutes=30)
# What changes how one signs in is asked for soon after having signed in.
FRESH = timedelta(minutes=15)

# Wrong answers to one step; then it begins again with the password.
MOST_STEP_FAILURES = 5


@dataclass(frozen=True)
class SessionFacts:
    """What is known of a session when its refresh token comes: `superseded` says that a newer token was given out."""

    method: SignInMethod
    started_at: datetime
    last_used_at: datetime
    ended: bool
    superseded: bool
    left_on: date | None


def end_of(facts: SessionFacts, now: datetime, today: date, rules: SessionRules) -> SessionEnd | None:
    """Why a session is not renewed by this token; None where it is. One that had ended stays so, whatever comes."""
    if facts.ended:
        return SessionEnd.SIGNED_OUT
    if facts.superseded:
        return SessionEnd.TOKEN_REUSED
    if has_left(facts.left_on, today):
        return SessionEnd.LEFT_SERVICE
    if now - facts.last_used_at >= rules.idle or now - facts.started_at >= rules.longest:
        return SessionEnd.EXPIRED
    return None


def has_left(left_on: date | None, today: date) -> bool:
    """Whether somebody is no employee any more."""
    return left_on is not None and left_on <= today


def check_role(role: Role, method: SignInMethod) -> Role:
    """The role, unless the way in is too weak for it. Refuses ROLE_NOT_HELD for CITIZEN, which nobody signs in for.

    Refuses SECOND_FACTOR_NEEDED for any role but EMPLOYEE after a password alone.
    """
    if role is Role.CITIZEN:
        raise refuse("ROLE_NOT_HELD", "role", role=role)
    if method is SignInMethod.PASSWORD and role is not Role.EMPLOYEE:
        raise refuse("SECOND_FACTOR_NEEDED", "role", role=role)
    return role


def check_fresh(method: SignInMethod, started_at: datetime, now: datetime, *, protected: bool) -> None:
    """Refuse SIGN_IN_AGAIN unless a session has just begun here, with a second factor if the account has one."""
    enough = {SignInMethod.TOTP, SignInMethod.PASSKEY} | (set() if protected else {SignInMethod.PASSWORD})
    if method not in enough or now - started_at >= FRESH:
        raise refuse("SIGN_IN_AGAIN")


def check_witness(witness: UUID, starter: UUID | None, owner: UUID) -> None:
    """Refuse WITNESS_NEEDED unless a recovery is confirmed by a third person."""
    if witness in {starter, owner}:
        raise refuse("WITNESS_NEEDED", "recovery")
