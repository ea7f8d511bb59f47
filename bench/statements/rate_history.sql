SELECT
    c.id,
    k.code || '|' || c.channel AS stratum,
    r.id AS resolution_id,
    (SELECT max(v.seq) FROM case_events v WHERE v.case_id = c.id) AS last,
    (SELECT json_agg(v ORDER BY v.seq) FROM case_events v WHERE v.case_id = c.id) AS events,
    (SELECT json_agg(s ORDER BY s.seq) FROM segments s WHERE s.case_id = c.id) AS segments,
    (SELECT json_agg(f) FROM feedbacks f WHERE f.case_id = c.id) AS feedbacks,
    (SELECT json_agg(e) FROM evidence e WHERE e.case_id = c.id) AS evidence,
    (SELECT array_agg(a.employee_id ORDER BY a.id) FROM attributions a WHERE a.resolution_id = r.id) AS employees,
    (SELECT array_agg(a.unit_id ORDER BY a.id) FROM attributions a WHERE a.resolution_id = r.id) AS units,
    (SELECT array_agg(a.share::float8 ORDER BY a.id) FROM attributions a WHERE a.resolution_id = r.id) AS shares
FROM cases c
JOIN categories k ON k.id = c.category_id
JOIN LATERAL (
    SELECT r.id FROM resolutions r WHERE r.case_id = c.id AND r.reopened_at IS NULL ORDER BY r.seq DESC LIMIT 1
) r ON true
WHERE c.id = $1
