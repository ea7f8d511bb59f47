SELECT k.subject_id, k.answer
FROM idempotency_keys k
WHERE k.scope = 'submitComplaint:' || $1 || ':' AND k.idempotency_key = $2
