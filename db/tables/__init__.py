"""The tables, one module a subject. No statement names a schema: the connection's search_path does."""

from db.tables import appraisal, audit, cases, governments, jobs, organisation, requests, scoring
from db.tables.columns import metadata

__all__ = ["appraisal", "audit", "cases", "governments", "jobs", "metadata", "organisation", "requests", "scoring"]
