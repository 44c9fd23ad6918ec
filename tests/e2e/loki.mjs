// A server that speaks as much Loki as a test needs: its answers, limits and refusals as documented.

import { createServer } from "node:http";

import { atEnd } from "./cleanup.mjs";

const NANOS = 1_000_000_000n;

/// Refusals, by a word in the query: status and what Loki says, as plain text.
const REFUSALS = {
  "refuse-parse": [400, "parse error at line 1, col 9: syntax error: unexpected $end, expecting STRING"],
  "refuse-matcher": [
    400,
    "parse error : queries require at least one regexp or equality matcher that does not have an empty-compatible value. For instance, app=~\".*\" does not meet this requirement, but app=~\".+\" will",
  ],
  "refuse-bytes": [400, "the query would read too many bytes (query: 2.1TB, limit: 1.0TB); consider adding more specific stream selectors or reduce the time range of the query"],
  "refuse-old": [400, "this data is no longer available, it is past now - max_query_lookback (168h0m0s)"],
  "refuse-busy": [429, "too many outstanding requests"],
  "refuse-login": [401, "Unauthorized"],
  "refuse-right": [403, "Forbidden"],
  "refuse-path": [404, "404 page not found"],
  "refuse-time": [504, "request timed out, decrease the duration of the request or add more label matchers (prefer exact match over regex match) to reduce the amount of data processed"],
  "refuse-inside": [500, "rpc error: code = Unavailable desc = connection refused"],
};

/// Entries of two pods over `seconds` from `start` (seconds), `each` a second, some at one nanosecond, some of
/// several lines: { at (nanoseconds, a BigInt), stream, line }, in order of time.
export function someEntries({ start, seconds = 600, each = 10 }) {
  const entries = [];
  for (let second = 0; second < seconds; second += 1) {
    for (let place = 0; place < each; place += 1) {
      const at = BigInt(start + second) * NANOS + BigInt(place - (place % 2)) * (NANOS / BigInt(each)) + 1n;
      entries.push({ at, ...oneOf(second, place) });
    }
  }
  return entries;
}

function oneOf(second, place) {
  const pod = `api-${place % 2}`;
  if (place === 7 && second % 5 === 0) {
    const line = `job ${second} failed: IllegalStateException\n\tat com.example.App.run(App.java:${second % 90})\n`;
    return { stream: { app: "api", pod, detected_level: "error" }, line };
  }
  const line = place % 3 === 0 ? `GET /items/${second * place} took ${second % 40} ms` : `cache hit for user ${second + place}`;
  return { stream: { app: "api", pod, detected_level: "info" }, line };
}

/// Starts it.
///
/// - `entries`: what it has, as `someEntries` makes them; every selector takes all of them.
/// - `limit`: `max_entries_limit_per_query`; `hours`: `max_query_length`.
/// - `cors`: whether a proxy in front of it sends the headers that Loki does not.
/// - `tenant`: whom it serves, if it asks.
/// - `patterns`: whether its pattern ingester is on; a status instead is its refusal.
/// - `before(request, response)` may answer anything itself, or never; then it returns true.
///
/// A query that aggregates is answered with numbers; one with a word of REFUSALS is refused; one with
/// `answer-html` or `answer-cut` gets a page or half an answer.
///
/// Resolves to { url, port, asked }, where `asked` collects { method, path, tenant, authorization, form }.
export async function fakeLoki({ entries = [], limit = 5000, hours = 721, cors = true, tenant, patterns = false, before = () => false } = {}) {
  const asked = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const part of request) body += part;
    const { pathname, searchParams } = new URL(request.url, "http://localhost");
    const form = new URLSearchParams(body || searchParams);
    const { "x-scope-orgid": who, authorization } = request.headers;
    asked.push({ method: request.method, path: pathname, tenant: who, authorization, form });
    if (before(request, response)) return;
    const headers = cors ? corsOf(request) : {};
    // Loki has no answer to OPTIONS; a proxy has.
    if (request.method === "OPTIONS" && cors) return response.writeHead(204, headers).end();
    const send = (status, answer) => {
      const text = typeof answer === "string";
      const type = text ? "text/plain; charset=utf-8" : "application/json; charset=UTF-8";
      response.writeHead(status, { "Content-Type": type, ...headers });
      response.end(text ? answer : JSON.stringify(answer));
    };
    if (tenant && !who) return send(401, "no org id");
    if (tenant && who !== tenant) return send(200, streams([]));
    if (!["GET", "POST"].includes(request.method)) return send(405, "");
    switch (pathname) {
      case "/loki/api/v1/status/buildinfo":
        return send(200, { version: "9.9.9", revision: "abc", branch: "main", buildUser: "", buildDate: "", goVersion: "go1" });
      case "/loki/api/v1/labels":
        return send(200, { status: "success", data: namesOf(entries) });
      case "/loki/api/v1/patterns":
        if (typeof patterns === "number") return send(patterns, "parse error at line 1, col 1: syntax error");
        return patterns ? send(200, { status: "success", data: patternsOf(entries, form) }) : send(404, "");
      case "/loki/api/v1/query_range":
        return range(form, { entries, limit, hours }, send, response, headers);
    }
    const [, name] = /^\/loki\/api\/v1\/label\/(\w+)\/values$/.exec(pathname) ?? [];
    if (name) return send(200, { status: "success", data: [...new Set(entries.map(({ stream }) => stream[name]))].filter(Boolean).sort() });
    return send(404, "404 page not found");
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  atEnd(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address();
  return { url: `http://127.0.0.1:${port}`, port, asked };
}

