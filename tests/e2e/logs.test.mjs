// Logs on the page: dropped or pasted, as patterns with exact counts, and what changed when a metric broke.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

import { eventually } from "./harness.mjs";
import { fakeLoki, someEntries } from "./loki.mjs";
import { begin, incidentFile, incidents, iso, message, offered, openFiles, ranked, source, status } from "./journey.mjs";
import { open, section } from "./remembered.mjs";
import { ledger } from "./screen.mjs";

const SAMPLE = fileURLToPath(new URL("../../assets/samples/sample.log", import.meta.url));
const TABLE = fileURLToPath(new URL("../../assets/samples/sample.csv", import.meta.url));

// An hour of a service, one line a second; in ten minutes of it one host loses its database.
function service(lines = 3600) {
  const begin = Date.UTC(2026, 2, 1, 12);
  const said = (at) => {
    if (at >= 2400 && at < 3000 && at % 4 === 0) return `ERROR timeout after ${1000 + at} ms on db-3`;
    if (at % 100 === 7) return `ERROR timeout after ${1000 + at} ms on db-${Math.floor(at / 100) % 9}`;
    if (at % 10 === 1) return `WARN slow query took ${at} ms`;
    return `INFO served /orders/${at} to 10.0.0.${at % 250}`;
  };
  const stamp = (at) => new Date(begin + at * 1000).toISOString().slice(0, 19).replace("T", " ");
  return Array.from({ length: lines }, (_, at) => `${stamp(at)} ${said(at)}\n`).join("");
}

const panel = (opened) => opened.getByRole("region", { name: "Log patterns" });
const rows = (opened) => panel(opened).locator("tbody > tr[data-pinned]");
const button = (opened, name) => panel(opened).getByRole("button", { name });

async function showLogs(opened) {
  await opened.getByRole("button", { name: /^Log patterns/ }).click();
}

async function says(opened, text) {
  await panel(opened).getByText(text).first().waitFor();
}

// Drags over the picture of levels, between two shares of its width.
async function drag(opened, from, to) {
  const picture = panel(opened).getByRole("img", { name: "Records over time by level" });
  await picture.scrollIntoViewIfNeeded();
  const { x, y, width } = await picture.boundingBox();
  await opened.mouse.move(x + width * from, y + 20);
  await opened.mouse.down();
  await opened.mouse.move(x + width * to, y + 25, { steps: 5 });
  await opened.mouse.up();
}

// The log of `incidentFile`: ten hours, twenty minutes of which speak of its incident.
const calls = Array.from({ length: 7_200 }, (_, at) => {
  const stamp = iso(Date.UTC(2026, 2, 1) + at * 5_000);
  const failed = at >= 4_800 && at < 5_040 ? `${stamp} ERROR timeout after ${1_000 + at} ms on db-3\n` : "";
  return `${stamp} INFO served /orders/${at} to 10.0.0.${at % 250}\n${failed}`;
}).join("");

for (const [how, name, text] of [["plain", "app.log", calls], ["packed", "app.log.gz", gzipSync(calls)]]) {
  test(`an incident quotes lines of a ${how} log`, async (t) => {
    const opened = await begin(t);
    await openFiles(opened, incidentFile(), { name, text });
    const card = incidents(opened).filter({ hasText: "shop.csv" }).first();
    await open(card);
    await section(card, "Log patterns that changed").getByText(/^2026-03-01T06:4\d:\d\dZ ERROR timeout after \d+ ms on db-3$/).first().waitFor();
  });
}

test("the demo has a log of its own, and an incident shows what changed in it", async (t) => {
  const opened = await begin(t, { hash: "#seed=7" });
  await showLogs(opened);
  await says(opened, /14,4\d\d = 14,4\d\d records/);
  await incidents(opened).first().getByRole("button", { name: "Show charts" }).click();
  await showLogs(opened);
  await says(opened, /[1-9]\d? patterns? changed in /);
  await eventually("an error stands first", async () => /^error/.test(await rows(opened).first().innerText()));
  await says(opened, /New: \d+ records, none in the/);
});

