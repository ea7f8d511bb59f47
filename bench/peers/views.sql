CREATE OR REPLACE VIEW bench_posts AS
SELECT e.id AS employee_id, held.unit_id, held.position_id
FROM employees e
CROSS JOIN LATERAL (
    SELECT a.unit_id, a.position_id
    FROM assignments a
    WHERE a.employee_id = e.id AND a.valid_from <= current_date
        AND (a.valid_to IS NULL OR a.valid_to >= current_date)
    ORDER BY a.status <> 'DEFINITIVE', a.valid_from DESC
    LIMIT 1
) held;

CREATE OR REPLACE VIEW bench_numbers AS
SELECT e.id AS employee_id, latest.value
FROM employees e
CROSS JOIN LATERAL (
    SELECT i.value
    FROM identity_numbers i
    WHERE i.employee_id = e.id
    ORDER BY i.valid_from DESC
    LIMIT 1
) latest;

CREATE OR REPLACE FUNCTION score_components_indonesian(component score_components) RETURNS text
LANGUAGE sql STABLE AS $$ SELECT component.label ->> 'id' $$;

CREATE OR REPLACE FUNCTION indicators_indonesian(indicator indicators) RETURNS text
LANGUAGE sql STABLE AS $$ SELECT indicator.name ->> 'id' $$;
