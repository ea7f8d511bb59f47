// One statement a relation, whatever the number of parents.

const POSTS = `
  SELECT DISTINCT ON (employee_id) employee_id, unit_id, position_id
  FROM assignments
  WHERE employee_id = ANY($1) AND valid_from <= current_date AND (valid_to IS NULL OR valid_to >= current_date)
  ORDER BY employee_id, status <> 'DEFINITIVE', valid_from DESC`;

const STATEMENTS = {
  identityNumbers: `
    SELECT DISTINCT ON (employee_id) employee_id AS parent, value
    FROM identity_numbers
    WHERE employee_id = ANY($1)
    ORDER BY employee_id, valid_from DESC`,
  positions: `
    SELECT post.employee_id AS parent, p.title, p.type, p.job_family AS "jobFamily"
    FROM (${POSTS}) post JOIN positions p ON p.id = post.position_id`,
  units: `
    SELECT post.employee_id AS parent, u.code, u.name, u.kind
    FROM (${POSTS}) post JOIN units u ON u.id = post.unit_id`,
  score: `
    SELECT employee_id AS parent, id, predicate, coverage, computed_at AS "computedAt"
    FROM scores
    WHERE employee_id = ANY($1) AND period_id = $2`,
  scores: `
    SELECT s.employee_id AS parent, s.id, s.predicate, s.coverage, s.computed_at AS "computedAt", p.code
    FROM scores s JOIN periods p ON p.id = s.period_id
    WHERE s.employee_id = ANY($1)
    ORDER BY p.starts_on DESC`,
  axes: `
    SELECT score_id AS parent, id, axis, estimate, low, high, effective_n AS "effectiveN", rating
    FROM score_axes
    WHERE score_id = ANY($1)
    ORDER BY score_id, axis DESC`,
  components: `
    SELECT axis_id AS parent, key, label ->> 'id' AS label, weight, estimate, attainment, n, effective_n AS "effectiveN"
    FROM score_components
    WHERE axis_id = ANY($1)
    ORDER BY axis_id, seq`,
  indicators: `
    SELECT
      l.employee_id AS parent, i.name ->> 'id' AS name, i.aspect, i.unit_of_measure AS "unitOfMeasure", i.direction,
      i.target_min AS "targetMin", i.target_max AS "targetMax", i.weight
    FROM performance_plans l JOIN indicators i ON i.plan_id = l.id
    WHERE l.employee_id = ANY($1) AND l.period_id = $2
    ORDER BY l.employee_id, i.seq`,
  cases: `
    SELECT parent, c.*
    FROM unnest($1::uuid[]) parent
    CROSS JOIN LATERAL (
      SELECT id, ticket, status, outcome, received_at AS "receivedAt", resolved_at AS "resolvedAt"
      FROM cases
      WHERE holder_id = parent
      ORDER BY received_at DESC, id DESC
      LIMIT $2
    ) c`,
  resolutions: `
    SELECT case_id AS parent, seq, at, outcome, reopened_at AS "reopenedAt"
    FROM resolutions
    WHERE case_id = ANY($1)
    ORDER BY case_id, seq`,
};

async function fetchRows(pool, name, queries, rest) {
  const keys = queries.map(({ obj }) => obj.id);
  const { rows } = await pool.query({ name, text: STATEMENTS[name], values: [keys, ...rest] });
  return { keys, rows };
}

function one(pool, name, pick = (row) => row, parameters = () => []) {
  return async (queries) => {
    const { keys, rows } = await fetchRows(pool, name, queries, parameters(queries[0].params));
    const found = new Map(rows.map((row) => [row.parent, pick(row)]));
    return keys.map((key) => found.get(key) ?? null);
  };
}

function many(pool, name, parameters = () => []) {
  return async (queries) => {
    const { keys, rows } = await fetchRows(pool, name, queries, parameters(queries[0].params));
    const found = new Map(keys.map((key) => [key, []]));
    for (const row of rows) found.get(row.parent).push(row);
    return keys.map((key) => found.get(key));
  };
}

export function createLoaders(pool) {
  return {
    Employee: {
      identityNumber: one(pool, "identityNumbers", (row) => row.value),
      position: one(pool, "positions"),
      unit: one(pool, "units"),
      score: one(pool, "score", undefined, ({ period }) => [period]),
      scores: many(pool, "scores"),
      indicators: many(pool, "indicators", ({ period }) => [period]),
      cases: many(pool, "cases", ({ first }) => [first]),
    },
    Score: { axes: many(pool, "axes") },
    ScoreAxis: { components: many(pool, "components") },
    Case: { resolutions: many(pool, "resolutions") },
  };
}
