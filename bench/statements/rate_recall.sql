SELECT k.answer ->> 'feedback'
FROM idempotency_keys k
WHERE k.scope = 'rateResolution:' || $1 || ':' AND k.idempotency_key = $2
