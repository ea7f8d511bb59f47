"""What each login may do with each table: whatever is not listed here is refused by PostgreSQL itself.

`S` selects, `I` inserts, `U` updates (of some tables a few columns alone), `D` deletes. A table that only grows
has neither `U` nor `D` for anybody, but `D` where due work lets go of old rows; and a trigger that refuses both even to
its owner, but to retention, which says so in its transaction (RETENTION of db.privileges.guards).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from db.logins import Login
from db.tables import metadata
from domain.disclosure import PUBLISHED_CASES


@dataclass(frozen=True)
class TablePrivileges:
    """The privileges on one table.

    `public_rows` narrows what strangers see of it by a row-level policy. `hidden` are columns that READER does not
    see, `changes` by login the only ones that it updates, where not all. What strangers may not select stands before
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
    changes: Mapping[Login, tuple[str, ...]] = field(default_factory=dict)
    grows: bool = False

    def of(self, login: Login) -> str:
        """The letters of a login."""
        return str(vars(self)[login.lower()])


# Read by everybody; only the owner changes it.
_GIVEN = TablePrivileges("S", "S", "S", "S", "S")
# What staff know of each other: added and changed by rosters. Brought tools see posts, and nobody who holds one.
_PEOPLE = TablePrivileges("", "S", "SIU", "S", "")
_POSTS = ("employee_id", "appraiser_id")
# Of plans, due work reads what scores rest on; the owner brings them.
_PLANNED = TablePrivileges("", "S", "S", "S", "")
# What is computed of single persons with the change that it follows from: neither strangers nor brought tools read it.
_SHARED_OUT = TablePrivileges("", "S", "SIU", "S", "")
# The same where the change may be that time has passed.
_SCORED = TablePrivileges("", "S", "SIU", "SIU", "")
# What only whoever signs somebody in reads.
_SECRET = TablePrivileges("", "", "SIU", "", "")
_USED_UP = TablePrivileges("", "", "SIUD", "", "")
# Of that, what due work forgets when it has passed. To lock a row takes the privilege to change some column of it: that
# is one by which nothing is found, nor decided.
_LOCKED = {Login.JOBS: ("id",)}
_PASSING = TablePrivileges("", "", "SIUD", "SUD", "", changes=_LOCKED)
# What people see of themselves is made by due work, and by nobody else.
_WEEKLY = TablePrivileges("", "S", "S", "SIU", "")
_MOVES = ("state", "opened_at", "opened_by_id", "closing_at", "closing_by_id", "closed_at", "closed_by_id")
# Who moved one on.
_MOVED_BY = ("opened_by_id", "closing_by_id", "closed_by_id")
_OF_PERIODS = {Login.WRITING: _MOVES, Login.JOBS: _MOVES}
_DECISION = {Login.WRITING: ("approved", "decided_by_id", "decided_at", "decision_reason")}
_OF_GRANTS = {Login.WRITING: ("confirmed_by", "confirmed_at", "revoked_by", "revoked_at", "revoke_reason")}
_OF_SESSIONS = {Login.WRITING: ("role", "last_used_at", "ended_at", "end_reason"), Login.JOBS: ("agent",)}
# Of cases: what it erases, and what they say as time passes.
_OF_CASES = {Login.JOBS: ("content_key", "erased_at", "reporter_mark", "late_from", "says")}
_HIDDEN_OF_CASES = (
    *("access_hash", "reporter_mark", "address", "description", "external_id", "content_key", "says"),
    # Who handles it, and that it speaks of somebody.
    *("holder_id", "self_assigned", "guarded"),
)
# That nobody has decided for long.
_OF_RESOLUTIONS = {Login.JOBS: ("escalated_at",)}
# Whose resolution it is, and what is thought of it.
_HIDDEN_OF_RESOLUTIONS = ("resolved_by_id", "text", "standing", "doubt", "decided_by_id", "decided_at", "escalated_at")
_OF_INVITATIONS = {Login.WRITING: ("expires_at", "token_hash", "way", "handed_out_at", "answered_resolution_id")}
_OF_RECONTACTS = {Login.WRITING: ("asked_at", "reached", "treatment", "outcome")}
# How an answer stands beside others, and when its hold has ended.
_STANDING = ("status", "weight", "superseded_at", "doubts", "doubted_at", "decided_at", "citizen_id")
_OF_FEEDBACKS = {Login.WRITING: _STANDING, Login.JOBS: (*_STANDING, "escalated_at")}
# A citizen's answer to one resolution, and whether it weighs; that there is one, brought tools may count.
_HIDDEN_OF_FEEDBACKS = (
    *("treatment", "outcome", "reasons", "text", "status", "weight", "escalated_at"),
    *("doubts", "doubted_at", "decided_at", "citizen_id"),
)

