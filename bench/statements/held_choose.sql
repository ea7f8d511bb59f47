CREATE TEMP TABLE held_periods AS
SELECT p.id FROM periods p WHERE p.state IN ('OPEN', 'CLOSING') AND p.starts_on <= now()::date + 3 AND p.ends_on >= now()::date - 1;
CREATE TEMP TABLE held_answers AS
SELECT
    uuidv7() AS id, c.id AS case_id, c.kind, r.id AS resolution_id, v.seq, row_number() OVER (ORDER BY md5(c.id::text)) AS place
FROM cases c
JOIN LATERAL (SELECT r.id, r.reopened_at FROM resolutions r WHERE r.case_id = c.id ORDER BY r.seq DESC LIMIT 1) r ON true
JOIN LATERAL (SELECT max(v.seq) + 1 AS seq FROM case_events v WHERE v.case_id = c.id) v ON true
WHERE c.status IN ('RESOLVED', 'CLOSED') AND r.reopened_at IS NULL
    AND NOT EXISTS (SELECT FROM feedbacks f WHERE f.case_id = c.id)
    AND NOT EXISTS (SELECT FROM rated_cases a WHERE a.id = c.id)
    AND EXISTS (
        SELECT FROM evidence e
        WHERE e.resolution_id = r.id AND e.employee_id IS NOT NULL AND e.counted AND e.superseded_at IS NULL
    )
ORDER BY md5(c.id::text)
LIMIT %d
