WITH score AS (
    INSERT INTO scores (employee_id, period_id, policy_id, predicate, coverage, inputs_hash, computed_at)
    SELECT x.employee_id, x.period_id, x.policy_id, x.predicate, x.coverage, x.inputs_hash, $2
    FROM json_to_recordset($1::json -> 'scores') AS x(
        employee_id uuid, period_id uuid, policy_id uuid, predicate text, coverage float8, inputs_hash text
    )
    ON CONFLICT (employee_id, period_id) DO UPDATE SET
        policy_id = excluded.policy_id, predicate = excluded.predicate, coverage = excluded.coverage,
        inputs_hash = excluded.inputs_hash, computed_at = excluded.computed_at, superseded_at = NULL
    RETURNING id, employee_id, period_id
), axis AS (
    INSERT INTO score_axes AS a (
        score_id, axis, estimate, reference, low, high, effective_n, coverage, rating, arithmetic, undecided,
        needs_reading, steps
    )
    SELECT
        score.id, x.axis, x.estimate, x.reference, x.low, x.high, x.effective_n, x.coverage, x.rating, x.arithmetic,
        x.undecided, x.needs_reading, x.steps
    FROM json_to_recordset($1::json -> 'axes') AS x(
        employee_id uuid, period_id uuid, axis text, estimate float8, reference float8, low float8, high float8,
        effective_n float8, coverage float8, rating text, arithmetic text, undecided text, needs_reading bool, steps jsonb
    )
    JOIN score USING (employee_id, period_id)
    ON CONFLICT (score_id, axis) DO UPDATE SET
        estimate = excluded.estimate, reference = excluded.reference, low = excluded.low, high = excluded.high,
        effective_n = excluded.effective_n, coverage = excluded.coverage, rating = excluded.rating,
        arithmetic = excluded.arithmetic, undecided = excluded.undecided, needs_reading = excluded.needs_reading,
        steps = excluded.steps
    RETURNING id, score_id, axis
), component AS (
    INSERT INTO score_components AS c (
        axis_id, seq, key, label, indicator_id, kind, weight, effective_weight, observed, attainment,
        estimate, reference, low, high, n, effective_n, counts_for_rating, arithmetic, comparisons, missing
    )
    SELECT
        axis.id, x.seq, x.key, x.label, x.indicator_id, x.kind, x.weight, x.effective_weight, x.observed,
        x.attainment, x.estimate, x.reference, x.low, x.high, x.n, x.effective_n, x.counts_for_rating, x.arithmetic,
        x.comparisons, x.missing
    FROM json_to_recordset($1::json -> 'components') AS x(
        employee_id uuid, period_id uuid, axis text, seq int, key text, label jsonb, indicator_id uuid,
        kind text, weight float8, effective_weight float8, observed float8, attainment float8, estimate float8,
        reference float8, low float8, high float8, n int, effective_n float8, counts_for_rating bool, arithmetic text,
        comparisons jsonb, missing jsonb
    )
    JOIN score USING (employee_id, period_id)
    JOIN axis ON axis.score_id = score.id AND axis.axis = x.axis
    ON CONFLICT (axis_id, key, indicator_id) DO UPDATE SET
        seq = excluded.seq, label = excluded.label, kind = excluded.kind,
        weight = excluded.weight, effective_weight = excluded.effective_weight, observed = excluded.observed,
        attainment = excluded.attainment, estimate = excluded.estimate, reference = excluded.reference,
        low = excluded.low, high = excluded.high, n = excluded.n, effective_n = excluded.effective_n,
        counts_for_rating = excluded.counts_for_rating, arithmetic = excluded.arithmetic,
        comparisons = excluded.comparisons, missing = excluded.missing, superseded_at = NULL
    WHERE (
        c.seq, c.label, c.kind, c.weight, c.effective_weight, c.observed, c.attainment, c.estimate, c.reference, c.low,
        c.high, c.n, c.effective_n, c.counts_for_rating, c.arithmetic, c.comparisons, c.missing, c.superseded_at
    ) IS DISTINCT FROM (
        excluded.seq, excluded.label, excluded.kind, excluded.weight, excluded.effective_weight, excluded.observed,
        excluded.attainment, excluded.estimate, excluded.reference, excluded.low, excluded.high, excluded.n,
        excluded.effective_n, excluded.counts_for_rating, excluded.arithmetic, excluded.comparisons, excluded.missing,
        NULL
    )
), served AS (
    INSERT INTO unit_scores AS u (
        unit_id, period_id, policy_id, kind, estimate, low, high, observed, cases, arithmetic
    )
    SELECT x.unit_id, x.period_id, x.policy_id, x.kind, x.estimate, x.low, x.high, x.observed, x.cases, x.arithmetic
    FROM json_to_recordset($1::json -> 'unit_scores') AS x(
        unit_id uuid, period_id uuid, policy_id uuid, kind text, estimate float8, low float8, high float8,
        observed float8, cases int, arithmetic text
    )
    ON CONFLICT (unit_id, period_id, kind) DO UPDATE SET
        policy_id = excluded.policy_id, estimate = excluded.estimate, low = excluded.low, high = excluded.high,
        observed = excluded.observed, cases = excluded.cases, arithmetic = excluded.arithmetic, superseded_at = NULL
    WHERE (u.estimate, u.low, u.high, u.observed, u.cases, u.arithmetic, u.superseded_at) IS DISTINCT FROM (
        excluded.estimate, excluded.low, excluded.high, excluded.observed, excluded.cases, excluded.arithmetic, NULL
    )
), done AS (
    UPDATE due_work SET state = 'DONE', attempts = attempts + 1, attempted_at = $2, finished_at = $2 WHERE id = $3
)
SELECT pg_notify(current_schema(), notice) FROM unnest($4::text[]) notice
