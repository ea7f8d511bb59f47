SELECT json_build_object(
    'case', to_jsonb(c),
    'events', (SELECT json_agg(to_jsonb(v) ORDER BY v.seq) FROM case_events v WHERE v.case_id = c.id),
    'answer', to_jsonb(f),
    'marks', (SELECT json_agg(to_jsonb(m) ORDER BY m.id) FROM answer_marks m WHERE m.feedback_id = f.id),
    'work', (
        SELECT to_jsonb(w) - '{due_at,attempted_at,finished_at}'::text[]
        FROM due_work w WHERE w.kind = 'RELEASE_ANSWER' AND w.key = f.id::text
    ),
    'evidence', (
        SELECT json_agg(
            to_jsonb(e) - '{id,recorded_at}'::text[] ORDER BY e.kind, e.employee_id, e.unit_id, e.feedback_id
        )
        FROM evidence e WHERE e.case_id = c.id
    ),
    'inspected', (
        SELECT json_agg(DISTINCT i.employee_id)
        FROM answer_inspections i JOIN evidence e ON e.employee_id = i.employee_id WHERE e.case_id = c.id
    )
)
FROM feedbacks f JOIN cases c ON c.id = f.case_id
WHERE f.id = $1
