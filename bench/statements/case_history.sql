SELECT
    to_json(c) AS case,
    (SELECT r.id FROM resolutions r WHERE r.case_id = c.id AND r.reopened_at IS NULL ORDER BY r.seq DESC LIMIT 1)
        AS resolution_id,
    (SELECT max(v.seq) FROM case_events v WHERE v.case_id = c.id) AS last,
    (SELECT json_agg(v ORDER BY v.seq) FROM case_events v WHERE v.case_id = c.id) AS events,
    (SELECT json_agg(r ORDER BY r.seq) FROM resolutions r WHERE r.case_id = c.id) AS resolutions,
    (SELECT json_agg(s ORDER BY s.seq) FROM segments s WHERE s.case_id = c.id) AS segments,
    (SELECT json_agg(f) FROM feedbacks f WHERE f.case_id = c.id) AS feedbacks,
    (SELECT json_agg(a) FROM attributions a WHERE a.case_id = c.id) AS attributions,
    (SELECT json_agg(e) FROM evidence e WHERE e.case_id = c.id) AS evidence,
    (SELECT t.ciphertext FROM case_contacts t WHERE t.case_id = c.id) AS contact,
    (SELECT array_agg(h.day ORDER BY h.day) FROM holidays h) AS holidays,
    (SELECT json_agg(p) FROM periods p) AS periods,
    (
        SELECT (p.parameters ->> 'hold_hours')::float8 FROM policies p WHERE p.effective_from <= c.received_at::date
        ORDER BY p.effective_from DESC, p.version DESC LIMIT 1
    ) AS hold_hours
FROM cases c
WHERE c.id = $1
