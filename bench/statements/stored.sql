SELECT json_build_object(
    'key', (
        SELECT json_agg(json_build_object(
            'action', split_part(k.scope, ':', 1),
            'role', split_part(k.scope, ':', 2),
            'fingerprint', octet_length(k.fingerprint),
            'answer', (SELECT json_agg(name ORDER BY name) FROM jsonb_object_keys(k.answer) name)
        ))
        FROM idempotency_keys k
        WHERE k.subject_id = c.id
    ),
    'case', json_build_object(
        'kind', c.kind, 'category', c.category_id, 'channel', c.channel, 'anonymous', c.anonymous,
        'confidential', c.confidential, 'received', c.received_at BETWEEN now() - interval '1 hour' AND now(),
        'due', c.due_at, 'address', c.address, 'sealed', left(c.description, 1) = chr(1) AND octet_length(c.content_key) > 48, 'status', c.status,
        'outcome', c.outcome, 'unit', c.unit_id, 'holder', c.holder_id, 'responded', c.first_response_at,
        'resolved', c.resolved_at, 'reopened', c.reopen_count, 'flags', c.flags, 'code', octet_length(c.access_hash)
    ),
    'events', (
        SELECT json_agg(json_build_object(
            'number', v.seq, 'type', v.type, 'actor', v.actor, 'employee', v.actor_id, 'holder', v.holder_id,
            'unit', v.unit_id, 'outcome', v.outcome, 'public', v.public, 'text', v.text,
            'category', v.payload -> 'category', 'promised', (v.payload ->> 'dueAt')::timestamptz = c.due_at,
            'stated', (SELECT json_agg(name ORDER BY name) FROM jsonb_object_keys(v.payload) name),
            'at', v.at = c.received_at
        ))
        FROM case_events v
        WHERE v.case_id = c.id
    ),
    'segments', (
        SELECT json_agg(json_build_object(
            'number', s.seq, 'employee', s.employee_id, 'unit', s.unit_id, 'starts', s.starts_at = c.received_at,
            'ends', s.ends_at, 'minutes', s.working_minutes, 'ended_by', s.ended_by
        ))
        FROM segments s
        WHERE s.case_id = c.id
    ),
    'contacts', (
        SELECT json_agg(octet_length(t.ciphertext) > 28) FROM case_contacts t WHERE t.case_id = c.id
    ),
    'audit', (
        SELECT json_agg(json_build_object(
            'role', a.role, 'actor', a.actor_id, 'action', a.action,
            'detail', (SELECT json_agg(name ORDER BY name) FROM jsonb_object_keys(a.detail) name)
        ))
        FROM audit_entries a
        WHERE a.subject_id = c.id
    )
)
FROM cases c
WHERE c.ticket = $1
