// A real Prometheus that scrapes a real node exporter, from a page on another port.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { eventually, page, prometheus, victoriaMetrics } from "./harness.mjs";
import { colours, connect, kept, ledger, message, messages, pictures, points, queryBox, ranked, runQuery, server } from "./screen.mjs";

const HOUR = 3600;
const MOST_POINTS = 11_000;

let prom;

before(async () => {
  prom = await prometheus({ history: history(25 * HOUR, 60) });
  // Steps lie on multiples of 5 s: before that much has been scraped, a rate may have no point yet.
  await eventually("scrapes over more than one step", async () => {
    const query = encodeURIComponent('count_over_time(up{job="node"}[1m])');
    const { data } = await (await fetch(`${prom.url}/api/v1/query?query=${query}`)).json();
    return Number(data.result[0].value[1]) >= 8;
  });
});
after(() => prom.stop());

/// Two series with a day and an hour behind them; one of them jumped an hour ago.
function history(seconds, step) {
  const now = Math.floor(Date.now() / 1000);
  const lines = ["# TYPE blip_queue gauge"];
  for (const zone of ["north", "south"]) {
    for (let time = now - seconds; time <= now; time += step) {
      const jump = zone === "south" && time > now - HOUR && time < now - HOUR + 900 ? 400 : 0;
      lines.push(`blip_queue{zone="${zone}"} ${100 + 5 * Math.sin(time / 900) + jump} ${time}`);
    }
  }
  return [...lines, "# EOF", ""].join("\n");
}

/// Opens the page, listens to its requests, connects, and waits for the first query's points.
async function connected(t, { address = prom.url, expected } = {}) {
  const asked = [];
  const listen = (tab) => tab.on("request", (request) => asked.push(request));
  const opened = await page(t, { before: listen, expected });
  await connect(opened, address);
  await points(opened);
  const ranges = () => asked.filter((request) => request.url().endsWith("/query_range")).map(range);
  return { opened, asked, ranges };
}

function range(request) {
  const form = new URLSearchParams(request.postData());
  const [start, end, step] = ["start", "end", "step"].map((name) => Number(form.get(name)));
  return { query: form.get("query"), start, end, step };
}

const count = async (opened) => {
  const text = await opened.getByRole("region", { name: "Series by severity" }).getByRole("status").innerText();
  return Number(text.replace(/ series$/, ""));
};

test("connecting shows the version, and a first query runs by itself", async (t) => {
  const { opened, ranges } = await connected(t, { address: `${prom.url}/graph?g0.expr=up&g0.tab=0` });
  const { data } = await (await fetch(`${prom.url}/api/v1/status/buildinfo`)).json();
  await eventually("the server's version", async () => {
    const said = await server(opened).innerText();
    return said === `Prometheus ${data.version} at ${prom.url}`;
  });
  const [first] = ranges();
  assert.match(first.query, /node_cpu_seconds_total/);
  assert.equal(await queryBox(opened).inputValue(), first.query);
  const examples = opened.getByRole("list", { name: "Example queries" }).getByRole("button");
  assert.ok((await examples.count()) >= 2, "further examples");
  assert.equal(await opened.getByLabel("Demo:").count(), 0, "the demo gave way");
  await pictures(opened).first().waitFor();

  const example = await examples.nth(1).innerText();
  await examples.nth(1).click();
  await eventually("the example's request", () => ranges().at(-1).query === example);
  assert.equal(await queryBox(opened).inputValue(), example);
});

