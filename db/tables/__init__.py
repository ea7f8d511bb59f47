"""The tables, one module a subject. No statement names a schema: the connection's search_path does."""

from db.tables import (
    accounts,
    appraisal,
    audit,
    budgets,
    case_requests,
    cases,
    documents,
    governments,
    grants,
    hearing,
    jobs,
    organisation,
    readings,
    scoring,
    services,
    shifts,
)
from db.tables.columns import metadata

__all__ = [
    "accounts",
    "appraisal",
    "audit",
    "budgets",
    "case_requests",
    "cases",
    "documents",
    "governments",
    "grants",
    "hearing",
    "jobs",
    "metadata",
    "organisation",
    "readings",
    "scoring",
    "services",
    "shifts",
]
