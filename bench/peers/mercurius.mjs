// Mercurius 16 with graphql-jit and loaders over the same tables: one statement a relation, prepared by name,
// no logger, no GraphiQL. HOST, PORT, DATABASE_URL, POOL_SIZE and ZONE come from the environment.
import { readFileSync } from "node:fs";
import Fastify from "fastify";
import mercurius from "mercurius";
import pg from "pg";
import { createLoaders } from "./loaders.mjs";
import { submitComplaint } from "./submission.mjs";

const { HOST, PORT, DATABASE_URL, POOL_SIZE, ZONE } = process.env;
const TIMESTAMPTZ = 1184;
const DATE = 1082;

// "2026-01-02 03:04:05.678+07" is ISO 8601 but for the blank and the minutes of the offset.
pg.types.setTypeParser(TIMESTAMPTZ, (text) => `${text.replace(" ", "T")}:00`);
pg.types.setTypeParser(DATE, (text) => text);

const pool = new pg.Pool({
  connectionString: DATABASE_URL,
  max: Number(POOL_SIZE),
  options: `-c timezone=${ZONE}`,
});

async function fetchEmployees(name, clauses, values) {
  const text = `SELECT id, name, employment, left_on AS "leftOn" FROM employees ${clauses}`;
  return (await pool.query({ name, text, values })).rows;
}

const resolvers = {
  Query: {
    employees: (_, { first, ids }) =>
      ids
        ? fetchEmployees("named", "WHERE id = ANY($2) ORDER BY name, id LIMIT $1", [first, ids])
        : fetchEmployees("first", "ORDER BY name, id LIMIT $1", [first]),
    employee: async (_, { id }) => (await fetchEmployees("one", "WHERE id = $1", [id]))[0] ?? null,
  },
  Mutation: {
    submitComplaint: async (_, { input }) => {
      const client = await pool.connect();
      try {
        await client.query("BEGIN");
        const receipt = await submitComplaint(async (statement) => (await client.query(statement)).rows, input);
        await client.query("COMMIT");
        return receipt;
      } catch (error) {
        await client.query("ROLLBACK");
        throw error;
      } finally {
        client.release();
      }
    },
  },
  Score: { period: ({ code }) => ({ code }) },
};

const app = Fastify();
app.register(mercurius, {
  schema: readFileSync(new URL("mercurius.graphql", import.meta.url), "utf8"),
  resolvers,
  loaders: createLoaders(pool),
  jit: 1,
  compilerOptions: { disableLeafSerialization: true, disablingCapturingStackErrors: true },
  graphiql: false,
});
await app.listen({ host: HOST, port: Number(PORT) });