test("a query with many series shows every one, and a click charts it", async (t) => {
  const { opened } = await connected(t);
  await runQuery(opened, '{job="node", __name__=~"node_.*"}');
  const now = Date.now() / 1000;
  const wanted = new URLSearchParams({ "match[]": '{job="node",__name__=~"node_.*"}', start: now - HOUR, end: now });
  const { data } = await (await fetch(`${prom.url}/api/v1/series?${wanted}`)).json();
  assert.ok(data.length > 60, `${data.length} series`);
  await eventually("all series", async () => (await count(opened)) === data.length);

  const seen = new Set();
  const list = ranked(opened);
  await eventually("every series in the scrolled list", async () => {
    for (const text of await list.getByRole("listitem").allInnerTexts()) seen.add(text);
    const places = await list.getByRole("listitem").evaluateAll((rows) => {
      rows.at(-1).scrollIntoView();
      return rows.map((row) => Number(row.dataset.place));
    });
    return Math.max(...places) === data.length - 1;
  });
  const last = list.getByRole("button").last();
  await last.click();
  await eventually("its chart", async () => (await pictures(opened).count()) === 1 && (await colours(pictures(opened).first())) > 2);

  await opened.getByLabel("Filter series").fill("node_load");
  await opened.getByText(`3 of ${data.length} series`).waitFor();
  await eventually("the three rows", async () => {
    const rows = (await list.getByRole("button").allInnerTexts()).map((text) => /node_load\d+/.exec(text)[0]);
    return rows.sort().join() === "node_load1,node_load15,node_load5";
  });
});

