SELECT k.answer ->> 'feedback'
FROM client_keys k
WHERE k.scope = 'rateResolution:' || encode($1, 'hex') || ':' AND k.client_key = $2
