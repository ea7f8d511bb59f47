// Server-sent events by the official client of graphql-sse, a connection for each operation.
import assert from "node:assert/strict";
import { createClient } from "graphql-sse";
import { authorise, check, post, TOKEN, URL_HTTP, within } from "./checks.mjs";
import { bringComplaint, findEmployee, handOn } from "./complaints.mjs";

const PATIENCE = 60_000;
const UNITS = "{ units(first: 3) { nodes { code name } } }";
const SCORE_CHANGED = "subscription ($employee: ID!) { scoreChanged(employee: $employee) { id coverage } }";
const COMPLAINT_CHANGED = `subscription ($ticket: String!, $accessCode: String!) {
  complaintChanged(ticket: $ticket, accessCode: $accessCode) { ticket status }
}`;

const open = (token) =>
  createClient({ url: URL_HTTP, singleConnection: false, retryAttempts: 0, headers: token ? authorise(token) : {} });

async function takeNext(iterator, what) {
  const { value, done } = await within(PATIENCE, iterator.next(), what);
  assert.equal(done, false, `${what}: the stream ended`);
  return value;
}

await check("sse: a query answers as over HTTP, then completes", async () => {
  const results = [];
  for await (const result of open().iterate({ query: UNITS })) results.push(result);
  assert.deepEqual(results, [{ data: await post(UNITS) }]);
});

await check("sse: a subscription begins with the present state", async () => {
  const stream = open(TOKEN).iterate({ query: SCORE_CHANGED, variables: { employee: await findEmployee() } });
  const { data, errors } = await takeNext(stream, "the score");
  assert.equal(errors, undefined, JSON.stringify(errors));
  assert.match(data.scoreChanged.id, /^scr_/);
  await stream.return();
});

await check("sse: a subscription delivers a change", async () => {
  const complaint = await bringComplaint();
  const { ticket, accessCode } = complaint;
  const stream = open().iterate({ query: COMPLAINT_CHANGED, variables: { ticket, accessCode } });
  const before = await takeNext(stream, "the present state");
  assert.deepEqual(before, { data: { complaintChanged: { ticket, status: "SUBMITTED" } } });
  await handOn(complaint);
  const after = await takeNext(stream, "the change");
  assert.deepEqual(after, { data: { complaintChanged: { ticket, status: "ASSIGNED" } } });
  await stream.return();
});

await check("sse: two operations at once have a connection each", async () => {
  const client = open(TOKEN);
  const employee = await findEmployee();
  const streams = [0, 1].map(() => client.iterate({ query: SCORE_CHANGED, variables: { employee } }));
  const [first, second] = await Promise.all(streams.map((stream) => takeNext(stream, "the score")));
  assert.deepEqual(first, second);
  await Promise.all(streams.map((stream) => stream.return()));
});

await check("sse: a document that does not validate is answered with its errors", async () => {
  const outcome = await within(PATIENCE, open().iterate({ query: "{ nothing }" }).next(), "the errors");
  assert.match(outcome.value.errors[0].message, /nothing/);
});

await check("sse: a false token is refused with 401", async () => {
  const stream = open("false").iterate({ query: UNITS });
  await assert.rejects(within(PATIENCE, stream.next(), "the refusal"), ({ response }) => response?.status === 401);
});
