WITH period AS (
    SELECT p.id FROM periods p WHERE $2 BETWEEN p.starts_on AND p.ends_on
), said AS (
    SELECT a.employee_id, a.unit_id FROM attributions a WHERE a.resolution_id = $1 AND a.superseded_at IS NULL
), score AS (
    SELECT s.* FROM scores s JOIN period ON period.id = s.period_id WHERE s.employee_id IN (SELECT employee_id FROM said)
), axis AS (
    SELECT score.employee_id, score.period_id, x.* FROM score_axes x JOIN score ON score.id = x.score_id
)
SELECT json_build_object(
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
    'units', (
        SELECT coalesce(
            json_agg(to_jsonb(u) - 'id' - 'superseded_at' ORDER BY u.unit_id, u.period_id, u.kind), '[]'
        )
        FROM unit_scores u JOIN period ON period.id = u.period_id WHERE u.unit_id IN (SELECT unit_id FROM said)
    )
)
