SET simpul.retention = 'on';
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

INSERT INTO sessions (employee_id, method, role, agent, started_at, last_used_at, ended_at, end_reason)
SELECT
    id,
    (ARRAY['TOTP', 'PASSKEY'])[1 + number % 2],
    'EMPLOYEE',
    'Firefox / Linux',
    timestamptz '2026-11-01 08:00+07' + number / 2 * interval '1 hour',
    timestamptz '2026-11-02 08:00+07',
    CASE WHEN number % 2 = 0 THEN timestamptz '2026-11-03 08:00+07' END,
    CASE WHEN number % 2 = 0 THEN 'SIGNED_OUT' END
FROM employees, generate_series(1, 4) AS number;

INSERT INTO periods (code, name, kind, starts_on, ends_on, state, opened_at)
SELECT '2026-M10', 'Oktober 2026', 'MONTHLY', max(starts_on), max(starts_on) + 30, 'OPEN',
    timestamptz '2026-10-01 00:00+07' FROM periods;

INSERT INTO performance_plans (employee_id, period_id, state)
SELECT employees.id, periods.id, 'DRAFT' FROM employees, periods WHERE periods.code = '2026-M10';

INSERT INTO scores (employee_id, period_id, policy_id, coverage, inputs_hash, computed_at)
SELECT employees.id, periods.id, policies.id, 0.5, 'none', timestamptz '2026-11-01 08:00+07'
FROM employees, periods, policies WHERE periods.code = '2026-M10' AND policies.version = 2;

-- Of so few cases the demonstration proposes nothing.
UPDATE scores SET predicate = CASE WHEN employee_id IN (SELECT id FROM employees ORDER BY id LIMIT 40)
    THEN 'GOOD' ELSE 'VERY_GOOD' END;
UPDATE weekly_scores SET predicate = CASE WHEN employee_id IN (SELECT id FROM employees ORDER BY id LIMIT 40)
    THEN 'GOOD' ELSE 'VERY_GOOD' END;

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

-- Cases that name somebody: whoever handled most, and whoever appraises them; units without units below; a mere name.
-- Nobody who sees everything is among them: the first of those who never handled a case.
CREATE TEMP TABLE outsider AS
SELECT id FROM employees WHERE NOT EXISTS (SELECT FROM segments WHERE employee_id = employees.id) ORDER BY id LIMIT 1;
CREATE TEMP TABLE busiest AS
SELECT employee_id AS id FROM segments WHERE employee_id IS NOT NULL
GROUP BY 1 ORDER BY count(DISTINCT case_id) DESC, 1 LIMIT 1;

INSERT INTO reported_parties (case_id, employee_id, named_at)
SELECT held.case_id, coalesce(named.id, busiest.id), timestamptz '2026-11-01 08:00+07'
FROM busiest
CROSS JOIN LATERAL (
    SELECT DISTINCT case_id FROM segments WHERE employee_id = busiest.id ORDER BY case_id LIMIT 8
) AS held
LEFT JOIN LATERAL (
    SELECT appraiser_id AS id FROM assignments
    WHERE employee_id = busiest.id AND valid_to IS NULL AND right(held.case_id::text, 1) < '8' LIMIT 1
) AS named ON true;

INSERT INTO reported_parties (case_id, unit_id, named_at, named_by_id, reason)
SELECT cases.id, cases.unit_id, timestamptz '2026-11-01 08:00+07', outsider.id, 'Disebut dalam surat.'
FROM cases, outsider
WHERE NOT EXISTS (SELECT FROM units WHERE parent_id = cases.unit_id)
  AND NOT EXISTS (SELECT FROM assignments WHERE unit_id = cases.unit_id AND employee_id = outsider.id)
  AND NOT EXISTS (SELECT FROM reported_parties WHERE case_id = cases.id)
ORDER BY md5(ticket) LIMIT 12;

INSERT INTO reported_parties (case_id, name, named_at)
SELECT id, 'Pak Handoko', timestamptz '2026-11-01 08:00+07' FROM cases
WHERE NOT EXISTS (SELECT FROM reported_parties WHERE case_id = cases.id) ORDER BY md5(ticket) DESC LIMIT 6;

UPDATE cases SET guarded = true WHERE id IN (SELECT case_id FROM reported_parties);

INSERT INTO audit_entries (role, action, subject_id, at)
SELECT 'COMPLAINT_OFFICER', 'assignComplaint', case_id, named_at FROM reported_parties;

