CREATE OR REPLACE VIEW bench_posts AS
SELECT DISTINCT ON (employee_id) employee_id, unit_id, position_id
FROM assignments
WHERE valid_from <= current_date AND (valid_to IS NULL OR valid_to > current_date)
ORDER BY employee_id, status <> 'DEFINITIVE', valid_from DESC;

CREATE OR REPLACE VIEW bench_numbers AS
SELECT DISTINCT ON (employee_id) employee_id, value
FROM identity_numbers
ORDER BY employee_id, valid_from DESC;
