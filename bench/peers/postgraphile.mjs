// PostGraphile 5 over the same tables, set up as for production: no GraphiQL, no explain, no watching, data
// written out as text. HOST, PORT, DATABASE_URL, POOL_SIZE and ZONE come from the environment.
import { createServer } from "node:http";
import { postgraphile } from "postgraphile";
import { makePgService } from "postgraphile/adaptors/pg";
import { grafserv } from "postgraphile/grafserv/node";
import { PostGraphileAmberPreset } from "postgraphile/presets/amber";
import { listOfCodec, sideEffectWithPgClientTransaction, TYPES } from "postgraphile/@dataplan/pg";
import { addPgTableCondition, extendSchema, gql, jsonPgSmartTags } from "postgraphile/utils";
import { submitComplaint } from "./submission.mjs";

const { HOST, PORT, DATABASE_URL, POOL_SIZE, ZONE } = process.env;

const views = jsonPgSmartTags({
  version: 1,
  config: {
    class: {
      bench_posts: {
        tags: {
          primaryKey: "employee_id",
          foreignKey: [
            "(employee_id) references employees (id)|@foreignFieldName post",
            "(unit_id) references units (id)|@fieldName unit",
            "(position_id) references positions (id)|@fieldName position",
          ],
        },
      },
      bench_numbers: {
        tags: {
          primaryKey: "employee_id",
          foreignKey: "(employee_id) references employees (id)|@foreignFieldName number",
        },
      },
    },
  },
});

const people = addPgTableCondition(
  { schemaName: "public", tableName: "employees" },
  "rowIds",
  ({ graphql, getGraphQLTypeByPgCodec }) => ({
    type: new graphql.GraphQLList(new graphql.GraphQLNonNull(getGraphQLTypeByPgCodec(TYPES.uuid, "input"))),
  }),
  (ids, { sql, sqlTableAlias, sqlValueWithCodec }) =>
    sql`${sqlTableAlias}.id = ANY(${sqlValueWithCodec(ids, listOfCodec(TYPES.uuid))})`,
);

const submission = extendSchema((build) => ({
  typeDefs: gql`
    input SubmitComplaintInput {
      idempotencyKey: String!
      idempotencySecret: String!
      category: UUID!
      description: String!
      contact: ContactInput!
    }
    input ContactInput {
      name: String
      phone: String
      email: String
    }
    type Receipt {
      ticket: String!
      accessCode: String!
      dueAt: String
    }
    extend type Mutation {
      submitComplaint(input: SubmitComplaintInput!): Receipt
    }
  `,
  objects: {
    Mutation: {
      plans: {
        submitComplaint: (_, { $input }) =>
          sideEffectWithPgClientTransaction(build.input.pgRegistry.pgExecutors.main, $input, (client, input) =>
            submitComplaint(async (statement) => (await client.query(statement)).rows, input),
          ),
      },
    },
  },
}));

const instance = postgraphile({
  extends: [PostGraphileAmberPreset],
  plugins: [views, people, submission],
  pgServices: [
    makePgService({
      connectionString: DATABASE_URL,
      poolConfig: { max: Number(POOL_SIZE), options: `-c timezone=${ZONE}` },
      pubsub: false,
    }),
  ],
  grafast: { explain: false },
  grafserv: { graphiql: false, watch: false, websockets: false, outputDataAsString: true },
});

const server = createServer();
await instance.createServ(grafserv).addTo(server);
await instance.getSchema();
server.listen(Number(PORT), HOST);
