"""The tables, one module a subject. No statement names a schema: the connection's search_path does."""

from db.tables import (
    accounts,
    appraisal,
    audit,
    case_requests,
    cases,
    governments,
    grants,
    jobs,
    organisation,
    readings,
    requests,
    scoring,
    services,
)
from db.tables.columns import metadata

__all__ = [
    "accounts",
    "appraisal",
    "audit",
    "case_requests",
    "cases",
    "governments",
    "grants",
    "jobs",
    "metadata",
    "organisation",
    "readings",
    "requests",
    "scoring",
    "services",
]
