SELECT
    c.id,
    c.code,
    c.unit_id,
    c.resolve_working_days,
    (SELECT array_agg(h.day ORDER BY h.day) FROM holidays h) AS holidays
FROM categories c
WHERE c.id = $1
