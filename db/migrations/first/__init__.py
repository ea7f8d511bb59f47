"""The tables of the first migration, in an order that their references allow."""

from collections.abc import Callable

from db.migrations.first import appraisal, audit, cases, organisation, scoring

ORDER: dict[str, Callable[[], None]] = {
    "audit_entries": audit.create_audit_entries,
    "client_keys": audit.create_client_keys,
    "employees": organisation.create_employees,
    "holidays": organisation.create_holidays,
    "periods": appraisal.create_periods,
    "policies": scoring.create_policies,
    "positions": organisation.create_positions,
    "units": organisation.create_units,
    "assignments": organisation.create_assignments,
    "expectations": scoring.create_expectations,
    "identity_numbers": organisation.create_identity_numbers,
    "performance_plans": appraisal.create_performance_plans,
    "scores": scoring.create_scores,
    "services": organisation.create_services,
    "unit_scores": scoring.create_unit_scores,
    "categories": cases.create_categories,
    "indicators": appraisal.create_indicators,
    "score_axes": scoring.create_score_axes,
    "cases": cases.create_cases,
    "measurements": appraisal.create_measurements,
    "score_parts": scoring.create_score_parts,
    "case_contacts": cases.create_case_contacts,
    "case_events": cases.create_case_events,
    "case_links": cases.create_case_links,
    "resolutions": cases.create_resolutions,
    "segments": cases.create_segments,
    "attributions": cases.create_attributions,
    "feedbacks": cases.create_feedbacks,
    "evidence": scoring.create_evidence,
}