test("a wrong query leaves the former answer, and a right one leaves nothing of it", async (t) => {
  const { opened } = await connected(t, { expected: [/query_range/] });
  await runQuery(opened, '{__name__=~"node_load.*"}');
  await eventually("three rows", async () => (await count(opened)) === 3);
  const rows = () => ranked(opened).getByRole("button").allInnerTexts();
  const names = async () => (await rows()).map((text) => /node_load\d+|up/.exec(text)?.[0]).sort().join();
  await eventually("their names", async () => (await names()) === "node_load1,node_load15,node_load5");
  await ranked(opened).getByRole("button").first().click();
  await eventually("its chart", async () => (await pictures(opened).count()) === 1);

  await runQuery(opened, "rate(node_load1[5m");
  const said = await message(opened, /still the answer to/);
  assert.match(said, /node_load\.\*/);
  assert.match(said, /rate\(node_load1\[5m/, "and where it is wrong");
  assert.equal(await names(), "node_load1,node_load15,node_load5");
  assert.equal(await pictures(opened).count(), 1, "the picked chart");
  assert.equal(await opened.getByLabel("Name of this source").inputValue(), '{__name__=~"node_load.*"}');
  assert.equal(await queryBox(opened).inputValue(), "rate(node_load1[5m", "to be corrected");

  await runQuery(opened, "up");
  await eventually("only its rows", async () => (await names()) === "up,up" && (await count(opened)) === 2);
  assert.equal(await opened.getByLabel("Name of this source").inputValue(), "up");
  assert.equal(await messages(opened).filter({ hasText: "still the answer" }).count(), 0);
});

test("a fixed range is asked for, pauses refreshes, outlives a reload, and gives way to a look-back", async (t) => {
  const { opened, ranges } = await connected(t, { expected: [/ERR_ABORTED/] });
  await runQuery(opened, "blip_queue");
  const lookBack = opened.getByRole("combobox", { name: "Look back" });
  const refresh = opened.getByRole("combobox", { name: "Refresh" });
  await refresh.selectOption("15 s");
  await lookBack.selectOption("custom…");
  // The tests' machine and the page share a zone.
  const end = Math.floor(Date.now() / HOUR / 1000) * HOUR - HOUR;
  const local = (time) => new Date((time - new Date().getTimezoneOffset() * 60) * 1000).toISOString().slice(0, 16);
  const fill = async (from, to) => {
    await opened.getByLabel("From", { exact: true }).fill(local(from));
    await opened.getByLabel("To", { exact: true }).fill(local(to));
    await opened.getByRole("button", { name: "Show", exact: true }).click();
  };
  const before = ranges().length;
  await fill(end, end - HOUR);
  await message(opened, /start is not before the end/);
  assert.equal(ranges().length, before, "nothing was asked");
  await fill(end - HOUR, end);
  await eventually("its request", () => ranges().at(-1).start === end - HOUR && ranges().at(-1).end === end);
  await opened.getByText("paused: the range is fixed").waitFor();

  await opened.reload();
  await connect(opened, prom.url);
  await eventually("the same request", () => ranges().length > before + 1 && ranges().at(-1).end === end);
  assert.equal(await opened.getByLabel("To", { exact: true }).inputValue(), local(end));
  await lookBack.selectOption("15 min");
  await eventually("live data", () => ranges().at(-1).end > end + 600);
  assert.equal(await opened.getByText("paused: the range is fixed").count(), 0);
});

test("completion offers the server's metrics for the last word", async (t) => {
  const { opened } = await connected(t);
  const offered = () => queryBox(opened).evaluate((box) => [...box.list.options].map((option) => option.value));
  await queryBox(opened).fill("max(node_memory_Mem");
  await eventually("completions", async () => (await offered()).includes("max(node_memory_MemAvailable_bytes"));
  assert.ok((await offered()).every((offer) => offer.startsWith("max(")));
  await queryBox(opened).fill("node_memory_MemAvailable_bytes ");
  await eventually("none after a whole word", async () => (await offered()).length === 0);
});

test("look-back and resolution change the request, a refresh fetches the tail, by hand and by itself", async (t) => {
  const { opened, asked, ranges } = await connected(t);
  await runQuery(opened, "node_load1");
  const sent = (what, holds, within) => eventually(what, () => holds(ranges().at(-1)) && ranges().at(-1), { within });
  await sent("an hour", ({ query, start, end }) => query === "node_load1" && end - start === HOUR);
  // A question that is asked too early drops the answer to the one before.
  await points(opened);

  await opened.getByLabel("Look back").selectOption("15 min");
  await sent("15 minutes", ({ start, end }) => end - start === 900);
  await points(opened);
  await opened.getByLabel("Resolution").selectOption("5 s");
  const whole = await sent("steps of 5 s", ({ start, end, step }) => step === 5 && end - start === 900);
  await eventually("few enough points", async () => (await points(opened)) <= 181);
  const had = await points(opened);

  const tail = async (what, within) => {
    const before = ranges().length;
    const request = await eventually(what, () => ranges().length > before && ranges().at(-1), { within });
    assert.ok(request.start >= whole.end - 5, `${what} begins where the data end: ${request.start} after ${whole.end}`);
    assert.ok(request.end >= request.start && request.end - request.start < 120, `${what} is short`);
    assert.deepEqual([request.query, request.step], ["node_load1", 5]);
    await eventually("what was there before stays", async () => (await points(opened)) >= had);
  };
  const refresh = opened.getByRole("button", { name: "Refresh now" });
  const clicked = tail("the tail after a click");
  await refresh.click();
  await clicked;
  await opened.getByRole("combobox", { name: "Refresh" }).selectOption("15 s");
  await tail("the tail after 15 s", 20_000);
  await opened.getByRole("combobox", { name: "Refresh" }).selectOption("by hand");
  await eventually("more points than before", async () => (await points(opened)) > had);

  const host = `127.0.0.1:${prom.port}`;
  const own = asked.filter((request) => request.url().startsWith(prom.url));
  const lines = await eventually("a line for each request", async () => {
    const lines = await ledger(opened);
    return lines.length === own.filter((request) => request.method() !== "OPTIONS").length && lines;
  });
  for (const line of lines) {
    assert.equal(line.host, host);
    assert.equal(line.status, "200");
    assert.match(line.bytes, /^[1-9][\d.]*\sk?M?B$/);
    assert.match(line.took, /^\d[\d,.]*\sms$/);
    assert.match(line.time, /^20\d\d-\d\d-\d\d \d\d:\d\d:\d\d UTC/);
  }
  const kinds = new Set(lines.map(({ method, path }) => `${method} ${path}`));
  for (const kind of ["POST /api/v1/query_range", "GET /api/v1/label/__name__/values", "GET /api/v1/status/buildinfo"]) {
    assert.ok(kinds.has(kind), `${kind} in ${[...kinds]}`);
  }
  assert.match(lines.at(-1).path, /buildinfo$/, "the newest line comes first");
  const others = asked.filter((request) => ![new URL(opened.url()).host, host].includes(new URL(request.url()).host));
  assert.deepEqual(others.map((request) => request.url()).filter((url) => !url.startsWith("data:")), []);
});

test("a range of more than 11,000 points is split, and joined without a seam", async (t) => {
  const { opened, ranges } = await connected(t);
  await runQuery(opened, "blip_queue");
  await opened.getByLabel("Look back").selectOption("24 h");
  await eventually("a day", () => ranges().at(-1).end - ranges().at(-1).start > 20 * HOUR);
  const before = ranges().length;
  await opened.getByLabel("Resolution").selectOption("5 s");
  const parts = await eventually("two requests", () => ranges().length >= before + 2 && ranges().slice(before));
  assert.equal(parts.length, 2);
  const [first, second] = parts.sort((a, b) => a.start - b.start);
  for (const part of parts) assert.ok((part.end - part.start) / part.step + 1 <= MOST_POINTS, JSON.stringify(part));
  assert.equal(second.start, first.end + 5, "no step twice, none missing");
  const steps = (second.end - first.start) / 5 + 1;
  assert.ok(steps > MOST_POINTS, `${steps} steps`);
  await eventually("all points of both series", async () => {
    assert.equal(await points(opened), 2 * steps);
    return true;
  });
  assert.equal(await count(opened), 2);
  const [worst] = await ranked(opened).getByRole("button").allInnerTexts();
  assert.match(worst, /zone="south"/, "the series that jumped comes first");
});

test("a wrong query gives the server's own words, the query and what to do; the next one works", async (t) => {
  const { opened } = await connected(t, { expected: [/status of 400/] });
  await runQuery(opened, "sum by (job) (rate(node_load1[5m)");
  const said = await message(opened, "parse error");
  assert.match(said, /unexpected/, said);
  assert.ok(said.includes("sum by (job) (rate(node_load1[5m)"), said);
  assert.match(said, /line 1, column \d+/);
  assert.match(said, /Correct the query/);
  await runQuery(opened, "node_load1");
  await points(opened);
  await eventually("its series", async () => (await count(opened)) === 1);
});

test("a login in the address is used, and is nowhere to be seen", async (t) => {
  const { opened, asked } = await connected(t, { address: `http://me:s3cret-word@127.0.0.1:${prom.port}/` });
  const own = asked.filter((request) => request.url().startsWith(prom.url) && request.method() !== "OPTIONS");
  const coded = Buffer.from("me:s3cret-word").toString("base64");
  for (const request of own) assert.equal((await request.allHeaders()).authorization, `Basic ${coded}`);
  await ledger(opened);
  const shown = `${await kept(opened)}\n${await opened.getByLabel("Prometheus URL").inputValue()}\n${opened.url()}`;
  assert.ok(!shown.includes("s3cret-word") && !shown.includes(coded));
  assert.ok(shown.includes(prom.url), "the address itself is kept");
});

test("an address typed again with a login does not stay in the box", async (t) => {
  const { opened } = await connected(t);
  await connect(opened, `http://me:s3cret-word@127.0.0.1:${prom.port}`);
  await eventually("the address without the login", async () => {
    return (await opened.getByLabel("Prometheus URL").inputValue()) === prom.url;
  });
});

test("VictoriaMetrics connects too", async (t) => {
  const now = Date.now();
  const samples = Array.from({ length: 120 }, (_, at) => `shop_orders{shop="a"} ${50 + (at % 7)} ${now - (120 - at) * 30_000}`);
  const victoria = await victoriaMetrics({ history: samples.join("\n") });
  t.after(victoria.stop);
  // Some of its versions send the page about themselves without CORS headers.
  const opened = await page(t, { expected: [/\/api\/v1\/(status\/buildinfo|metadata)/] });
  await connect(opened, victoria.url);
  await eventually("its address", async () => (await server(opened).innerText()).includes(victoria.url));
  await eventually("its name, even where it hides its version", async () => (await server(opened).innerText()).startsWith("VictoriaMetrics "));
  await runQuery(opened, "shop_orders");
  await ranked(opened).filter({ hasText: "shop_orders" }).first().waitFor();
  await eventually("its points", async () => (await points(opened)) > 100);
});