// What the snippets that the page shows make of a proxy.
function corsOf({ headers }) {
  return {
    "Access-Control-Allow-Origin": headers.origin ?? "*",
    "Access-Control-Allow-Methods": "GET, POST, OPTIONS",
    "Access-Control-Allow-Headers": "Authorization, Content-Type, X-Scope-OrgID",
  };
}

function range(form, { entries, limit: most, hours }, send, response, headers) {
  const query = form.get("query") ?? "";
  const refusal = Object.keys(REFUSALS).find((word) => query.includes(word));
  if (refusal) return send(...REFUSALS[refusal]);
  if (query.includes("answer-html")) {
    response.writeHead(200, { "Content-Type": "text/html; charset=utf-8", ...headers });
    return response.end("<!doctype html><title>Log in</title>");
  }
  if (!/^\s*\{/.test(query)) return send(200, counted(form));
  const start = momentOf(form.get("start"));
  const end = momentOf(form.get("end"));
  if (start === undefined || end === undefined) return send(400, `cannot parse "${form.get("start")}" to a valid timestamp`);
  if (end < start) return send(400, "end timestamp must not be before or equal to start time");
  const limit = Number(form.get("limit") ?? 100);
  if (!(limit > 0)) return send(400, "limit must be a positive value");
  if (limit > most) return send(400, `max entries limit per query exceeded, limit > max_entries_limit_per_query (${limit} > ${most})`);
  if (end - start > BigInt(hours) * 3600n * NANOS) {
    return send(400, `the query time range exceeds the limit (query length: ${(end - start) / NANOS}s, limit: ${hours}h0m0s)`);
  }
  // The start is within, the end is not.
  let found = entries.filter(({ at }) => at >= start && at < end).sort((a, b) => (a.at < b.at ? -1 : Number(a.at > b.at)));
  if ((form.get("direction") ?? "backward").toLowerCase() === "backward") found.reverse();
  found = found.slice(0, limit);
  if (query.includes("answer-cut")) {
    const text = JSON.stringify(streams(found));
    response.writeHead(200, { "Content-Type": "application/json", "Content-Length": text.length, ...headers });
    return response.write(text.slice(0, text.length / 2), () => response.destroy());
  }
  return send(200, streams(found));
}

// Nanoseconds of what the API takes: an integer of them, or seconds with a fraction.
function momentOf(text) {
  if (/^-?\d{11,}$/.test(text ?? "")) return BigInt(text);
  if (/^-?\d+(\.\d+)?$/.test(text ?? "")) return BigInt(Math.round(Number(text) * 1000)) * 1_000_000n;
  return undefined;
}

// An answer: entries by stream, in their order.
function streams(entries) {
  const result = new Map();
  for (const { at, stream, line } of entries) {
    const key = JSON.stringify(stream);
    if (!result.has(key)) result.set(key, { stream, values: [] });
    result.get(key).values.push([String(at), line]);
  }
  const stats = { summary: { totalLinesProcessed: entries.length, execTime: 0.01 } };
  return { status: "success", data: { resultType: "streams", result: [...result.values()], stats } };
}

function counted(form) {
  const end = Number(momentOf(form.get("end")) / NANOS);
  const result = [{ metric: { app: "api" }, values: [[end - 60, "3"], [end, "4"]] }];
  return { status: "success", data: { resultType: "matrix", result, stats: {} } };
}

function namesOf(entries) {
  return [...new Set(entries.flatMap(({ stream }) => Object.keys(stream)))].sort();
}

// As the pattern ingester writes them: words with digits are variables, counts are of each level and step.
function patternsOf(entries, form) {
  const start = momentOf(form.get("start"));
  const end = momentOf(form.get("end"));
  const step = BigInt(/^(\d+)s$/.exec(form.get("step") ?? "10s")[1]);
  const counts = new Map();
  for (const { at, stream, line } of entries.filter(({ at }) => at >= start && at < end)) {
    const pattern = line.split("\n")[0].replace(/\S*\d\S*/g, "<_>");
    const key = JSON.stringify([pattern, stream.detected_level]);
    const samples = counts.get(key) ?? new Map();
    const moment = Number((at / NANOS / step) * step);
    samples.set(moment, (samples.get(moment) ?? 0) + 1);
    counts.set(key, samples);
  }
  return [...counts].map(([key, samples]) => {
    const [pattern, level] = JSON.parse(key);
    return { pattern, level, samples: [...samples] };
  });
}
