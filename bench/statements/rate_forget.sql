DELETE FROM evidence e USING rated_cases r
WHERE e.case_id = r.id AND e.resolution_id = r.resolution_id AND e.feedback_id IS NOT NULL;
DELETE FROM feedbacks f USING rated_cases r WHERE f.resolution_id = r.resolution_id;
DELETE FROM case_events v USING rated_cases r WHERE v.case_id = r.id AND v.seq > r.last;
DELETE FROM audit_entries a USING rated_cases r WHERE a.subject_id = r.id AND a.action = 'rateResolution';
DELETE FROM idempotency_keys k USING rated_cases r WHERE k.subject_id = r.id AND k.scope LIKE 'rateResolution:%';
