-- What the demonstration lacks: the withheld, the linked, the equal, the quoted, and periods that begin together.
UPDATE cases SET confidential = true
WHERE id IN (SELECT id FROM cases ORDER BY ticket OFFSET 40 LIMIT 60);

UPDATE cases SET source_system = 'siak', external_id = ticket, holder_id = NULL
WHERE id IN (SELECT id FROM cases ORDER BY ticket LIMIT 12);

UPDATE cases SET due_at = NULL, description = E'Jalan "rusak" \\ \x01 \U0001F6A7\nbaris dua'
WHERE id IN (SELECT id FROM cases ORDER BY ticket DESC LIMIT 25);

UPDATE cases SET received_at = date_trunc('day', received_at);

UPDATE employees SET name = 'Siti "Ayu" Rahmawati, S.Kom., M.Kom., Ph.D., yang namanya panjang sekali benar'
WHERE id IN (SELECT id FROM employees ORDER BY name LIMIT 5);

UPDATE employees SET left_on = '2026-10-01'
WHERE id IN (SELECT id FROM employees ORDER BY id DESC LIMIT 3);

UPDATE categories SET parent_id = (SELECT id FROM categories ORDER BY code LIMIT 1)
WHERE id IN (SELECT id FROM categories ORDER BY code OFFSET 1 LIMIT 6);

UPDATE case_events SET public = false WHERE seq % 3 = 0;

UPDATE feedbacks SET status = 'QUARANTINED', text = 'Kata sendiri'
WHERE id IN (SELECT id FROM feedbacks ORDER BY at LIMIT 30);

INSERT INTO case_links (case_id, source_system, external_id, title)
SELECT id, 'lapor', number::text, 'Laporan' FROM cases, generate_series(1, 3) AS number WHERE confidential;

INSERT INTO audit_entries (role, action, actor_id, detail, at)
SELECT
    'COMPLAINT_OFFICER',
    (ARRAY['assignComplaint', 'resolveComplaint'])[1 + number % 2],
    (SELECT id FROM employees ORDER BY id LIMIT 1),
    jsonb_build_object('number', number),
    timestamptz '2026-11-01 08:00+07' + number / 2 * interval '1 hour'
FROM generate_series(1, 15) AS number;

INSERT INTO due_work (kind, key, payload, state, due_at, attempts, attempted_at, finished_at, failure)
SELECT
    (ARRAY['OPEN_PERIOD', 'FORGET_DONE_WORK'])[1 + number % 2],
    'nomor ' || number,
    '{"rahasia": true}',
    state,
    timestamptz '2026-11-01 08:00+07' + number / 2 * interval '1 hour',
    number % 4,
    CASE WHEN number % 4 > 0 THEN timestamptz '2026-11-01 08:00+07' END,
    CASE WHEN state <> 'WAITING' THEN timestamptz '2026-11-01 09:00+07' END,
    CASE WHEN state = 'FAILED' THEN 'TimeoutError' END
FROM generate_series(1, 18) AS number, (VALUES (0, 'WAITING'), (1, 'DONE'), (2, 'FAILED')) AS states (rest, state)
WHERE number % 3 = rest;

INSERT INTO periods (code, name, kind, starts_on, ends_on)
SELECT '2026-M10', 'Oktober 2026', 'MONTHLY', max(starts_on), max(starts_on) + 30 FROM periods;

INSERT INTO performance_plans (employee_id, period_id, state)
SELECT employees.id, periods.id, 'DRAFT' FROM employees, periods WHERE periods.code = '2026-M10';

INSERT INTO scores (employee_id, period_id, policy_id, coverage, inputs_hash, computed_at)
SELECT employees.id, periods.id, policies.id, 0.5, 'none', timestamptz '2026-11-01 08:00+07'
FROM employees, periods, policies WHERE periods.code = '2026-M10';

ANALYZE;

-- Everybody who appraises somebody today once appraised others, and no longer does.
INSERT INTO assignments (employee_id, unit_id, position_id, appraiser_id, status, valid_from, valid_to)
SELECT once.employee_id, once.unit_id, once.position_id, head.appraiser_id, 'DEFINITIVE', '2020-01-01', '2020-12-31'
FROM (SELECT DISTINCT appraiser_id FROM assignments WHERE appraiser_id IS NOT NULL) AS head
CROSS JOIN LATERAL (
    SELECT * FROM assignments AS other
    WHERE other.appraiser_id IS DISTINCT FROM head.appraiser_id AND other.employee_id <> head.appraiser_id
        AND EXISTS (SELECT 1 FROM scores WHERE scores.employee_id = other.employee_id)
    ORDER BY md5(other.employee_id::text || head.appraiser_id::text)
    LIMIT 3
) AS once;

UPDATE indicators SET name = name - 'en'
WHERE id IN (SELECT id FROM indicators ORDER BY id LIMIT 40);

UPDATE score_components SET label = label - 'id' || '{"tlh": "nobody here knows it"}'
WHERE id IN (SELECT id FROM score_components ORDER BY id LIMIT 40);

-- Offices of this size publish nothing: what is published of some is as it would be of larger ones.
INSERT INTO published_scores (unit_id, period_id, policy_id, kind, estimate, low, high, cases, published_on)
SELECT unit_id, period_id, policy_id, kind, round(estimate::numeric, 1), low, high, cases, '2026-11-23'
FROM unit_scores WHERE superseded_at IS NULL ORDER BY cases DESC, id LIMIT 30;
