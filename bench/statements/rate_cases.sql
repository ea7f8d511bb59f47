SELECT c.id, c.ticket, r.id AS resolution_id, (SELECT max(v.seq) FROM case_events v WHERE v.case_id = c.id) AS last
FROM cases c
JOIN LATERAL (SELECT r.id, r.reopened_at FROM resolutions r WHERE r.case_id = c.id ORDER BY r.seq DESC LIMIT 1) r ON true
WHERE c.status IN ('RESOLVED', 'CLOSED') AND c.kind NOT IN ('SERVICE_RECORD', 'FIELD_INCIDENT') AND r.reopened_at IS NULL
    AND NOT EXISTS (SELECT FROM feedbacks f WHERE f.resolution_id = r.id)
    AND EXISTS (SELECT FROM attributions a WHERE a.resolution_id = r.id AND a.employee_id IS NOT NULL)
ORDER BY md5(c.id::text)
LIMIT $1