test("a dropped log becomes patterns whose counts add up, beside a metric", async (t) => {
  const opened = await begin(t);
  await openFiles(opened, SAMPLE, TABLE);
  await status(opened, "sample.log", "3,113 records");
  await showLogs(opened);
  await says(opened, "Sum of 10 patterns: 3,113 = 3,113 records");
  await says(opened, /learned header, 100\.0\s%\sparsed|learned header, 100/);
  await eventually("levels are series", async () =>
    (await ranked(opened).allInnerTexts()).some((line) => line.includes('{level="error"}')),
  );
  await says(opened, /shop\.api\.CheckoutException, java\.sql\.SQLTransientConnectionException at shop\.api\.Checkout\.place/);
});

for (const [name, packed] of [["app.log", false], ["app.log.gz", true]]) {
  test(`a window says what changed, and a pattern shows which value carries it (${name})`, async (t) => {
    const text = service();
    // Two members, as log rotation makes them.
    const parts = [text.slice(0, 50_000), text.slice(50_000)];
    const bytes = packed ? Buffer.concat(parts.map((part) => gzipSync(part))) : text;
    const opened = await begin(t);
    await openFiles(opened, { name, text: bytes });
    await status(opened, name, "3,600 records");
    await showLogs(opened);
    await says(opened, "Sum of 3 patterns: 3,600 = 3,600 records");
    await drag(opened, 0.667, 0.832);
    await says(opened, /^1 pattern changed in 2026-03-01 12:[34]/);
    const first = rows(opened).first();
    await eventually("the timeout stands first", async () => (await first.innerText()).includes("timeout after"));
    assert.match(await first.innerText(), /risen[^]*Rose \d+-fold/);

    await button(opened, /^Look into timeout/).click();
    await says(opened, "All 186 records were read again.");
    await says(opened, /= db-3 is 9\d % of them/);
    await says(opened, /ERROR timeout after 3\d{3} ms on db-3/);
    await button(opened, /^Line 24\d\d with its neighbours/).first().click();
    await says(opened, /^Around line 24/);
    await says(opened, /INFO served \/orders\/24/);
    await button(opened, "Compare nothing").click();
    await says(opened, /^Drag over the picture/);
  });
}

test("pasted lines are a log, and what was changed of patterns outlives a reload", async (t) => {
  const opened = await begin(t);
  const paste = (text) =>
    opened.evaluate((text) => {
      const data = new DataTransfer();
      data.setData("text", text);
      document.querySelector(".page").dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true }));
    }, text);
  await paste(service());
  await status(opened, "pasted 1.txt", "3,600 records");
  await showLogs(opened);
  await button(opened, /^Look into slow/).click();
  await button(opened, "Pin").click();
  const name = panel(opened).getByLabel("Name", { exact: true });
  await name.fill("lazy database");
  await name.press("Enter");
  await eventually("it stands first, by its name", async () =>
    (await rows(opened).first().innerText()).includes("lazy database"),
  );
  await panel(opened).getByLabel("Word that is a value").fill("served");
  await panel(opened).getByLabel("Word that is a value").press("Enter");
  await eventually("the word is a value", async () => !(await rows(opened).allInnerTexts()).join().includes("served"));

  await opened.reload();
  await ranked(opened).first().waitFor();
  await paste(service());
  await status(opened, "pasted 1.txt", "3,600 records");
  await showLogs(opened);
  await eventually("what was changed is there again", async () => {
    const lines = await rows(opened).allInnerTexts();
    return lines[0].includes("lazy database") && !lines.join().includes("served");
  });
  await button(opened, "Undo my changes").click();
  await eventually("all is as before", async () => (await rows(opened).allInnerTexts()).join().includes("served"));
});

