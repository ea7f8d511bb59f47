"""What each login may do with each table: whatever is not listed here is refused by PostgreSQL itself.

`S` selects, `I` inserts, `U` updates (of some tables a few columns alone), `D` deletes. A table that only grows has
neither `U` nor `D` for anybody, and a trigger that refuses both even to its owner.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from db.logins import Login
from db.tables import metadata
from domain.disclosure import PUBLISHED_CASES


@dataclass(frozen=True)
class TablePrivileges:
    """The privileges on one table.

    `public_rows` narrows what strangers see of it by a row-level policy. `hidden` are columns that READER does not
    see, `changes` the only ones that whoever updates may, where not all. What strangers may not select stands before
    them as an empty table of the same columns, so that the one statement of a plan serves everybody (see
    db.privileges.statements).
    """

    public: str = ""
    staff: str = "S"
    writing: str = "S"
    jobs: str = "S"
    reader: str = ""
    public_rows: str | None = None
    hidden: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    grows: bool = False

    def of(self, login: Login) -> str:
        """The letters of a login."""
        return str(vars(self)[login.lower()])


# Read by everybody; only the owner changes it.
_GIVEN = TablePrivileges("S", "S", "S", "S", "S")
# What staff know of each other: added and changed by rosters.
_PEOPLE = TablePrivileges("", "S", "SIU", "S", "S")
# Of plans, due work reads what scores rest on; the owner brings them.
_PLANNED = TablePrivileges("", "S", "S", "S", "")
# What is computed of single persons with the change that it follows from: neither strangers nor brought tools read it.
_ATTRIBUTED = TablePrivileges("", "S", "SIU", "S", "")
# What due work says anew when an answer is released.
_SCORED = TablePrivileges("", "S", "SIU", "SIU", "")
# What only whoever signs somebody in reads.
_SECRET = TablePrivileges("", "", "SIU", "", "")
_USED_UP = TablePrivileges("", "", "SIUD", "", "")
# Of that, what due work forgets when it has passed, which takes locking it.
_PASSING = TablePrivileges("", "", "SIUD", "SUD", "")
# What people see of themselves is made by due work, and by nobody else.
_WEEKLY = TablePrivileges("", "S", "S", "SIU", "")
_DECISION = ("approved", "decided_by_id", "decided_at", "decision_reason")
_OF_GRANTS = ("confirmed_by", "confirmed_at", "revoked_by", "revoked_at", "revoke_reason")
_OF_ANSWERS = ("status", "weight", "superseded_at", "escalated_at")
# What tools read of answers that count, they read of those that do not yet.
_HIDDEN_OF_ANSWERS = ("text", "treatment", "outcome", "reasons")
_HIDDEN_OF_CASES = ("access_hash", "reporter_mark", "address", "description", "external_id", "content_key")

TABLES: Mapping[str, TablePrivileges] = {
    "alembic_version": TablePrivileges("", "", "S", "", ""),
    # Organisation.
    "government": _GIVEN,
    "holidays": _GIVEN,
    "units": TablePrivileges("S", "S", "SIU", "S", "S"),
    "services": TablePrivileges("S", "S", "S", "", "S"),
    # Imports add those that are missing.
    "categories": TablePrivileges("S", "S", "SI", "S", "S"),
    "periods": TablePrivileges("S", "S", "SI", "SI", "S"),
    "positions": _PEOPLE,
    "employees": _PEOPLE,
    "assignments": _PEOPLE,
    "identity_numbers": TablePrivileges("", "S", "SI", "", ""),
    # Appraisal.
    "performance_plans": _PLANNED,
    "indicators": _PLANNED,
    "measurements": TablePrivileges("", "S", "SI", "S", ""),
    # Cases. Due work erases what was written of them, and no more.
    "cases": TablePrivileges("", "S", "SIU", "SU", "S", hidden=_HIDDEN_OF_CASES),
    "case_contacts": TablePrivileges("", "", "SIUD", "SD"),
    "case_events": TablePrivileges(
        "", "S", "SI", "S", "S", hidden=("actor_id", "holder_id", "text", "payload"), grows=True
    ),
    "case_links": TablePrivileges("", "S", "SI", "", ""),
    "segments": TablePrivileges("", "S", "SIU", "S", "S", hidden=("employee_id",)),
    "resolutions": TablePrivileges("", "S", "SIU", "SU", "S", hidden=("resolved_by_id", "text")),
    "feedbacks": TablePrivileges("", "S", "SIU", "SU", "S", hidden=_HIDDEN_OF_ANSWERS, changes=_OF_ANSWERS),
    # What tells that answers are of one citizen: read by due work that lets them weigh, forgotten with a case, too.
    "answer_marks": TablePrivileges("", "", "SID", "SD", ""),
    "attributions": _ATTRIBUTED,
    # Scoring.
    # The owner adds a new version; none is changed.
    "policies": TablePrivileges("", "S", "S", "S", "S"),
    "expectations": TablePrivileges("", "S", "SID", "S", "S"),
    "evidence": _SCORED,
    "scores": _SCORED,
    "score_axes": _SCORED,
    "score_components": _SCORED,
    "unit_scores": TablePrivileges("", "S", "SIU", "SIU", "S"),
    # What is published, and by whose cases: made by due work on its day, and by nobody else.
    "published_scores": TablePrivileges("S", "S", "S", "SIU", "S", public_rows=f"cases >= {PUBLISHED_CASES}"),
    "published_score_bases": TablePrivileges("", "", "", "SIU", ""),
    "weekly_scores": _WEEKLY,
    "weekly_axes": _WEEKLY,
    "weekly_components": _WEEKLY,
    # Answers are handed out by groups alone.
    "weekly_answers": TablePrivileges("", "S", "S", "SID", ""),
    "answer_groups": TablePrivileges("", "", "", "SID", ""),
    "answer_group_members": TablePrivileges("", "", "", "SI", ""),
    "reported_cases": TablePrivileges("", "S", "S", "SI", ""),
    # Who may act as what, and who brought a case.
    "grants": TablePrivileges("", "S", "SIU", "", changes=_OF_GRANTS),
    # Written by triggers, as whoever changes grants, posts or people.
    "directory_versions": TablePrivileges("", "", "SIU", ""),
    "reported_parties": TablePrivileges("", "S", "SIU", "S", changes=("superseded_at",)),
    "unmaskings": TablePrivileges("", "S", "SIU", "S", changes=_DECISION),
    "erasures": TablePrivileges("", "S", "SIU", "", changes=_DECISION),
    "withdrawals": TablePrivileges("", "S", "SIU", "", changes=_DECISION),
    # Due work lets go of the oldest.
    "readings": TablePrivileges("", "S", "SI", "SD", "", grows=True),
    # Signing in.
    "accounts": _SECRET,
    "authenticators": _USED_UP,
    "account_codes": _USED_UP,
    "known_devices": _PASSING,
    "sign_in_attempts": _PASSING,
    "sign_in_steps": _PASSING,
    "refresh_tokens": TablePrivileges("", "", "SIU", "SUD", changes=("superseded",)),
    "sessions": TablePrivileges("", "S", "SIU", "SUD", changes=("role", "last_used_at", "ended_at", "end_reason")),
    "service_accounts": TablePrivileges("", "S", "SIU", "", changes=("revoked_at",)),
    "service_keys": TablePrivileges("", "", "SIU", "", changes=("revoked_at", "last_used_at")),
    # Requests: what clients have spent, and documents that are trusted.
    "budgets": TablePrivileges("", "", "SIUD", ""),
    "documents": TablePrivileges("", "S", "SI", ""),
    # The service's own.
    "audit_entries": TablePrivileges("", "S", "SI", "SI", "", grows=True),
    "audit_seals": TablePrivileges("", "", "", "SI", "", grows=True),
    "idempotency_keys": TablePrivileges("", "", "SIU", "SUD"),
    "due_work": TablePrivileges("", "S", "SI", "SIUD"),
    "leases": TablePrivileges("", "", "", "SIU"),
}

GROWING = tuple(name for name, privileges in TABLES.items() if privileges.grows)
WORDS = {"S": "SELECT", "I": "INSERT", "U": "UPDATE", "D": "DELETE"}


def columns_of(name: str, login: Login, letter: str) -> tuple[str, ...]:
    """The columns that a login may select or update alone, of a table where it may not all."""
    if letter == "S" and login is Login.READER and TABLES[name].hidden:
        return tuple(each.name for each in metadata.tables[name].c if each.name not in TABLES[name].hidden)
    return TABLES[name].changes if letter == "U" else ()


def closed_to_strangers() -> tuple[str, ...]:
    """Those that strangers may not even select from."""
    return tuple(name for name, privileges in TABLES.items() if "S" not in privileges.public)
