SELECT json_build_object(
    'case', (
        SELECT to_jsonb(c) - 'recorded_at'
    ),
    'event', (
        SELECT json_agg(json_build_object(
            'number', v.seq, 'actor', v.actor, 'employee', v.actor_id, 'public', v.public, 'text', v.text,
            'stated', v.payload
        ))
        FROM case_events v WHERE v.case_id = c.id AND v.type = 'RATED'
    ),
    'feedback', (
        SELECT json_agg(
            to_jsonb(f) - '{id,at,held_until}'::text[] || jsonb_build_object('held', f.held_until - f.at)
        )
        FROM feedbacks f WHERE f.case_id = c.id
    ),
    'marks', (
        SELECT json_agg(encode(m.mark, 'hex') ORDER BY m.mark)
        FROM answer_marks m JOIN feedbacks f ON f.id = m.feedback_id WHERE f.case_id = c.id AND m.at = f.at
    ),
    'work', (
        SELECT json_agg(
            to_jsonb(w) - '{id,key,due_at}'::text[] || jsonb_build_object('in_time', w.due_at = f.held_until)
        )
        FROM due_work w JOIN feedbacks f ON w.key = f.id::text WHERE f.case_id = c.id
    ),
    'evidence', (
        SELECT json_agg(to_jsonb(e) - 'id' ORDER BY e.id) FROM evidence e WHERE e.case_id = c.id
    ),
    'audit', (
        SELECT json_agg(
            to_jsonb(a) - '{id,at,detail,subject_id}'::text[]
            || jsonb_build_object('detail', (SELECT json_agg(name ORDER BY name) FROM jsonb_object_keys(a.detail) name))
        )
        FROM audit_entries a WHERE a.subject_id = c.id AND a.action = 'rateResolution'
    ),
    'key', (
        SELECT json_agg(json_build_object('fingerprint', octet_length(k.fingerprint), 'answer', k.answer = a.detail))
        FROM idempotency_keys k JOIN audit_entries a ON a.subject_id = c.id AND a.action = 'rateResolution'
        WHERE k.subject_id = c.id AND k.scope LIKE 'rateResolution:%'
    )
)
FROM cases c
WHERE c.id = $1
