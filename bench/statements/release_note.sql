INSERT INTO answer_inspections (employee_id, at) SELECT person, $2 FROM unnest($1::uuid[]) person
ON CONFLICT (employee_id) DO UPDATE SET at = excluded.at
