WITH told AS (
    INSERT INTO case_events (case_id, seq, type, actor, at) VALUES ($1, $2, 'RATED', 'CITIZEN', $3)
), answered AS (
    INSERT INTO feedbacks (id, case_id, resolution_id, treatment, outcome, at, status, held_until)
    VALUES ($4, $1, $5, $6, $7, $3, 'HELD', $8)
), marked AS (
    INSERT INTO answer_marks (feedback_id, mark, at) SELECT $4, mark, $3 FROM unnest($9::bytea[]) mark
), awaited AS (
    INSERT INTO due_work (kind, key, payload, state, due_at) VALUES ('RELEASE_ANSWER', $4::text, '{}', 'WAITING', $8)
), noted AS (
    INSERT INTO audit_entries (at, role, action, subject_type, subject_id, detail, after)
    VALUES ($3, $10, 'rateResolution', 'Case', $1, $11, '{"event": "RATED"}')
), kept AS (
    UPDATE idempotency_keys SET subject_id = $1, answer = $11
    WHERE scope = 'rateResolution:' || $10 || ':' AND idempotency_key = $12
)
SELECT pg_notify(current_schema(), notice) FROM unnest($13::text[]) notice
