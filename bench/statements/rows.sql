SELECT
    (SELECT count(*) FROM employees) AS employees,
    (SELECT count(*) FROM scores) AS scores,
    (SELECT count(*) FROM score_components) AS score_components,
    (SELECT count(*) FROM indicators) AS indicators,
    (SELECT count(*) FROM cases) AS cases,
    (SELECT count(*) FROM case_events) AS case_events,
    (SELECT count(*) FROM resolutions) AS resolutions,
    (SELECT count(*) FROM feedbacks) AS feedbacks
