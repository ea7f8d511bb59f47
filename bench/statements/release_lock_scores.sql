SELECT pg_advisory_xact_lock(locks.key)
FROM (SELECT DISTINCT hashtextextended(name, 0) AS key FROM unnest($1::text[]) name ORDER BY key) locks
