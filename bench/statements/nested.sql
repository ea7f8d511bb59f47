WITH e AS MATERIALIZED (
    SELECT id, name, employment FROM employees WHERE id = ANY($2) ORDER BY name, id LIMIT 50
), number AS (
    SELECT DISTINCT ON (i.employee_id) i.employee_id, i.value
    FROM e JOIN identity_numbers i ON i.employee_id = e.id
    ORDER BY i.employee_id, i.valid_from DESC
), held AS (
    SELECT DISTINCT ON (a.employee_id) a.employee_id, a.position_id, a.unit_id
    FROM e JOIN assignments a ON a.employee_id = e.id
    WHERE a.valid_from <= current_date AND (a.valid_to IS NULL OR a.valid_to >= current_date)
    ORDER BY a.employee_id, a.status <> 'DEFINITIVE', a.valid_from DESC
)
SELECT coalesce(json_agg(employee), '[]')
FROM (
    SELECT
        e.id,
        e.name,
        e.employment,
        number.value AS "identityNumber",
        CASE WHEN p.id IS NOT NULL THEN (
            SELECT row_to_json(post) FROM (SELECT p.title, p.type, p.job_family AS "jobFamily") post
        ) END AS position,
        CASE WHEN u.id IS NOT NULL THEN (
            SELECT row_to_json(place) FROM (SELECT u.code, u.name, u.kind) place
        ) END AS unit,
        (
            SELECT row_to_json(score)
            FROM (
                SELECT
                    s.predicate,
                    s.coverage,
                    s.computed_at AS "computedAt",
                    (
                        SELECT coalesce(json_agg(scored), '[]')
                        FROM (
                            SELECT
                                a.axis, a.estimate, a.low, a.high, a.effective_n AS "effectiveN", a.rating,
                                (
                                    SELECT coalesce(json_agg(component), '[]')
                                    FROM (
                                        SELECT
                                            t.key, t.label ->> 'id' AS label, t.weight, t.estimate, t.attainment, t.n,
                                            t.effective_n AS "effectiveN"
                                        FROM score_components t
                                        WHERE t.axis_id = a.id
                                        ORDER BY t.seq
                                    ) component
                                ) AS components
                            FROM score_axes a
                            WHERE a.score_id = s.id
                            ORDER BY a.axis DESC
                        ) scored
                    ) AS axes
                FROM scores s
                WHERE s.employee_id = e.id AND s.period_id = $1
            ) score
        ) AS score,
        (
            SELECT coalesce(json_agg(indicator), '[]')
            FROM (
                SELECT
                    i.name ->> 'id' AS name, i.aspect, i.unit_of_measure AS "unitOfMeasure", i.direction,
                    i.target_min AS "targetMin", i.target_max AS "targetMax", i.weight
                FROM performance_plans l
                JOIN indicators i ON i.plan_id = l.id
                WHERE l.employee_id = e.id AND l.period_id = $1
                ORDER BY i.seq
            ) indicator
        ) AS indicators,
        (
            SELECT coalesce(json_agg(handled), '[]')
            FROM (
                SELECT
                    c.ticket, c.status, c.outcome, c.received_at AS "receivedAt", c.resolved_at AS "resolvedAt",
                    (
                        SELECT coalesce(json_agg(resolution), '[]')
                        FROM (
                            SELECT r.seq, r.at, r.outcome, r.reopened_at AS "reopenedAt"
                            FROM resolutions r
                            WHERE r.case_id = c.id
                            ORDER BY r.seq
                        ) resolution
                    ) AS resolutions
                FROM cases c
                WHERE c.holder_id = e.id
                ORDER BY c.received_at DESC, c.id DESC
                LIMIT 5
            ) handled
        ) AS cases
    FROM e
    LEFT JOIN number ON number.employee_id = e.id
    LEFT JOIN held ON held.employee_id = e.id
    LEFT JOIN positions p ON p.id = held.position_id
    LEFT JOIN units u ON u.id = held.unit_id
    ORDER BY e.name, e.id
) employee