INSERT INTO unmaskings (case_id, requested_by_id, requested_at, reason)
SELECT case_id, asking.id, timestamptz '2026-11-02 08:00+07', 'Ancaman terhadap pelapor.'
FROM reported_parties, (SELECT id FROM outsider UNION SELECT id FROM busiest) AS asking;

UPDATE unmaskings SET approved = true, decided_at = requested_at, decision_reason = 'Disetujui.', decided_by_id = busiest.id
FROM busiest WHERE requested_by_id <> busiest.id;

UPDATE resolutions SET standing = 'EXCLUDED', doubt = 'AT_ONCE', decided_by_id = outsider.id, decided_at = at
FROM outsider WHERE resolutions.id IN (SELECT id FROM resolutions ORDER BY md5(id::text) LIMIT 5);
UPDATE resolutions SET standing = 'QUARANTINED', decided_by_id = NULL, decided_at = NULL, escalated_at = at WHERE id IN (SELECT id FROM resolutions ORDER BY md5(id::text) LIMIT 2);

UPDATE cases SET self_assigned = true
WHERE holder_id IS NOT NULL AND id IN (SELECT id FROM cases WHERE confidential ORDER BY md5(ticket) LIMIT 30);

UPDATE indicators SET name = name - 'en'
WHERE id IN (SELECT id FROM indicators ORDER BY id LIMIT 40);

UPDATE score_components SET label = label - 'id' || '{"tlh": "nobody here knows it"}'
WHERE id IN (SELECT id FROM score_components ORDER BY id LIMIT 40);

-- Offices of this size publish nothing: what is published of some is as it would be of larger ones.
INSERT INTO published_scores (unit_id, period_id, policy_id, kind, estimate, low, high, cases, published_on)
SELECT unit_id, period_id, policy_id, kind, round(estimate::numeric, 1), low, high, greatest(cases, 30), '2026-11-23'
FROM unit_scores WHERE superseded_at IS NULL ORDER BY cases DESC, id LIMIT 30;

INSERT INTO unmaskings (case_id, requested_by_id, requested_at, reason)
SELECT cases.id, employees.id, timestamptz '2026-11-20 08:00+07', 'Perlu dihubungi.'
FROM (SELECT id, row_number() OVER (ORDER BY id) AS number FROM cases LIMIT 60) AS cases
JOIN (SELECT id, row_number() OVER (ORDER BY id) AS number FROM employees LIMIT 60) AS employees USING (number);

UPDATE unmaskings SET approved = true, decided_at = requested_at, decision_reason = 'Perlu.', decided_by_id = other.id
FROM (SELECT id FROM employees ORDER BY id DESC LIMIT 1) AS other
WHERE unmaskings.id IN (SELECT id FROM unmaskings ORDER BY case_id LIMIT 5) AND requested_by_id <> other.id;
-- Two ask that some cases be erased; one of these requests was decided, and one case is erased.
INSERT INTO erasures (case_id, requested_by_id, requested_at, reason)
SELECT case_id, requested_by_id, requested_at, reason FROM unmaskings;

UPDATE erasures SET approved = true, decided_at = requested_at, decision_reason = 'Perlu.', decided_by_id = other.id
FROM (SELECT id FROM employees ORDER BY id DESC LIMIT 1) AS other
WHERE erasures.id IN (SELECT id FROM erasures ORDER BY case_id LIMIT 5) AND requested_by_id <> other.id;

UPDATE cases SET content_key = NULL, erased_at = '2026-11-20 08:00+07'
WHERE id IN (SELECT case_id FROM erasures WHERE approved)
    OR id IN (SELECT id FROM cases WHERE status = 'RESOLVED' AND confidential ORDER BY md5(ticket) LIMIT 10);

-- The same two ask that cases no longer name somebody; some of that was denied.
INSERT INTO withdrawals (case_id, party_id, requested_by_id, requested_at, reason)
SELECT reported_parties.case_id, reported_parties.id, requested_by_id, requested_at, 'Bukan pegawai.'
FROM reported_parties JOIN unmaskings ON unmaskings.case_id = reported_parties.case_id;

UPDATE withdrawals SET approved = false, decided_at = requested_at, decision_reason = 'Tetap.', decided_by_id = other.id
FROM (SELECT id FROM employees ORDER BY id DESC LIMIT 1) AS other
WHERE withdrawals.id IN (SELECT id FROM withdrawals ORDER BY case_id LIMIT 5) AND requested_by_id <> other.id;

-- One grant to each of some people, proposed and not confirmed by somebody else; revoked where there is a third.
INSERT INTO grants
    (employee_id, role, reason, starts_at, at, granted_by, confirmed_at, confirmed_by, revoked_at, revoked_by, revoke_reason)
