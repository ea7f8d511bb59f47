WITH theirs AS (
    SELECT DISTINCT e.employee_id, e.resolution_id, e.occurred_on > $2::date - 60 AS recent
    FROM evidence e
    WHERE e.employee_id = ANY($1) AND e.occurred_on BETWEEN $2::date - 150 AND $2 AND e.superseded_at IS NULL
        AND e.resolution_id IS NOT NULL
), handled AS (
    SELECT
        t.employee_id, c.id AS case_id, c.kind, r.at AS resolved_at, c.resolved_at <= c.due_at AND c.reopen_count = 0 AS good,
        r.reopened_at, c.self_assigned, c.due_at, k.code || '|' || c.channel AS stratum,
        f.id, f.at, f.treatment, f.outcome, f.status, f.decided_at, w.signature,
        (SELECT array_agg(m.mark) FROM answer_marks m WHERE m.feedback_id = f.id) AS marks,
        NOT EXISTS (
            SELECT FROM case_events v
            WHERE v.case_id = c.id AND v.seq < r.seq AND v.type IN ('RESPONDED', 'INFORMATION_REQUESTED')
        ) AS quiet,
        EXISTS (
            SELECT FROM segments s
            WHERE s.case_id = c.id AND s.employee_id = t.employee_id AND s.superseded_at IS NULL
                AND s.ended_by = 'REASSIGNED' AND s.ends_at BETWEEN c.due_at - interval '8 hours' AND c.due_at
        ) AS handed_on
    FROM theirs t
    JOIN resolutions r ON r.id = t.resolution_id
    JOIN cases c ON c.id = r.case_id
    JOIN categories k ON k.id = c.category_id
    LEFT JOIN feedbacks f ON f.resolution_id = r.id AND f.superseded_at IS NULL AND f.status <> 'REPLACED'
    LEFT JOIN answer_words w ON w.feedback_id = f.id
    WHERE t.recent
)
SELECT
    (SELECT json_agg(h) FROM handled h) AS handled,
    (
        SELECT json_agg(past) FROM (
            SELECT t.employee_id, f.treatment, f.outcome, count(*)
            FROM theirs t
            JOIN resolutions r ON r.id = t.resolution_id
            JOIN cases c ON c.id = r.case_id AND c.kind NOT IN ('SERVICE_RECORD', 'FIELD_INCIDENT')
            LEFT JOIN feedbacks f ON f.resolution_id = r.id AND f.superseded_at IS NULL AND f.status = 'COUNTED'
            WHERE NOT t.recent
            GROUP BY t.employee_id, f.treatment, f.outcome
        ) past
    ) AS past,
    (
        SELECT json_agg(elsewhere) FROM (
            SELECT m.mark, count(*)
            FROM answer_marks m
            WHERE m.mark IN (SELECT unnest(h.marks) FROM handled h) AND m.feedback_id NOT IN (
                SELECT h.id FROM handled h WHERE h.id IS NOT NULL
            )
            GROUP BY m.mark
        ) elsewhere
    ) AS elsewhere,
    (
        SELECT array_agg(other.at) FROM (
            SELECT f.at
            FROM feedbacks f JOIN cases c ON c.id = f.case_id AND c.kind NOT IN ('SERVICE_RECORD', 'FIELD_INCIDENT')
            WHERE f.status = 'HELD' AND f.id NOT IN (SELECT h.id FROM handled h WHERE h.id IS NOT NULL)
            LIMIT 500
        ) other
    ) AS others,
    (
        SELECT array_agg(DISTINCT x.stratum)
        FROM expectations x
        JOIN periods p ON p.id = x.period_id AND p.state = 'OPEN'
        JOIN expectations o ON o.period_id = x.period_id AND o.kind = x.kind AND o.stratum = ''
        WHERE x.kind = 'TREATMENT' AND x.expected > o.expected
    ) AS easy
