WITH answered AS (
    DELETE FROM idempotency_keys WHERE scope LIKE 'submitComplaint:%' RETURNING subject_id
), sent AS (
    DELETE FROM cases c USING answered k WHERE c.id = k.subject_id RETURNING c.id
), audited AS (
    DELETE FROM audit_entries a USING sent WHERE a.subject_id = sent.id
)
SELECT count(*) FROM sent
