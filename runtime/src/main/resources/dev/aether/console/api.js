// The server's interface. The key, where one is needed, lives as long as the tab does.

const KEY = "aether.key";

/** An answer that says no. */
export class Refused extends Error {
  constructor(status, problem) {
    super(problem?.detail ?? problem?.title ?? `the server answered ${status}`);
    this.status = status;
    this.problem = problem ?? {};
  }
}

/** Remembers the key for this tab. */
export function rememberKey(key) {
  sessionStorage.setItem(KEY, key);
}

/** Whether a key is remembered. */
export function hasKey() {
  return sessionStorage.getItem(KEY) !== null;
}

/** Forgets the key. */
export function forgetKey() {
  sessionStorage.removeItem(KEY);
}

/** Asks the server; the answer is its to read, unless it says no. */
export async function ask(path, { method = "GET", body, headers = {}, signal } = {}) {
  const key = sessionStorage.getItem(KEY);
  const response = await fetch(path, {
    method,
    body,
    signal,
    cache: "no-store",
    headers: {
      ...(key ? { "X-API-Key": key } : {}),
      ...(body === undefined ? {} : { "Content-Type": "application/json" }),
      ...headers,
    },
  });
  if (!response.ok) {
    const problem = await response.json().catch(() => undefined);
    throw new Refused(response.status, problem);
  }
  return response;
}

/** Reads a document. */
export async function get(path, signal) {
  return (await ask(path, { signal })).json();
}

/** Sends a document and reads the answer. */
export async function post(path, body, signal) {
  return (await ask(path, { method: "POST", body: JSON.stringify(body), signal })).json();
}

/** The path of an execution, and of what is below it. */
export function executionPath(id, below = "") {
  return `/v1/executions/${encodeURIComponent(id)}${below}`;
}
