SELECT k.subject_id, c.ticket, k.answer
FROM idempotency_keys k
JOIN cases c ON c.id = k.subject_id
WHERE k.scope = 'submitComplaint:' || $1 || ':' AND k.idempotency_key = $2
