WITH sent AS (
    DELETE FROM cases WHERE description = $1 RETURNING id
), audited AS (
    DELETE FROM audit_entries a USING sent WHERE a.subject_id = sent.id
), answered AS (
    DELETE FROM idempotency_keys k USING sent WHERE k.subject_id = sent.id
)
SELECT count(*) FROM sent