test("the slider, the filter and the order work on the page, and the table leaves as a file", async (t) => {
  const opened = await begin(t);
  await openFiles(opened, { name: "app.log", text: service() });
  await status(opened, "app.log", "3,600 records");
  await showLogs(opened);
  const slider = panel(opened).getByRole("slider", { name: "How much is merged into one pattern" });
  await slider.fill("0");
  await eventually("more patterns", async () => (await rows(opened).count()) > 3);
  await slider.fill("2");
  await eventually("three patterns", async () => (await rows(opened).count()) === 3);
  await panel(opened).getByLabel("Filter patterns").fill("slow");
  await eventually("one row", async () => (await rows(opened).count()) === 1);
  assert.equal(await panel(opened).getByLabel("Filter patterns").inputValue(), "slow");
  await panel(opened).getByLabel("Filter patterns").fill("");
  await panel(opened).getByLabel("Sort by").selectOption("rare");
  await eventually("the rarest first", async () => (await rows(opened).first().innerText()).includes("timeout"));
  const json = JSON.parse(await offered(opened, () => button(opened, "Export JSON").click()));
  assert.deepEqual(json.map((row) => row.count), [186, 360, 3054]);
  await offered(opened, () => button(opened, "Export CSV").click());
  await offered(opened, () => button(opened, "Export Markdown").click());
  await button(opened, "▸ Themes").click();
  await panel(opened).getByRole("list", { name: "Themes" }).getByRole("button").first().waitFor();
});

test("what consoles export is a log, and its records are found again in the file", async (t) => {
  const records = service().trimEnd().split("\n").map((line) => {
    const [, stamp, level, message] = line.match(/^(\S+ \S+) (\w+) (.*)$/);
    return { timestamp: `${stamp.replace(" ", "T")}Z`, severity: level, jsonPayload: { message } };
  });
  const table = records.map((one) => `${one.timestamp},${one.severity},"${one.jsonPayload.message}"\n`).join("");
  for (const [name, text, badge] of [
    ["list.json", JSON.stringify(records, null, 2), "JSON lines"],
    ["table.csv", `Date,Level,Message\n${table}`, "table"],
  ]) {
    const opened = await begin(t);
    await openFiles(opened, { name, text });
    await status(opened, name, "3,600 records");
    await showLogs(opened);
    await says(opened, "Sum of 3 patterns: 3,600 = 3,600 records");
    await says(opened, `${badge}, 100`);
    await button(opened, /^Look into timeout/).click();
    await says(opened, "All 186 records were read again.");
    await says(opened, /timeout after 3\d{3} ms on db-3/);
    await button(opened, /^Line 24\d\d with its neighbours/).first().click();
    await says(opened, /^Around line 24/);
    await says(opened, /served \/orders\/24/);
  }
});

test("a format can be chosen, and what is no text is refused", async (t) => {
  const opened = await begin(t);
  await openFiles(opened, { name: "app.log", text: service() });
  await status(opened, "app.log", "3,600 records");
  await showLogs(opened);
  await panel(opened).getByRole("combobox", { name: "Format of app.log" }).selectOption("plain");
  await says(opened, /plain text/);
  await eventually("no line has a level", async () => !(await rows(opened).allInnerTexts()).join().includes("\nerror"));
  await openFiles(opened, { name: "program", text: Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0, 0, 1]) });
  await message(opened, /binary/);
  assert.equal(await source(opened, "app.log").count(), 1);
});

const NOISE = [/Failed to load resource/, /blocked by CORS policy/, /preflight/];

async function askLoki(opened, address, fields = {}) {
  await showLogs(opened);
  const toggle = button(opened, /Lines from Loki$/);
  if ((await toggle.getAttribute("aria-expanded")) === "false") await toggle.click();
  const all = { Loki: address, Query: '{app="api"}', ...fields };
  for (const [name, value] of Object.entries(all)) await panel(opened).getByLabel(name, { exact: true }).fill(value);
  await button(opened, "Read lines").click();
}

