"""What each login may do with each table: whatever is not listed here is refused by PostgreSQL itself.

`S` selects, `I` inserts, `U` updates, `D` deletes. A table that only grows has neither `U` nor `D` for anybody, and a
trigger that refuses both even to its owner.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from db.logins import Login
from domain.disclosure import PUBLISHED_CASES


@dataclass(frozen=True)
class TablePrivileges:
    """The privileges on one table.

    `public_rows` narrows what strangers see of it by a row-level policy. `hidden` are columns that READER does not
    see. What strangers may not select stands before them as an empty table of the same columns, so that the one
    statement of a plan serves everybody (see db.privileges.statements).
    """

    public: str = ""
    staff: str = "S"
    writing: str = "S"
    jobs: str = "S"
    reader: str = ""
    public_rows: str | None = None
    hidden: tuple[str, ...] = ()
    grows: bool = False

    def of(self, login: Login) -> str:
        """The letters of a login."""
        return str(vars(self)[login.lower()])


# Read by everybody, changed by imports and rosters.
_OPEN = TablePrivileges("S", "S", "SIU", "SIU", "S")
# What staff know of each other.
_PEOPLE = TablePrivileges("", "S", "SIU", "SIU", "S")
# What is known of single persons: neither strangers nor brought tools.
_PERSONAL = TablePrivileges("", "S", "SIU", "SIU", "")
# What only whoever signs somebody in reads.
_SECRET = TablePrivileges("", "", "SIUD", "", "")
# Of that, what due work forgets when it has passed, which takes locking it.
_PASSING = TablePrivileges("", "", "SIUD", "SUD", "")
_WEEKLY = TablePrivileges("", "S", "SIU", "SIU", "")
_HIDDEN_OF_CASES = ("access_hash", "reporter_mark", "address", "description", "external_id", "content_key")

TABLES: Mapping[str, TablePrivileges] = {
    "alembic_version": TablePrivileges("S", "S", "S", "S", "S"),
    # Organisation.
    "government": _OPEN,
    "holidays": _OPEN,
    "units": _OPEN,
    "services": _OPEN,
    "categories": _OPEN,
    "periods": _OPEN,
    "positions": _PEOPLE,
    "employees": _PEOPLE,
    "assignments": _PEOPLE,
    "identity_numbers": _PERSONAL,
    # Appraisal.
    "performance_plans": _PERSONAL,
    "indicators": _PERSONAL,
    "measurements": _PERSONAL,
    # Cases.
    "cases": TablePrivileges("", "S", "SIU", "SIU", "S", hidden=_HIDDEN_OF_CASES),
    "case_contacts": TablePrivileges("", "", "SIUD", "SID"),
    "case_events": TablePrivileges(
        "", "S", "SI", "SI", "S", hidden=("actor_id", "holder_id", "text", "payload"), grows=True
    ),
    "case_links": _PERSONAL,
    "segments": TablePrivileges("", "S", "SIU", "SIU", "S", hidden=("employee_id",)),
    "resolutions": TablePrivileges("", "S", "SIU", "SIU", "S", hidden=("resolved_by_id", "text")),
    "feedbacks": TablePrivileges("", "S", "SIU", "SIU", "S", hidden=("text",)),
    "attributions": _PERSONAL,
    # Scoring.
    # A new version is added; none is changed.
    "policies": TablePrivileges("", "S", "SI", "SI", "S"),
    "expectations": TablePrivileges("", "S", "SID", "SID", "S"),
    "evidence": _PERSONAL,
    "scores": _PERSONAL,
    "score_axes": _PERSONAL,
    "score_components": _PERSONAL,
    "unit_scores": TablePrivileges("", "S", "SIU", "SIU", "S"),
    # What is published, and by whose cases: made by due work on its day, and by nobody else.
    "published_scores": TablePrivileges("S", "S", "S", "SIU", "S", public_rows=f"cases >= {PUBLISHED_CASES}"),
    "published_score_bases": TablePrivileges("", "", "", "SIU", ""),
    # What people see of themselves is made by due work, and answers are handed out by groups of it alone.
    "weekly_scores": _WEEKLY,
    "weekly_axes": _WEEKLY,
    "weekly_components": _WEEKLY,
    "weekly_answers": TablePrivileges("", "S", "SID", "SID", ""),
    "answer_groups": TablePrivileges("", "", "SID", "SID", ""),
    "answer_group_members": TablePrivileges("", "", "SID", "SID", ""),
    "reported_cases": TablePrivileges("", "S", "SIUD", "SIUD", ""),
    # Who may act as what, and who brought a case.
    "grants": TablePrivileges("", "S", "SIU", "SIU"),
    "directory_versions": TablePrivileges("", "S", "SIU", "SIU"),
    "reported_parties": TablePrivileges("", "S", "SIU", "SI"),
    "unmaskings": TablePrivileges("", "S", "SIU", "S"),
    "erasures": TablePrivileges("", "S", "SIU", "S"),
    "withdrawals": TablePrivileges("", "S", "SIU", ""),
    # Due work lets go of the oldest.
    "readings": TablePrivileges("", "S", "SI", "SID", "", grows=True),
    # Signing in.
    "accounts": _SECRET,
    "authenticators": _SECRET,
    "account_codes": _SECRET,
    "known_devices": _PASSING,
    "sign_in_attempts": _PASSING,
    "sign_in_steps": _PASSING,
    "refresh_tokens": _PASSING,
    "sessions": TablePrivileges("", "S", "SIU", "SUD"),
    "service_accounts": TablePrivileges("", "S", "SIU", "S"),
    "service_keys": _SECRET,
    # Requests: what clients have spent, and documents that are trusted.
    "budgets": TablePrivileges("", "", "SIUD", "SD"),
    "documents": TablePrivileges("", "S", "SI", "S"),
    # The service's own.
    "audit_entries": TablePrivileges("", "S", "SI", "SI", "", grows=True),
    "audit_seals": TablePrivileges("", "S", "", "SI", "", grows=True),
    "idempotency_keys": TablePrivileges("", "", "SIU", "SIUD"),
    "due_work": TablePrivileges("", "S", "SIU", "SIUD"),
    "leases": TablePrivileges("", "", "SIU", "SIU"),
}

GROWING = tuple(name for name, privileges in TABLES.items() if privileges.grows)
WORDS = {"S": "SELECT", "I": "INSERT", "U": "UPDATE", "D": "DELETE"}


def closed_to_strangers() -> tuple[str, ...]:
    """Those that strangers may not even select from."""
    return tuple(name for name, privileges in TABLES.items() if "S" not in privileges.public)
