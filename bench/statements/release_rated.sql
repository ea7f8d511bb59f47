WITH RECURSIVE kin AS (
    SELECT $1::uuid AS feedback_id
    UNION
    SELECT other.feedback_id
    FROM kin
    JOIN answer_marks own ON own.feedback_id = kin.feedback_id
    JOIN answer_marks other ON other.mark = own.mark
)
SELECT
    (SELECT array_agg(f.case_id) FROM kin JOIN feedbacks f ON f.id = kin.feedback_id) AS cases,
    (
        SELECT array_agg(DISTINCT e.employee_id ORDER BY e.employee_id)
        FROM feedbacks f
        JOIN evidence e ON e.case_id = f.case_id AND e.resolution_id = f.resolution_id AND e.superseded_at IS NULL
        LEFT JOIN answer_inspections i ON i.employee_id = e.employee_id
        WHERE f.id = $1 AND e.employee_id IS NOT NULL AND (i.at IS NULL OR $2 NOT BETWEEN i.at AND i.at + interval '1 hour')
    ) AS unseen
