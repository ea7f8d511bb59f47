// graphql-transport-ws by the official client, and by hand where a client would not misbehave.
import assert from "node:assert/strict";
import { createClient } from "graphql-ws";
import WebSocket from "ws";
import { authorise, check, post, TOKEN, URL_WEBSOCKET, within } from "./checks.mjs";
import { bringComplaint, findEmployee, handOn } from "./complaints.mjs";

const PATIENCE = 60_000;
const QUIET = 500;
const PROTOCOL = "graphql-transport-ws";
const UNITS = "{ units(first: 3) { nodes { code name } } }";
const SCORE_CHANGED = "subscription ($employee: ID!) { scoreChanged(employee: $employee) { id coverage } }";
const COMPLAINT_CHANGED = `subscription ($ticket: String!, $accessCode: String!) {
  complaintChanged(ticket: $ticket, accessCode: $accessCode) { ticket status }
}`;

async function withClient(options, body) {
  const client = createClient({ url: URL_WEBSOCKET, webSocketImpl: WebSocket, retryAttempts: 0, ...options });
  try {
    return await body(client);
  } finally {
    await client.dispose();
  }
}

const signedIn = { connectionParams: authorise(TOKEN) };

async function takeNext(iterator, what) {
  const { value, done } = await within(PATIENCE, iterator.next(), what);
  assert.equal(done, false, `${what}: the stream ended`);
  assert.equal(value.errors, undefined, JSON.stringify(value.errors));
  return value.data;
}

// A bare connection: what arrives is kept, and waited for in turn.
async function connect(protocol = PROTOCOL, init = { type: "connection_init" }) {
  const socket = new WebSocket(URL_WEBSOCKET, protocol);
  const arrived = [];
  const waiting = [];
  const settle = () => {
    while (arrived.length && waiting.length) waiting.shift()(arrived.shift());
  };
  const take = (item) => {
    arrived.push(item);
    settle();
  };
  socket.on("message", (text) => take(JSON.parse(text)));
  socket.on("close", (code) => take({ closed: code }));
  socket.on("error", () => {});
  const receive = () => within(PATIENCE, new Promise((resolve) => (waiting.push(resolve), settle())), "a message");
  const send = (message) => socket.send(typeof message === "string" ? message : JSON.stringify(message));
  await within(PATIENCE, new Promise((resolve, reject) => socket.on("open", resolve).on("error", reject)), "opening");
  const connection = { send, receive, arrived, end: () => socket.terminate() };
  if (init !== null) {
    send(init);
    assert.deepEqual((await receive()).type, "connection_ack");
  }
  return connection;
}

async function closes(code, connection, ...messages) {
  for (const message of messages) connection.send(message);
  let last = {};
  while (last.closed === undefined) last = await connection.receive();
  assert.equal(last.closed, code);
}

const subscribe = (id, query, variables = {}) => ({ id, type: "subscribe", payload: { query, variables } });

await check("ws: a query answers as over HTTP, then completes", () =>
  withClient({}, async (client) => {
    const results = [];
    for await (const result of client.iterate({ query: UNITS })) results.push(result);
    assert.deepEqual(results, [{ data: await post(UNITS) }]);
  }),
);

await check("ws: a subscription begins with the present state", () =>
  withClient(signedIn, async (client) => {
    const stream = client.iterate({ query: SCORE_CHANGED, variables: { employee: await findEmployee() } });
    const { scoreChanged } = await takeNext(stream, "the score");
    assert.match(scoreChanged.id, /^scr_/);
    await stream.return();
  }),
);

await check("ws: a subscription delivers a change", () =>
  withClient(signedIn, async (client) => {
    const complaint = await bringComplaint();
    const { ticket, accessCode } = complaint;
    const stream = client.iterate({ query: COMPLAINT_CHANGED, variables: { ticket, accessCode } });
    const before = await takeNext(stream, "the present state");
    assert.deepEqual(before.complaintChanged, { ticket, status: "SUBMITTED" });
    await handOn(complaint);
    const after = await takeNext(stream, "the change");
    assert.deepEqual(after.complaintChanged, { ticket, status: "ASSIGNED" });
    await stream.return();
  }),
);

