SELECT row_to_json(employee)
FROM (
    SELECT
        e.id,
        e.name,
        e.employment,
        (
            SELECT coalesce(json_agg(score), '[]')
            FROM (
                SELECT
                    (SELECT row_to_json(year) FROM (SELECT p.code) year) AS period,
                    s.predicate,
                    s.coverage,
                    s.computed_at AS "computedAt",
                    (
                        SELECT coalesce(json_agg(scored), '[]')
                        FROM (
                            SELECT a.axis, a.estimate, a.low, a.high, a.effective_n AS "effectiveN", a.rating
                            FROM score_axes a
                            WHERE a.score_id = s.id
                            ORDER BY a.axis DESC
                        ) scored
                    ) AS axes
                FROM scores s
                JOIN periods p ON p.id = s.period_id
                WHERE s.employee_id = e.id
                ORDER BY p.starts_on DESC
            ) score
        ) AS scores
    FROM employees e
    WHERE e.id = $1
) employee
