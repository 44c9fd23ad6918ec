// The servers that the other tests rely on: they start, answer a page of another origin as the
// clients expect, and are gone when stopped.

import assert from "node:assert/strict";
import { test } from "node:test";

import { alertmanager, nginx, prometheus, victoriaMetrics } from "./harness.mjs";

const ORIGIN = { Origin: "https://blip.example" };

async function get(url, headers = ORIGIN) {
  return fetch(url, { headers, signal: AbortSignal.timeout(5_000) });
}

async function isGone(server) {
  await server.stop();
  await assert.rejects(get(server.url), "the port must be free again");
}

// One sample a minute of the hour that ended two hours ago.
function history(unit, { close = "" } = {}) {
  const end = Math.floor(Date.now() / 60_000) * 60 - 7_200;
  const lines = Array.from({ length: 60 }, (_, i) => `blip_latency_ms{job="api"} ${100 + i} ${(end - i * 60) * unit}`);
  return { end, text: `${lines.reverse().join("\n")}\n${close}` };
}

async function points(url, end) {
  const query = `query=blip_latency_ms&start=${end - 3_600}&end=${end}&step=60`;
  const reply = await get(`${url}/api/v1/query_range?${query}`);
  assert.equal(reply.headers.get("access-control-allow-origin"), "*");
  return (await reply.json()).data.result[0].values.length;
}

test("prometheus answers, scrapes and has a history", async () => {
  const past = history(1, { close: "# EOF\n" });
  const server = await prometheus({ history: past.text });
  assert.ok((await points(server.url, past.end)) >= 60);
  await isGone(server);
});

test("victoria metrics answers what was imported", async () => {
  const past = history(1_000);
  const server = await victoriaMetrics({ history: past.text });
  assert.ok((await points(server.url, past.end)) >= 60);
  await isGone(server);
});

test("alertmanager keeps an alert", async () => {
  const server = await alertmanager();
  const alert = [{ labels: { alertname: "Blip", source: "browser" } }];
  const reply = await fetch(`${server.url}/api/v2/alerts`, {
    method: "POST",
    headers: { ...ORIGIN, "Content-Type": "application/json" },
    body: JSON.stringify(alert),
  });
  assert.equal(reply.status, 200);
  const kept = await (await get(`${server.url}/api/v2/alerts`)).json();
  assert.equal(kept[0].labels.alertname, "Blip");
  await isGone(server);
});

test("nginx serves the configuration it is given", async () => {
  const server = await nginx(`location / { add_header Access-Control-Allow-Origin *; return 200 "hello"; }`);
  const reply = await get(server.url);
  assert.equal(await reply.text(), "hello");
  assert.equal(reply.headers.get("access-control-allow-origin"), "*");
  await isGone(server);
});