const entries = () => someEntries({ start: Math.floor(Date.now() / 1000) - 900, seconds: 800, each: 10 });

test("lines of Loki are read completely, though its answers are small", async (t) => {
  // The server says that it does not grant what it is asked first.
  const opened = await begin(t, { expected: NOISE });
  const { url, asked } = await fakeLoki({ entries: entries(), limit: 1000 });
  await askLoki(opened, url);
  await status(opened, '{app="api"}', "8,000 records", { within: 30_000 });
  await says(opened, / = 8,000 records$/);
  await says(opened, /cache hit for user/);
  assert.ok(asked.filter(({ path }) => path.endsWith("/query_range")).length > 8, "answers had a thousand lines at most");
  assert.ok(asked.every(({ tenant, method }) => !tenant && method !== "OPTIONS"), "no header asks for a preflight");
  await button(opened, /^Look into cache hit/).click();
  await says(opened, /records were read again/);
  await says(opened, /level=info|info cache hit|cache hit for user \d/);
});

test("a Loki that serves tenants asks for one, and one that is given is sent", async (t) => {
  const opened = await begin(t, { expected: NOISE });
  const { url, asked } = await fakeLoki({ entries: entries(), tenant: "shop" });
  await askLoki(opened, url);
  await message(opened, /was not told which one \(no org id\)/);
  await askLoki(opened, url, { Tenant: "shop", Query: '{app="api"} |= "hit"' });
  await status(opened, '{app="api"} |= "hit"', "8,000 records", { within: 30_000 });
  assert.ok(asked.some(({ tenant }) => tenant === "shop"));
  assert.ok(!(await opened.content()).includes("s3cret"));
});

test("a Loki without CORS gets the snippet of a proxy, and its refusals keep their words", async (t) => {
  const opened = await begin(t, { expected: NOISE });
  const bare = await fakeLoki({ entries: entries(), cors: false });
  await askLoki(opened, bare.url);
  const told = await message(opened, /CORS/);
  assert.match(told, /proxy_pass|add_header/);
  const { url } = await fakeLoki({ entries: entries() });
  await askLoki(opened, url, { Query: '{app="api"} |= "refuse-parse"' });
  assert.match(await message(opened, /line 1, col(umn)? 9/), /syntax error/);
  await askLoki(opened, url, { Query: 'count_over_time({app="api"}[1m])' });
  await message(opened, /counts lines/);
});

const COUNTED = /Patterns as Loki counts them$/;

test("what Loki counts by itself is shown beyond the lines that were read", async (t) => {
  const opened = await begin(t, { expected: NOISE });
  // Lines are held back until the reading is stopped: what Loki counts stays.
  let asked = 0;
  const server = await fakeLoki({
    entries: [...entries(), ...hostile()],
    tenant: "shop",
    limit: 1000,
    patterns: true,
    before: ({ url, method }) => method === "POST" && url.endsWith("/query_range") && (asked += 1) > 5,
  });
  await askLoki(opened, server.url, { Tenant: "shop", Query: '{app="api"} |= "hit"' });
  await button(opened, COUNTED).click();
  await says(opened, /^8,001 lines in \d+ patterns, .*before any filter behind the selector; [\d,]+ records were read here\.$/);
  const table = panel(opened).getByRole("region", { name: "Patterns as Loki counts them" });
  const texts = await table.locator("tbody tr").allInnerTexts();
  assert.match(texts[0], /^info\s+cache hit for user <_>\s+4,640$/);
  assert.ok(texts.some((text) => text.includes("<img src=x onerror=window.ran=true> <_>")), "text is only text");
  assert.equal(await opened.evaluate(() => window.ran), undefined);
  await source(opened, '{app="api"} |= "hit"').getByRole("button", { name: "Cancel" }).click();
  await table.waitFor();
  const patterns = server.asked.filter(({ path, method }) => path.endsWith("/patterns") && method === "POST");
  assert.equal(patterns.length, 1, "once for a run");
  assert.equal(patterns[0].tenant, "shop");
  assert.equal(patterns[0].form.get("query"), '{app="api"}');
  await button(opened, COUNTED).click();
  await table.waitFor({ state: "detached" });
  const sent = (await ledger(opened)).filter(({ method, path }) => method === "POST" && path.includes("/patterns"));
  assert.equal(sent.length, 1, "it stands among all requests");
});

