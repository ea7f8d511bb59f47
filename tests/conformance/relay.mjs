// relay-compiler over the committed schema with a small application: pages of connections, fragments, a change and
// a subscription. What it compiles is then asked of the service, page by page as Relay would.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { check, post } from "./checks.mjs";
import { findEmployee } from "./complaints.mjs";

const compiler = createRequire(import.meta.url)("relay-compiler");
const place = (path) => fileURLToPath(new URL(path, import.meta.url));
const directory = mkdtempSync(join(tmpdir(), "simpul-relay-"));
const PAGE = 7;
const PAGES = 3;

const operations = {};

function compile() {
  cpSync(place("relay"), directory, { recursive: true });
  cpSync(place("../../schema/schema.graphql"), join(directory, "schema.graphql"));
  mkdirSync(join(directory, "artifacts"));
  writeFileSync(join(directory, "operations.json"), "{}");
  execFileSync(compiler, ["relay.config.json"], { cwd: directory, encoding: "utf8", stdio: "pipe" });
  for (const text of Object.values(JSON.parse(readFileSync(join(directory, "operations.json"), "utf8")))) {
    operations[text.match(/(?:query|mutation|subscription) (\w+)/)[1]] = text;
  }
}

try {
  await check("relay: the application compiles", compile);
  await check("relay: queries, changes and subscriptions came out", () => {
    const expected = ["AnyNodeQuery", "EmployeeCasesPageQuery", "EmployeesPageQuery", "EmployeesQuery"];
    expected.push("ScoreChangedSubscription", "SubmitComplaintMutation");
    assert.deepEqual(Object.keys(operations).sort(), expected);
  });
  await check("relay: a connection is read page by page, nothing twice", async () => {
    const seen = [];
    let { employees } = await post(operations.EmployeesQuery, { count: PAGE });
    for (let number = 1; ; number += 1) {
      seen.push(...employees.edges.map(({ node }) => node.id));
      assert.equal(employees.edges.at(-1).cursor, employees.pageInfo.endCursor);
      if (number === PAGES) break;
      assert.equal(employees.pageInfo.hasNextPage, true);
      const cursor = employees.pageInfo.endCursor;
      ({ employees } = await post(operations.EmployeesPageQuery, { count: PAGE, cursor }));
    }
    assert.equal(new Set(seen).size, PAGE * PAGES);
  });
  await check("relay: a connection of one object is read on through node", async () => {
    const id = await findEmployee();
    const first = await post(operations.EmployeeCasesPageQuery, { id, count: 2 });
    assert.equal(first.node.handledCases.edges.length, 2);
    const cursor = first.node.handledCases.pageInfo.endCursor;
    const second = await post(operations.EmployeeCasesPageQuery, { id, count: 2, cursor });
    const ids = [first, second].flatMap(({ node }) => node.handledCases.edges.map((edge) => edge.node.id));
    assert.equal(new Set(ids).size, ids.length);
  });
  await check("relay: any object is found through node, with the fragments of its type", async () => {
    const id = await findEmployee();
    const { node } = await post(operations.AnyNodeQuery, { id, detailed: true });
    assert.deepEqual([node.__typename, node.id, typeof node.name], ["Employee", id, "string"]);
    const plain = await post(operations.AnyNodeQuery, { id, detailed: false });
    assert.deepEqual(plain.node, { __typename: "Employee", id });
  });
  await check("relay: a change answers with its payload or with an error to read", async () => {
    const input = { category: "cat_nothing", description: "Jalan berlubang." };
    const { submitComplaint } = await post(operations.SubmitComplaintMutation, { input });
    assert.equal(submitComplaint.code, "UNKNOWN_CATEGORY");
    assert.deepEqual(submitComplaint.path, ["category"]);
  });
} finally {
  rmSync(directory, { recursive: true });
}
