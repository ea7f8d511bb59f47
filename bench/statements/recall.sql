SELECT k.subject_id, k.answer
FROM client_keys k
WHERE k.scope = 'submitComplaint:' || $1 || ':' AND k.client_key = $2
