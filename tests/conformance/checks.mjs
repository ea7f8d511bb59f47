// Checks in the form that the driver counts: a line "ok NAME" or "not ok NAME: WHY" each.
import assert from "node:assert/strict";

export const { URL_HTTP, TOKEN, OFFICER_TOKEN } = process.env;
export const URL_WEBSOCKET = URL_HTTP?.replace(/^http/, "ws");

export function report(name, why = null) {
  console.log(why === null ? `ok ${name}` : `not ok ${name}: ${String(why).split("\n").join(" ").slice(0, 500)}`);
  if (why !== null) process.exitCode = 1;
}

export async function check(name, body) {
  try {
    await body();
    report(name);
  } catch (error) {
    report(name, error.message ?? error);
  }
}

export const authorise = (token) => ({ authorization: `Bearer ${token}` });

export async function post(query, variables = {}, token = TOKEN) {
  const response = await fetch(URL_HTTP, {
    method: "POST",
    headers: { "content-type": "application/json", "accept-language": "en", ...authorise(token) },
    body: JSON.stringify({ query, variables }),
  });
  const result = await response.json();
  assert.equal(result.errors, undefined, JSON.stringify(result.errors));
  return result.data;
}

export function within(milliseconds, promise, what) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} took more than ${milliseconds} ms`)), milliseconds);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