await check("ws: a subscription that the caller may not have is an error, and the connection lives", () =>
  withClient({}, async (client) => {
    const refused = client.iterate({ query: SCORE_CHANGED, variables: { employee: await findEmployee() } });
    const outcome = await within(PATIENCE, refused.next().catch((errors) => ({ errors })), "the refusal");
    const errors = outcome.errors ?? outcome.value.errors;
    assert.equal(errors[0].extensions.code, "NOT_FOUND");
    const { units } = await takeNext(client.iterate({ query: UNITS }), "a query afterwards");
    assert.equal(units.nodes.length, 3);
  }),
);

await check("ws: complete cancels a subscription", async () => {
  const connection = await connect();
  const complaint = await bringComplaint();
  const { ticket, accessCode } = complaint;
  connection.send(subscribe("1", COMPLAINT_CHANGED, { ticket, accessCode }));
  assert.equal((await connection.receive()).type, "next");
  connection.send({ id: "1", type: "complete" });
  connection.send({ type: "ping" });
  assert.equal((await connection.receive()).type, "pong");
  await handOn(complaint);
  await new Promise((resolve) => setTimeout(resolve, QUIET));
  assert.deepEqual(connection.arrived, []);
  connection.send(subscribe("1", "{ __typename }"));
  assert.deepEqual(await connection.receive(), { id: "1", type: "next", payload: { data: { __typename: "Query" } } });
  connection.end();
});

await check("ws: ping is answered by pong, before and after the acknowledgement", async () => {
  const connection = await connect(PROTOCOL, null);
  connection.send({ type: "ping" });
  assert.equal((await connection.receive()).type, "pong");
  connection.send({ type: "connection_init" });
  assert.equal((await connection.receive()).type, "connection_ack");
  connection.send({ type: "ping", payload: { any: "thing" } });
  assert.equal((await connection.receive()).type, "pong");
  connection.end();
});

await check("ws: an unasked pong is taken", async () => {
  const connection = await connect();
  connection.send({ type: "pong" });
  connection.send({ type: "ping" });
  assert.equal((await connection.receive()).type, "pong");
  connection.end();
});

await check("ws: a document that does not validate is an error of its operation", async () => {
  const connection = await connect();
  connection.send(subscribe("1", "{ nothing }"));
  const { id, type, payload } = await connection.receive();
  assert.deepEqual([id, type], ["1", "error"]);
  assert.match(payload[0].message, /nothing/);
  connection.send({ type: "ping" });
  assert.equal((await connection.receive()).type, "pong");
  connection.end();
});

await check("ws: text that is not JSON closes with 4400", async () => closes(4400, await connect(), "no JSON"));
await check("ws: JSON that is no message closes with 4400", async () => closes(4400, await connect(), "[1]"));
await check("ws: an unknown message closes with 4400", async () => closes(4400, await connect(), { type: "hello" }));
await check("ws: a subscribe without a query closes with 4400", async () =>
  closes(4400, await connect(), { id: "1", type: "subscribe", payload: {} }),
);
await check("ws: subscribing before the acknowledgement closes with 4401", async () =>
  closes(4401, await connect(PROTOCOL, null), subscribe("1", UNITS)),
);
await check("ws: a false token closes with 4401", async () =>
  closes(4401, await connect(PROTOCOL, null), { type: "connection_init", payload: authorise("false") }),
);
await check("ws: no subprotocol closes with 4406", async () => closes(4406, await connect([], null)));
await check("ws: the same id twice closes with 4409", async () => {
  const variables = { employee: await findEmployee() };
  const connection = await connect(PROTOCOL, { type: "connection_init", payload: authorise(TOKEN) });
  connection.send(subscribe("1", SCORE_CHANGED, variables));
  assert.equal((await connection.receive()).type, "next");
  await closes(4409, connection, subscribe("1", SCORE_CHANGED, variables));
});
await check("ws: a second connection_init closes with 4429", async () =>
  closes(4429, await connect(), { type: "connection_init" }),
);
