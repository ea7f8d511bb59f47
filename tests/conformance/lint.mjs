// The committed schema under graphql-schema-linter. Of its rules only those are left out that want names in
// alphabetical order: ours are in the order in which they are best read.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { report } from "./checks.mjs";

const require = createRequire(import.meta.url);
const { Configuration } = require("graphql-schema-linter/lib/configuration.js");
const { validateSchemaDefinition } = require("graphql-schema-linter/lib/validator.js");

const SCHEMA = new URL("../../schema/schema.graphql", import.meta.url);
const RULES = [
  "arguments-have-descriptions",
  "defined-types-are-used",
  "deprecations-have-a-reason",
  "descriptions-are-capitalized",
  "enum-values-all-caps",
  "enum-values-have-descriptions",
  "fields-are-camel-cased",
  "fields-have-descriptions",
  "input-object-values-are-camel-cased",
  "input-object-values-have-descriptions",
  "relay-connection-arguments-spec",
  "relay-connection-types-spec",
  "relay-page-info-spec",
  "types-are-capitalized",
  "types-have-descriptions",
];

const definition = readFileSync(SCHEMA, "utf8");
const configuration = new Configuration({ definition }, { rules: RULES });
const rules = configuration.getRules();
const found = validateSchemaDefinition({ definition }, rules, configuration);
for (const { ruleName, message, locations } of found) {
  report(`lint: line ${locations?.[0]?.line}`, `${ruleName}: ${message}`);
}
report(`lint: ${RULES.length} rules`, rules.length === RULES.length ? null : `there are ${rules.length} of them`);
report("lint: no findings", found.length === 0 ? null : `${found.length}`);
