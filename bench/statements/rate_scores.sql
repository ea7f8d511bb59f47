WITH score AS (
    INSERT INTO scores (employee_id, period_id, policy_id, predicate, coverage, inputs_hash, computed_at)
    SELECT x.employee_id, x.period_id, x.policy_id, x.predicate, x.coverage, x.inputs_hash, $2
    FROM json_to_recordset($1::json -> 'scores') AS x(
        employee_id uuid, period_id uuid, policy_id uuid, predicate text, coverage float8, inputs_hash text
    )
    ON CONFLICT (employee_id, period_id) DO UPDATE SET
        policy_id = excluded.policy_id, predicate = excluded.predicate, coverage = excluded.coverage,
        inputs_hash = excluded.inputs_hash, computed_at = excluded.computed_at
    RETURNING id, employee_id, period_id
), axis AS (
    INSERT INTO score_axes (
        score_id, axis, estimate, reference, low, high, effective_n, coverage, rating, arithmetic
    )
    SELECT score.id, x.axis, x.estimate, x.reference, x.low, x.high, x.effective_n, x.coverage, x.rating, x.arithmetic
    FROM json_to_recordset($1::json -> 'axes') AS x(
        employee_id uuid, period_id uuid, axis text, estimate float8, reference float8, low float8, high float8,
        effective_n float8, coverage float8, rating text, arithmetic text
    )
    JOIN score USING (employee_id, period_id)
    ON CONFLICT (score_id, axis) DO UPDATE SET
        estimate = excluded.estimate, reference = excluded.reference, low = excluded.low, high = excluded.high,
        effective_n = excluded.effective_n, coverage = excluded.coverage, rating = excluded.rating,
        arithmetic = excluded.arithmetic
    RETURNING id, score_id, axis
), component AS (
    INSERT INTO score_components (
        axis_id, seq, key, label, indicator_id, kind, weight, effective_weight, observed, attainment,
        estimate, reference, low, high, n, effective_n, counts_for_rating, arithmetic
    )
    SELECT
        axis.id, x.seq, x.key, x.label, x.indicator_id, x.kind, x.weight, x.effective_weight, x.observed,
        x.attainment, x.estimate, x.reference, x.low, x.high, x.n, x.effective_n, x.counts_for_rating, x.arithmetic
    FROM json_to_recordset($1::json -> 'components') AS x(
        employee_id uuid, period_id uuid, axis text, seq int, key text, label jsonb, indicator_id uuid,
        kind text, weight float8, effective_weight float8, observed float8, attainment float8, estimate float8,
        reference float8, low float8, high float8, n int, effective_n float8, counts_for_rating bool, arithmetic text
    )
    JOIN score USING (employee_id, period_id)
    JOIN axis ON axis.score_id = score.id AND axis.axis = x.axis
    ON CONFLICT (axis_id, key, indicator_id) DO UPDATE SET
        seq = excluded.seq, label = excluded.label, kind = excluded.kind,
        weight = excluded.weight, effective_weight = excluded.effective_weight, observed = excluded.observed,
        attainment = excluded.attainment, estimate = excluded.estimate, reference = excluded.reference,
        low = excluded.low, high = excluded.high, n = excluded.n, effective_n = excluded.effective_n,
        counts_for_rating = excluded.counts_for_rating, arithmetic = excluded.arithmetic
), served AS (
    INSERT INTO unit_scores (
        unit_id, period_id, policy_id, kind, estimate, low, high, observed, cases, arithmetic
    )
    SELECT x.unit_id, x.period_id, x.policy_id, x.kind, x.estimate, x.low, x.high, x.observed, x.cases, x.arithmetic
    FROM json_to_recordset($1::json -> 'units') AS x(
        unit_id uuid, period_id uuid, policy_id uuid, kind text, estimate float8, low float8, high float8,
        observed float8, cases int, arithmetic text
    )
    ON CONFLICT (unit_id, period_id, kind) DO UPDATE SET
        policy_id = excluded.policy_id, estimate = excluded.estimate, low = excluded.low, high = excluded.high,
        observed = excluded.observed, cases = excluded.cases, arithmetic = excluded.arithmetic
), noted AS (
    INSERT INTO audit_entries (role, action, subject_id, detail) VALUES ($3, 'rateResolution', $4, $5)
), answered AS (
    UPDATE idempotency_keys SET subject_id = $4, answer = $5
    WHERE scope = 'rateResolution:' || $3 || ':' AND idempotency_key = $6
)
SELECT pg_notify(current_schema(), notice) FROM unnest($7::text[]) notice
