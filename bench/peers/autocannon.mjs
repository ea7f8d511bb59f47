// Where there is no wrk: the same requests by autocannon, reported in the same form.
import { readFileSync } from "node:fs";
import autocannon from "autocannon";

const KEY = "@@@@@@@@@@@@@@@@@@@@";
const KEY_DIGITS = 12;
const [url, file, mark, seconds, connections, patience] = process.argv.slice(2);
const [head, list] = readFileSync(file, "utf8").split("\n\n");
const headers = Object.fromEntries(head.split("\n").map((line) => line.split(/: (.*)/, 2)));

let sent = 0;
const nextKey = () => mark + String((sent += 1)).padStart(KEY_DIGITS, "0");

const requests = list
  .trimEnd()
  .split("\n")
  .map((line) => {
    const [method, path, body] = line.split("\t");
    const request = { method, path, ...(body && { body }) };
    if (!body?.includes(KEY)) return request;
    return { ...request, setupRequest: (each) => ({ ...each, body: body.replace(KEY, nextKey()) }) };
  });

const result = await autocannon({
  url,
  headers,
  requests,
  connections: Number(connections),
  duration: Number(seconds),
  timeout: Number(patience),
});
console.log(
  JSON.stringify({
    requests: result["2xx"],
    microseconds: Math.round(result.duration * 1e6),
    bytes: result.throughput.total,
    errors: result.errors + result.non2xx + result.timeouts,
    p50: result.latency.p50,
    p99: result.latency.p99,
  }),
);
