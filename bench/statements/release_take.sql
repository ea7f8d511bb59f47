SELECT w.id, w.key::uuid AS answer_id
FROM due_work w
WHERE w.state = 'WAITING' AND w.kind = 'RELEASE_ANSWER' AND w.due_at <= $1
ORDER BY w.due_at, w.id
LIMIT 1
FOR UPDATE SKIP LOCKED
