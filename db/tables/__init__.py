"""The tables, one module a subject. No statement names a schema: the connection's search_path does."""

from db.tables import (
    accounts,
    appraisal,
    audit,
    budgets,
    cases,
    documents,
    erasures,
    governments,
    grants,
    jobs,
    organisation,
    reporters,
    scoring,
    services,
)
from db.tables.columns import metadata

__all__ = [
    "accounts",
    "appraisal",
    "audit",
    "budgets",
    "cases",
    "documents",
    "erasures",
    "governments",
    "grants",
    "jobs",
    "metadata",
    "organisation",
    "reporters",
    "scoring",
    "services",
]
