SELECT
    (SELECT array_agg(h.day ORDER BY h.day) FROM holidays h) AS holidays,
    (SELECT array_agg(p.id ORDER BY p.starts_on) FROM periods p WHERE $1 BETWEEN p.starts_on AND p.ends_on) AS periods,
    (SELECT json_agg(p) FROM periods p) AS all_periods,
    (SELECT (p.parameters -> 'controllability' ->> 'INTERACTION')::float8 FROM policies p WHERE p.version = 1) AS treatment,
    (SELECT (p.parameters -> 'controllability' ->> 'OUTCOME')::float8 FROM policies p WHERE p.version = 1) AS outcome
