WITH claimed AS (
    INSERT INTO idempotency_keys (scope, idempotency_key, fingerprint, subject_id, answer)
    VALUES ('submitComplaint:' || $1 || ':', $2, $3, $4, $5)
    ON CONFLICT (scope, idempotency_key) DO NOTHING
    RETURNING subject_id AS case_id
), opened AS (
    INSERT INTO cases (
        id, ticket, kind, category_id, channel, access_hash, received_at, due_at, description, status, unit_id, content_key
    )
    SELECT case_id, $6, 'COMPLAINT', $7, 'PORTAL', $8, $9, $10, $11, 'SUBMITTED', $12, $16 FROM claimed
), told AS (
    INSERT INTO case_events (case_id, seq, type, actor, unit_id, at, payload)
    SELECT case_id, 1, 'SUBMITTED', 'CITIZEN', $12, $9, $15 FROM claimed
), held AS (
    INSERT INTO segments (case_id, seq, unit_id, starts_at, working_minutes)
    SELECT case_id, 1, $12, $9, 0 FROM claimed
), reachable AS (
    INSERT INTO case_contacts (case_id, ciphertext)
    SELECT case_id, $13 FROM claimed
), noted AS (
    INSERT INTO audit_entries (role, action, subject_id, detail)
    SELECT $1, 'submitComplaint', case_id, $5 FROM claimed
)
SELECT case_id, pg_notify(current_schema(), $14) FROM claimed
