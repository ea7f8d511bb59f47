WITH told AS (
    SELECT $3::json -> 'answer' AS answer, $3::json -> 'case' AS case
), settled AS (
    UPDATE feedbacks f
    SET
        status = told.answer ->> 'status', doubts = told.answer ->> 'doubts',
        doubted_at = CASE WHEN told.answer ->> 'doubts' IS NOT NULL THEN $4::timestamptz END
    FROM told WHERE f.id = $1
), says AS (
    UPDATE cases c
    SET says = (told.case -> 'says')::jsonb, late_from = (told.case ->> 'late_from')::timestamptz
    FROM told WHERE c.id = $2
)
INSERT INTO evidence (
    case_id, origin_type, origin_id, resolution_id, feedback_id, employee_id, unit_id, kind, value, weight, stratum,
    occurred_on, counted, reason, standing, recorded_at
)
SELECT
    $2, 'CASE', $2, x.resolution_id, $1, x.employee_id, x.unit_id, x.kind, x.value, x.weight, x.stratum,
    x.occurred_on, x.counted, x.reason, x.standing, $4
FROM json_to_recordset($3::json -> 'evidence') AS x(
    resolution_id uuid, employee_id uuid, unit_id uuid, kind text, value float8, weight float8, stratum text,
    occurred_on date, counted bool, reason text, standing text
)