function hostile() {
  const [{ at, stream }] = entries().slice(-1);
  return [{ at, stream, line: "<img src=x onerror=window.ran=true> 1" }];
}

for (const patterns of [false, 400]) {
  test(`a Loki that counts no patterns (${patterns || 404}) is read as ever, and nothing is said of it`, async (t) => {
    const opened = await begin(t, { expected: NOISE });
    const { url, asked } = await fakeLoki({ entries: entries(), patterns });
    await askLoki(opened, url);
    await status(opened, '{app="api"}', "8,000 records", { within: 30_000 });
    await says(opened, / = 8,000 records$/);
    await eventually("it was asked", async () => asked.some(({ path }) => path.endsWith("/patterns")));
    assert.equal(await button(opened, COUNTED).count(), 0);
    assert.equal(await opened.getByRole("alert").count(), 0);
  });
}

test("a query for Loki is completed from the labels of its server", async (t) => {
  const opened = await begin(t, { expected: NOISE });
  const { url, asked } = await fakeLoki({ entries: entries(), tenant: "shop" });
  const paths = () => asked.filter(({ method }) => method === "GET").map(({ path }) => path);
  await showLogs(opened);
  await button(opened, /Lines from Loki$/).click();
  await panel(opened).getByLabel("Loki", { exact: true }).fill(url);
  await panel(opened).getByLabel("Tenant", { exact: true }).fill("shop");
  assert.deepEqual(paths(), [], "nobody is asked before a name is due");
  const query = panel(opened).getByLabel("Query", { exact: true });
  const list = opened.locator(`datalist#${await query.getAttribute("list")} option`);
  const offers = (expected) =>
    eventually(`${expected} are offered`, async () => {
      const values = await list.evaluateAll((options) => options.map((option) => option.value));
      return JSON.stringify(values) === JSON.stringify(expected);
    });
  await query.pressSequentially("{");
  await offers(['{app="', '{detected_level="', '{pod="']);
  await query.pressSequentially("p");
  await offers(['{pod="', '{app="']);
  await query.pressSequentially('od="');
  await offers(['{pod="api-0"}', '{pod="api-1"}']);
  await query.pressSequentially('api-1"');
  await offers([]);
  await query.pressSequentially(', app="a');
  await offers(['{pod="api-1", app="api"}']);
  assert.equal(await query.inputValue(), '{pod="api-1", app="a');
  assert.deepEqual(paths(), ["labels", "label/pod/values", "label/app/values"].map((path) => `/loki/api/v1/${path}`));
  assert.ok(asked.filter(({ method }) => method === "GET").every(({ tenant }) => tenant === "shop"));
});

test("a Loki that tells no labels is asked for them once, and nothing is said of it", async (t) => {
  const opened = await begin(t, { expected: NOISE });
  const { url, asked } = await fakeLoki({ entries: entries(), tenant: "shop" });
  await showLogs(opened);
  await button(opened, /Lines from Loki$/).click();
  await panel(opened).getByLabel("Loki", { exact: true }).fill(url);
  const query = panel(opened).getByLabel("Query", { exact: true });
  await query.pressSequentially("{");
  await eventually("labels were refused", async () => asked.some(({ path }) => path.endsWith("/labels")));
  await query.pressSequentially('app="api');
  await query.pressSequentially('"}');
  assert.equal(asked.filter(({ path }) => path.endsWith("/labels")).length, 1);
  assert.equal(await opened.getByRole("alert").count(), 0);
});
