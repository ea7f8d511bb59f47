DELETE FROM due_work w USING feedbacks f JOIN rated_cases r ON r.resolution_id = f.resolution_id WHERE w.key = f.id::text;
DELETE FROM answer_marks m USING feedbacks f JOIN rated_cases r ON r.resolution_id = f.resolution_id
WHERE m.feedback_id = f.id;
DELETE FROM feedbacks f USING rated_cases r WHERE f.resolution_id = r.resolution_id;
DELETE FROM case_events v USING rated_cases r WHERE v.case_id = r.id AND v.seq > r.last;
DELETE FROM audit_entries a USING rated_cases r WHERE a.subject_id = r.id AND a.action = 'rateResolution';
DELETE FROM idempotency_keys k USING rated_cases r WHERE k.subject_id = r.id AND k.scope LIKE 'rateResolution:%';
