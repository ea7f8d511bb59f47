INSERT INTO client_keys (scope, client_key, fingerprint, subject_id, answer)
VALUES ('rateResolution:' || encode($1, 'hex') || ':', $2, $3, '00000000-0000-0000-0000-000000000000', '{}')
ON CONFLICT (scope, client_key) DO NOTHING
RETURNING id
