WITH e AS MATERIALIZED (
    SELECT id, name, employment, left_on FROM employees ORDER BY name, id LIMIT 100
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
        e.left_on AS "leftOn",
        number.value AS "identityNumber",
        CASE WHEN p.id IS NOT NULL THEN (
            SELECT row_to_json(post) FROM (SELECT p.title, p.type, p.job_family AS "jobFamily") post
        ) END AS position,
        CASE WHEN u.id IS NOT NULL THEN (
            SELECT row_to_json(place) FROM (SELECT u.code, u.name) place
        ) END AS unit
    FROM e
    LEFT JOIN number ON number.employee_id = e.id
    LEFT JOIN held ON held.employee_id = e.id
    LEFT JOIN positions p ON p.id = held.position_id
    LEFT JOIN units u ON u.id = held.unit_id
    ORDER BY e.name, e.id
) employee
