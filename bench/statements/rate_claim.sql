INSERT INTO idempotency_keys (scope, idempotency_key, fingerprint, subject_id, answer)
VALUES ('rateResolution:' || $1 || ':', $2, $3, '00000000-0000-0000-0000-000000000000', '{}')
ON CONFLICT (scope, idempotency_key) DO NOTHING
RETURNING id
