// A server that speaks as much Prometheus as a test needs, and says what a real one seldom does.

import { createServer } from "node:http";

import { atEnd } from "./cleanup.mjs";

const CORS = {
  "Access-Control-Allow-Origin": "*",
  "Access-Control-Allow-Headers": "Authorization, Content-Type",
};

/// A range answer: `series` are `{ metric, values }` as Prometheus writes them, `more` is put
/// beside `data`.
export const matrix = (series, more = {}) => ({ status: "success", data: { resultType: "matrix", result: series }, ...more });

/// Points of a gentle wave on the grid that a range query asked for.
export function wave(asked, value = (at) => String(100 + Math.sin(at / 60))) {
  const [start, end, step] = ["start", "end", "step"].map((name) => Number(asked.get(name)));
  const times = Array.from({ length: Math.floor((end - start) / step) + 1 }, (_, at) => start + at * step);
  return times.map((time, at) => [time, value(time, at)]);
}

/// Starts it. `range(asked)` makes the answer to a range query from its parameters; an answer that
/// is text is sent as it is. `names` are its metrics. `before(request, response)` may answer
/// anything itself, or never; then it returns true. Resolves to { url, port, asked }, where
/// `asked` collects { method, path, authorization }.
export async function fakePrometheus({ range = () => matrix([]), names = ["up"], before = () => false } = {}) {
  const asked = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const part of request) body += part;
    const { pathname, searchParams } = new URL(request.url, "http://localhost");
    asked.push({ method: request.method, path: pathname, authorization: request.headers.authorization });
    if (before(request, response)) return;
    if (request.method === "OPTIONS") return response.writeHead(204, CORS).end();
    const send = (status, answer) => {
      response.writeHead(status, { ...CORS, "Content-Type": "application/json" });
      response.end(typeof answer === "string" ? answer : JSON.stringify(answer));
    };
    if (pathname.endsWith("/status/buildinfo")) return send(200, { status: "success", data: { version: "9.9.9" } });
    if (pathname.endsWith("/label/__name__/values")) return send(200, { status: "success", data: names });
    if (pathname.endsWith("/metadata")) return send(200, { status: "success", data: {} });
    if (pathname.endsWith("/query_range")) return send(200, range(new URLSearchParams(body || searchParams)));
    return send(404, { status: "error", errorType: "not_found", error: "no such page" });
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  atEnd(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address();
  return { url: `http://127.0.0.1:${port}`, port, asked };
}
