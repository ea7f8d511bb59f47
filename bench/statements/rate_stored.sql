SELECT json_build_object(
    'case', json_build_object(
        'status', c.status, 'outcome', c.outcome, 'unit', c.unit_id, 'holder', c.holder_id, 'resolved', c.resolved_at,
        'reopened', c.reopen_count
    ),
    'event', (
        SELECT json_agg(json_build_object(
            'number', v.seq, 'actor', v.actor, 'employee', v.actor_id, 'public', v.public, 'text', v.text
        ))
        FROM case_events v WHERE v.case_id = c.id AND v.type = 'RATED'
    ),
    'feedback', (
        SELECT json_agg(json_build_object(
            'resolution', f.resolution_id, 'treatment', f.treatment, 'outcome', f.outcome, 'reasons', f.reasons,
            'text', f.text, 'status', f.status
        ))
        FROM feedbacks f WHERE f.case_id = c.id
    ),
    'evidence', (
        SELECT json_agg(
            to_jsonb(e) - 'id' - 'feedback_id'
            ORDER BY e.kind, e.employee_id, e.unit_id, e.resolution_id, e.value
        )
        FROM evidence e WHERE e.case_id = c.id
    ),
    'audit', (
        SELECT json_agg(json_build_object('role', a.role, 'actor', a.actor_id, 'action', a.action))
        FROM audit_entries a WHERE a.subject_id = c.id AND a.action = 'rateResolution'
    ),
    'key', (
        SELECT json_agg(octet_length(k.fingerprint)) FROM idempotency_keys k
        WHERE k.subject_id = c.id AND k.scope LIKE 'rateResolution:%'
    )
)
FROM cases c
WHERE c.id = $1