SELECT id, 'HR_AGENCY', 'Keputusan', '2026-11-02 08:00+07', '2026-11-02 08:00+07', before,
    CASE WHEN place % 3 > 0 THEN timestamptz '2026-11-03 08:00+07' END, CASE WHEN place % 3 > 0 THEN earlier END,
    CASE WHEN place % 3 > 1 THEN timestamptz '2026-11-04 08:00+07' END, CASE WHEN place % 3 > 1 THEN before END,
    CASE WHEN place % 3 > 1 THEN 'Mutasi' END
FROM (
    SELECT id, lag(id) OVER peers AS before, lag(id, 2) OVER peers AS earlier, row_number() OVER peers AS place
    FROM employees WINDOW peers AS (ORDER BY id)
) AS person WHERE place BETWEEN 3 AND 14;

-- What has been read of the busiest, of some others, and of some cases; tests that share this world add none.
INSERT INTO readings (role, viewer_id, what, subject_type, subject_id, at)
SELECT
    'HR_AGENCY',
    CASE WHEN number % 5 > 0 THEN outsider.id END,
    (ARRAY['SCORE', 'PLAN', 'EVIDENCE', 'IDENTITY_NUMBER'])[1 + number % 4],
    'Employee',
    read.id,
    timestamptz '2026-11-02 08:00+07' + number / 2 * interval '1 hour'
FROM outsider, (SELECT id FROM busiest UNION (SELECT id FROM employees ORDER BY id LIMIT 9)) AS read,
    generate_series(1, 7) AS number;

INSERT INTO readings (role, viewer_id, what, subject_type, subject_id, at)
SELECT 'AUDITOR', outsider.id, 'CONFIDENTIAL_CONTENT', 'Case', case_id, timestamptz '2026-11-02 08:00+07'
FROM outsider, reported_parties;

-- Answers that wait, for each reason that there may be.
INSERT INTO weekly_answers (score_id, seq, kind, count, reason)
SELECT score.id, 900 + number, 'TREATMENT', 12, reason
FROM (SELECT id FROM weekly_scores WHERE superseded_at IS NULL ORDER BY id LIMIT 1) AS score,
    unnest('{HELD,BURST,ONE_PERSON,LATER_WORD}'::text[]) WITH ORDINALITY AS reasons (reason, number);

CREATE FUNCTION leave_out() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE TRIGGER read_only BEFORE INSERT ON readings FOR EACH ROW EXECUTE FUNCTION leave_out();

-- Steps as the second method tells them, with a label that JSON writes otherwise.
UPDATE score_axes SET steps = '
    {"axis": "WORK_BEHAVIOUR", "parts": [{"key": "TREATMENT", "label": {"id": "Pelayanan \"ramah\"",
    "en": "Treatment \\ \"kind\""}, "kind": "TREATMENT", "form": "RATING", "source": "TREATMENT",
    "cases_of": "TREATMENT", "read_as": "ANSWERS", "is_measured": false, "weight": 1.0, "slope": 1.6, "usual": 20.0,
    "trust": 1.0, "information": 3.9859, "emphasis": 1.0, "known": true, "counts": true, "n": 37.0, "pieces": 37, "total": 27.0,
    "expected": 26.64, "fewest": 9, "most": 9, "unheard": 0.0, "observed": 3.1892, "attainment": null,
    "quality": 0.0697, "estimate": 3.1857, "reference": 3.16, "missing": [], "waiting": [], "shares": [0.05, 0.07,
    0.18, 0.35, 0.35]}], "quality": 0.0697, "quality_low": -0.6111, "quality_high": 0.7528, "unevenness": 0.0,
    "doubt": 0.0, "estimate": 3.1857, "low": 2.9028, "high": 3.3995, "reference": 3.16,
    "below": {"threshold": -0.2542, "balance": 2.8035, "spread": 3.0256, "doubt": 0.0, "chance": 0.1771},
    "above": {"threshold": 0.2841, "balance": -1.6814, "spread": 2.7432, "doubt": 0.0, "chance": 0.27}, "cases": 37,
    "coverage": 1.0, "enough": 1.0, "known": 1.0, "rules": {"minimum_rated": 30.0, "least_coverage": 0.5,
    "most_doubt": 1.3, "confidence": 0.9, "interval": 0.95, "delta": 0.1}, "rating": "MEETS", "undecided": null,
    "needs_reading": false}
'
WHERE axis = 'WORK_BEHAVIOUR';
