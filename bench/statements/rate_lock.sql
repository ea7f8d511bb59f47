SELECT c.id
FROM cases c
WHERE c.access_hash = $1 AND c.status IN ('RESOLVED', 'CLOSED')
FOR NO KEY UPDATE OF c
