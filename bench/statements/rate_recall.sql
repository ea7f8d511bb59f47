SELECT k.answer ->> 'feedback'
FROM idempotency_keys k
WHERE k.scope = 'rateResolution:' || encode($1, 'hex') || ':' AND k.idempotency_key = $2
