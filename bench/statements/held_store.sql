INSERT INTO case_events (case_id, seq, type, actor, at)
SELECT h.case_id, h.seq, 'RATED', 'CITIZEN', now() - h.place * interval '1 minute' FROM held_answers h;
INSERT INTO feedbacks (id, case_id, resolution_id, treatment, outcome, at, status, held_until)
SELECT
    h.id, h.case_id, h.resolution_id, 3 + h.place % 3, 5 - h.place % 4, v.at, 'HELD', v.at + interval '48 hours'
FROM held_answers h JOIN case_events v ON v.case_id = h.case_id AND v.seq = h.seq;
INSERT INTO answer_marks (feedback_id, mark, at)
SELECT f.id, sha256(uuid_send(f.id) || decode(version, 'hex')), f.at
FROM held_answers h JOIN feedbacks f ON f.id = h.id CROSS JOIN unnest('{00,01}'::text[]) version
WHERE h.kind NOT IN ('SERVICE_RECORD', 'FIELD_INCIDENT');
INSERT INTO due_work (kind, key, payload, state, due_at)
SELECT 'RELEASE_ANSWER', f.id::text, '{}', 'WAITING', f.held_until FROM held_answers h JOIN feedbacks f ON f.id = h.id;
