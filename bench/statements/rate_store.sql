WITH told AS (
    INSERT INTO case_events (case_id, seq, type, actor, at) VALUES ($1, $2, 'RATED', 'CITIZEN', $3)
), answered AS (
    INSERT INTO feedbacks (id, case_id, resolution_id, treatment, outcome, at, status)
    VALUES ($4, $1, $5, $6, $7, $3, 'COUNTED')
)
INSERT INTO evidence (
    case_id, origin_type, origin_id, resolution_id, feedback_id, employee_id, unit_id, kind, value, weight, stratum,
    occurred_on
)
SELECT $1, 'CASE', $1, $5, $4, said.employee_id, said.unit_id, said.kind, said.value, said.weight, $8, $9
FROM unnest($10::uuid[], $11::uuid[], $12::text[], $13::float8[], $14::float8[])
    AS said(employee_id, unit_id, kind, value, weight)
