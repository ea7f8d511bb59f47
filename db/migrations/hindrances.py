"""What keeps a database from being migrated that people can do something about, told to a person."""

import asyncpg
from sqlalchemy.exc import DBAPIError

from db.entrances import UnsuitableDatabaseError

# The second where a column changes its type under a view.
_BUILT_UPON = (asyncpg.DependentObjectsStillExistError, asyncpg.FeatureNotSupportedError)


def explain_hindrance(error: asyncpg.PostgresError | DBAPIError) -> UnsuitableDatabaseError | None:
    """Why PostgreSQL refused to migrate, and what to do; None where that is nobody's doing but ours."""
    cause = getattr(error.orig, "__cause__", None) if isinstance(error, DBAPIError) else error
    if isinstance(cause, _BUILT_UPON) and cause.detail:
        dependents = "; ".join(cause.detail.splitlines())
        return UnsuitableDatabaseError(
            f"Something is built upon what the newest form of the tables changes: {cause.args[0]}: {dependents}. Let"
            " its owner drop it, run `simpul migrate`, and let them make it anew."
        )
    if isinstance(cause, asyncpg.InsufficientPrivilegeError):
        return UnsuitableDatabaseError(
            f"Whoever migrates may not change the tables: {cause.args[0]}. Name their owner, a member of the role that"
            " owns them, or a superuser in DATABASE_OWNER_URL, and run `simpul migrate`."
        )
    return None
