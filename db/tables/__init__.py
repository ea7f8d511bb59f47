"""The tables, one module a subject. No statement names a schema: the connection's search_path does."""

from db.tables import appraisal, audit, cases, governments, grants, jobs, organisation, reporters, requests, scoring
from db.tables.columns import metadata

__all__ = [
    "appraisal",
    "audit",
    "cases",
    "governments",
    "grants",
    "jobs",
    "metadata",
    "organisation",
    "reporters",
    "requests",
    "scoring",
]
