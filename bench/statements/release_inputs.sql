SELECT
    (
        SELECT json_agg(said) FROM (
            SELECT
                e.employee_id, p.id, e.kind, array_agg(e.origin_id) AS origins, array_agg(e.value) AS values,
                array_agg(e.weight) AS weights, array_agg(e.stratum) AS strata
            FROM periods p
            JOIN evidence e ON e.employee_id = ANY($1) AND e.occurred_on BETWEEN p.starts_on AND p.ends_on
            WHERE p.id = ANY($3) AND (e.counted OR e.standing = 'QUARANTINED') AND e.superseded_at IS NULL
            GROUP BY e.employee_id, p.id, e.kind
        ) said
    ) AS people,
    (
        SELECT json_agg(planned) FROM (
            SELECT l.employee_id, l.period_id, i.*, m.days, m.readings
            FROM performance_plans l
            JOIN indicators i ON i.plan_id = l.id
            CROSS JOIN LATERAL (
                SELECT array_agg(m.measured_on) AS days, array_agg(m.value) AS readings
                FROM measurements m WHERE m.indicator_id = i.id
            ) m
            WHERE l.employee_id = ANY($1) AND l.period_id = ANY($3) AND l.state IN ('AGREED', 'LOCKED')
        ) planned
    ) AS plans,
    (
        SELECT json_agg(held) FROM (
            SELECT a.employee_id, o.job_family
            FROM assignments a JOIN positions o ON o.id = a.position_id
            WHERE a.employee_id = ANY($1)
        ) held
    ) AS posts,
    (
        SELECT json_agg(expected) FROM (
            SELECT x.period_id, x.id, x.kind FROM expectations x WHERE x.period_id = ANY($3) AND x.stratum = ''
        ) expected
    ) AS expectations,
    (
        SELECT json_agg(x) FROM personal_expectations x WHERE x.employee_id = ANY($1) AND x.period_id = ANY($3)
    ) AS personal,
    (
        SELECT json_agg(heard) FROM (
            SELECT DISTINCT e.employee_id, p.id, e.origin_id, coalesce(f.citizen_id, f.case_id) AS citizen, f.weight
            FROM periods p
            JOIN evidence e ON e.employee_id = ANY($1) AND e.occurred_on BETWEEN p.starts_on AND p.ends_on
            JOIN feedbacks f ON f.id = e.feedback_id
            WHERE p.id = ANY($3) AND e.counted AND e.superseded_at IS NULL
                AND (f.weight < 1 OR f.citizen_id IS NOT NULL)
        ) heard
    ) AS citizens,
    (
        SELECT json_agg(summed) FROM (
            SELECT
                e.unit_id, p.id, e.kind, e.stratum, sum((e.value * e.weight)::numeric) FILTER (WHERE e.counted) AS total,
                sum(e.weight::numeric) FILTER (WHERE e.counted) AS weight,
                count(DISTINCT e.origin_id) FILTER (WHERE e.counted) AS cases,
                count(DISTINCT e.origin_id) FILTER (WHERE e.standing = 'QUARANTINED') AS waiting
            FROM periods p
            JOIN evidence e ON e.unit_id = ANY($2) AND e.occurred_on BETWEEN p.starts_on AND p.ends_on
            WHERE p.id = ANY($3) AND (e.counted OR e.standing = 'QUARANTINED') AND e.superseded_at IS NULL
                AND e.weight > 0 AND e.kind IN ('TREATMENT', 'OUTCOME', 'ON_TIME', 'REOPENED')
            GROUP BY e.unit_id, p.id, e.kind, e.stratum
        ) summed
    ) AS units,
    (SELECT json_agg(s) FROM scores s WHERE s.employee_id = ANY($1) AND s.period_id = ANY($3)) AS scores,
    (SELECT json_agg(u) FROM unit_scores u WHERE u.unit_id = ANY($2) AND u.period_id = ANY($3)) AS unit_scores
