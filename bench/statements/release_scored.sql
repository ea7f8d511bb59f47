WITH said AS (
    SELECT e.* FROM evidence e WHERE e.feedback_id = $1 AND e.superseded_at IS NULL
), period AS (
    SELECT p.id FROM periods p
    WHERE p.state IN ('OPEN', 'CLOSING') AND EXISTS (
        SELECT FROM said WHERE said.occurred_on BETWEEN p.starts_on AND p.ends_on
    )
), score AS (
    SELECT s.* FROM scores s JOIN period ON period.id = s.period_id WHERE s.employee_id IN (SELECT employee_id FROM said)
), axis AS (
    SELECT score.employee_id, score.period_id, x.* FROM score_axes x JOIN score ON score.id = x.score_id
)
SELECT json_build_object(
    'answer', (
        SELECT json_build_object('status', f.status, 'doubts', f.doubts) FROM feedbacks f WHERE f.id = $1
    ),
    'case', (
        SELECT json_build_object('says', c.says, 'late_from', c.late_from)
        FROM cases c JOIN feedbacks f ON f.case_id = c.id WHERE f.id = $1
    ),
    'evidence', (
        SELECT json_agg(
            to_jsonb(said) - '{id,recorded_at}'::text[] ORDER BY said.kind, said.employee_id, said.unit_id
        )
        FROM said
    ),
    'people', (SELECT json_agg(DISTINCT said.employee_id) FROM said WHERE said.employee_id IS NOT NULL),
    'units', (SELECT json_agg(DISTINCT said.unit_id) FROM said),
    'periods', (SELECT json_agg(period.id ORDER BY period.id) FROM period),
    'scores', (
        SELECT coalesce(json_agg(json_build_object(
            'employee_id', s.employee_id, 'period_id', s.period_id, 'policy_id', s.policy_id,
            'predicate', s.predicate, 'coverage', s.coverage, 'inputs_hash', s.inputs_hash
        ) ORDER BY s.employee_id, s.period_id), '[]') FROM score s
    ),
    'axes', (
        SELECT coalesce(
            json_agg(to_jsonb(x) - 'id' - 'score_id' ORDER BY x.employee_id, x.period_id, x.axis), '[]'
        )
        FROM axis x
    ),
    'components', (
        SELECT coalesce(json_agg(
            to_jsonb(t) - 'id' - 'axis_id' - 'superseded_at'
            || jsonb_build_object('employee_id', x.employee_id, 'period_id', x.period_id, 'axis', x.axis)
            ORDER BY x.employee_id, x.period_id, x.axis, t.seq
        ), '[]')
        FROM axis x JOIN score_components t ON t.axis_id = x.id AND t.superseded_at IS NULL
    ),
    'unit_scores', (
        SELECT coalesce(
            json_agg(to_jsonb(u) - 'id' - 'superseded_at' ORDER BY u.unit_id, u.period_id, u.kind), '[]'
        )
        FROM unit_scores u JOIN period ON period.id = u.period_id
        WHERE u.unit_id IN (SELECT unit_id FROM said) AND u.superseded_at IS NULL
    )
)