TABLES: Mapping[str, TablePrivileges] = {
    "alembic_version": TablePrivileges("", "", "S", "", ""),
    # Organisation.
    "government": _GIVEN,
    "holidays": _GIVEN,
    "units": TablePrivileges("S", "S", "SIU", "S", "S"),
    "services": TablePrivileges("S", "S", "S", "", "S"),
    # Imports add those that are missing.
    "categories": TablePrivileges("S", "S", "SI", "S", "S"),
    # Which way a period moves, a trigger says (db.privileges.guards).
    "periods": TablePrivileges("S", "S", "SIU", "SIU", "S", hidden=_MOVED_BY, changes=_OF_PERIODS),
    "positions": TablePrivileges("", "S", "SIU", "S", "S"),
    "employees": _PEOPLE,
    "assignments": replace(_PEOPLE, reader="S", hidden=_POSTS),
    "identity_numbers": TablePrivileges("", "S", "SI", "", ""),
    # Appraisal.
    "performance_plans": _PLANNED,
    "indicators": _PLANNED,
    "measurements": TablePrivileges("", "S", "SI", "S", ""),
    # Cases. Due work erases what was written of them, and says anew what time has made of them.
    "cases": TablePrivileges("", "S", "SIU", "SU", "S", hidden=_HIDDEN_OF_CASES, changes=_OF_CASES),
    "case_contacts": TablePrivileges("", "", "SIUD", "SD"),
    "case_events": TablePrivileges(
        "", "S", "SI", "S", "S", hidden=("actor_id", "holder_id", "text", "payload"), grows=True
    ),
    "case_links": TablePrivileges("", "S", "SI", "", ""),
    "segments": TablePrivileges("", "S", "SIU", "S", "S", hidden=("employee_id",)),
    "resolutions": TablePrivileges("", "S", "SIU", "SU", "S", hidden=_HIDDEN_OF_RESOLUTIONS, changes=_OF_RESOLUTIONS),
    "feedbacks": TablePrivileges("", "S", "SIU", "SU", "S", hidden=_HIDDEN_OF_FEEDBACKS, changes=_OF_FEEDBACKS),
    # What tells that answers are of one citizen: read by due work that lets them weigh, forgotten with a case, too.
    "answer_marks": TablePrivileges("", "", "SID", "SD", ""),
    # What texts are like, the same; and when due work last looked through what is said of somebody.
    "answer_words": TablePrivileges("", "", "SID", "SD", ""),
    "answer_inspections": TablePrivileges("", "", "", "SIU", ""),
    "answer_decisions": TablePrivileges("", "S", "SI", "", "", grows=True),
    "attributions": _SHARED_OUT,
    # Tokens are kept as keyed hashes; what is drawn is never drawn again.
    "invitations": TablePrivileges("", "S", "SIU", "S", "", changes=_OF_INVITATIONS),
    "recontacts": TablePrivileges("", "S", "SU", "SI", "", changes=_OF_RECONTACTS),
    "served_days": TablePrivileges("", "S", "SIU", "", "S", changes={Login.WRITING: ("served",)}),
    # Scoring.
    # The owner adds a new version; none is changed.
    "policies": TablePrivileges("", "S", "S", "S", "S"),
    "expectations": TablePrivileges("", "S", "SI", "SI", "", grows=True),
    "personal_expectations": TablePrivileges("", "S", "SI", "SI", "", grows=True),
    # Measured when a period begins to close; after that a decision alone is added.
    "shifts": TablePrivileges("", "S", "SIU", "SI", "", changes={Login.WRITING: ("confirmed", "decided_at")}),
    "personal_shifts": TablePrivileges("", "", "SI", "SI", "", grows=True),
    "shift_decisions": TablePrivileges("", "S", "SI", "", "", grows=True),
    "evidence": _SCORED,
    "scores": _SCORED,
    "score_axes": _SCORED,
    "score_components": _SCORED,
    "unit_scores": _SCORED,
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
    "grants": TablePrivileges("", "S", "SIU", "S", changes=_OF_GRANTS),
    # Written by triggers, as whoever changes grants, posts or people.
    "directory_versions": TablePrivileges("", "", "SIU", ""),
    "reported_parties": TablePrivileges("", "S", "SIU", "S", changes={Login.WRITING: ("superseded_at",)}),
    "unmaskings": TablePrivileges("", "S", "SIU", "S", changes=_DECISION),
    "erasures": TablePrivileges("", "S", "SIU", "", changes=_DECISION),
    "withdrawals": TablePrivileges("", "S", "SIU", "", changes=_DECISION),
    # Due work lets go of the oldest, as retention.
    "readings": TablePrivileges("", "S", "SI", "SD", "", grows=True),
    # Signing in.
    "accounts": _SECRET,
    "authenticators": _USED_UP,
    "account_codes": _USED_UP,
    "known_devices": _PASSING,
    "sign_in_attempts": _PASSING,
    "sign_in_steps": _PASSING,
    "refresh_tokens": TablePrivileges("", "", "SIU", "SUD", changes={Login.WRITING: ("superseded",)} | _LOCKED),
    "sessions": TablePrivileges("", "S", "SIU", "SUD", changes=_OF_SESSIONS),
    "service_accounts": TablePrivileges("", "S", "SIU", "", changes={Login.WRITING: ("revoked_at",)}),
    "service_keys": TablePrivileges("", "", "SIU", "", changes={Login.WRITING: ("revoked_at", "last_used_at")}),
    # Requests: what clients have spent, and documents that are trusted.
    "budgets": TablePrivileges("", "", "SIUD", ""),
    "documents": TablePrivileges("", "S", "SI", ""),
    # The service's own.
    "audit_entries": TablePrivileges("", "S", "SI", "SI", "", grows=True),
    "audit_seals": TablePrivileges("", "", "", "SI", "", grows=True),
    "idempotency_keys": TablePrivileges("", "", "SIU", "SUD", changes=_LOCKED),
    "due_work": TablePrivileges("", "S", "SI", "SIUD"),
    "leases": TablePrivileges("", "", "", "SIU"),
}

GROWING = tuple(name for name, privileges in TABLES.items() if privileges.grows)
WORDS = {"S": "SELECT", "I": "INSERT", "U": "UPDATE", "D": "DELETE"}


def columns_of(name: str, login: Login, letter: str) -> tuple[str, ...]:
    """The columns that a login may select or update alone, of a table where it may not all."""
    if letter == "S" and login is Login.READER and TABLES[name].hidden:
        return tuple(each.name for each in metadata.tables[name].c if each.name not in TABLES[name].hidden)
    return TABLES[name].changes.get(login, ()) if letter == "U" else ()


def closed_to_strangers() -> tuple[str, ...]:
    """Those that strangers may not even select from."""
    return tuple(name for name, privileges in TABLES.items() if "S" not in privileges.public)
