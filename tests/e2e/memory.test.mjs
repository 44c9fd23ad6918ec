// What is remembered of incidents: what was to be seen, limits, verdicts and what is learnt from them, and files that
// bring all of it back.

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { test } from "node:test";

import { eventually, page, tempFolder } from "./harness.mjs";
import { begin, message, offered, openFiles, source, status } from "./journey.mjs";
import { ABOVE_500, evidenceOf, exported, great, momentOf, open, ours, pictures, ROWS, rowOf, section, small, troubled, withTroubles } from "./remembered.mjs";

const TITLES = ["Worst series", "What may be behind it", "Who moved first", "Signals"];

// What the sections of an opened card say, folded or not.
async function said(card) {
  const all = await Promise.all(TITLES.map((title) => section(card, title).allTextContents()));
  return Object.fromEntries(TITLES.map((title, at) => [title, all[at].join()]));
}

const inStore = (opened, count) => eventually("the evidence in the store", async () => (await evidenceOf(opened)).length === count);

test("a card shows its pictures, figures and causes when its file is long gone", async (t) => {
  const opened = await withTroubles(t);
  const worst = great(opened);
  await open(worst);
  await eventually("both pictures", async () => (await pictures(worst)).names.length === 2);
  const before = { pictures: await pictures(worst), said: await said(worst) };
  assert.match(before.pictures.names.join(), /latency_ms, \d\d:\d\d – \d\d:\d\d/);
  assert.match(before.pictures.names.join(), /queue_length, \d\d:\d\d – \d\d:\d\d/);
  for (const drawn of before.pictures.drawn) {
    for (const part of ["line", "during", "alarms"]) assert.match(drawn, new RegExp(`class="${part}" d="M\\d`));
  }
  for (const title of TITLES) assert.notEqual(before.said[title], "", title);
  await inStore(opened, 2);

  await opened.reload();
  await open(worst);
  await eventually("the pictures", async () => (await pictures(worst)).names.length === 2);
  assert.equal(await source(opened, "shop.csv").count(), 0, "the file is gone");
  assert.deepEqual({ pictures: await pictures(worst), said: await said(worst) }, before);
});

const limits = (opened) => opened.getByRole("region", { name: "Limits and objectives" });

async function setLimit(opened, words, value, objective = "", days = "") {
  const form = limits(opened);
  await form.getByLabel("Series whose name has").fill(words);
  await form.getByLabel("Value").fill(value);
  await form.getByLabel("Objective in % (optional)").fill(objective);
  await form.getByLabel("over days").fill(days);
  await form.getByRole("button", { name: "Set limit" }).click();
}

test("a limit says how early a card was and how much of the error budget it burnt", async (t) => {
  const opened = await withTroubles(t);
  const worst = great(opened);
  await open(worst);
  await limits(opened).getByRole("button", { name: "Limits and objectives" }).click();
  await setLimit(opened, "latency", "500", "99.9", "30");
  await limits(opened).getByText("1 limit set").waitFor();
  const cost = section(worst, "How early, and at what cost");
  const line = await cost.getByRole("listitem").innerText();

  // What the file says of the same.
  const opening = /opened (\d\d:\d\d:\d\d)/.exec(await worst.innerText())[1];
  const lead = momentOf(ABOVE_500) - Date.parse(`${new Date(momentOf(0)).toISOString().slice(0, 10)}T${opening}Z`);
  assert.ok(lead > 0 && rowOf(ABOVE_500 - 1)[0] < 500 && 500 < rowOf(ABOVE_500)[0]);
  const [, minutes, above] = /^Opened (\d+) min before latency_ms above (\S+ ms) would have fired/.exec(line.replaceAll("\u202f", " ")) ?? [];
  assert.equal(Number(minutes), lead / 60_000, line);
  assert.equal(above, "500 ms", line);
  const broken = Array.from({ length: ROWS }, (_, at) => rowOf(at)[0]).filter((value) => value > 500).length;
  const burnt = new RegExp(`It broke the limit for ${broken} min.* of the 43 min .*30 days may have: ${Math.round((broken / 43.2) * 100)}\\s%`);
  assert.match(line, burnt);
  const charts = opened.getByRole("region", { name: "Charts" }).getByRole("figure");
  const chart = charts.filter({ hasText: "latency_ms" });
  const held = chart.getByRole("note", { name: /^limit: not above 500\sms$/ });
  await held.waitFor();
  const limitsDrawn = charts.getByRole("note", { name: /^limit/ });
  assert.equal(await limitsDrawn.count(), 1, "no other series is held to it");
  const [edge, plot] = [await held.boundingBox(), await chart.getByRole("group").boundingBox()];
  assert.ok(plot.y < edge.y && edge.y + edge.height < plot.y + plot.height, "it lies on the chart");

  await opened.reload();
  await open(worst);
  await limits(opened).getByText("1 limit set").waitFor();
  await eventually("the same line", async () => (await cost.getByRole("listitem").innerText()) === line);
  await limits(opened).getByRole("button", { name: "Limits and objectives" }).click();
  await limits(opened).getByRole("button", { name: /^Delete the limit latency above 500/ }).click();
  await cost.waitFor({ state: "detached" });
  assert.equal(await limits(opened).getByRole("list", { name: "Limits" }).count(), 0);
  assert.equal(await limitsDrawn.count(), 0);
});

async function deleteOurs(opened) {
  for (let left = await ours(opened).count(); left > 0; left -= 1) {
    await ours(opened).first().getByRole("button", { name: "Delete", exact: true }).click();
    await eventually("one less", async () => (await ours(opened).count()) === left - 1);
  }
}

// Closes the file, deletes what is known of it, and opens it as if it were new; how many incidents it has.
async function anew(opened) {
  await opened.getByRole("button", { name: "Remove shop.csv", exact: true }).click();
  await deleteOurs(opened);
  await openFiles(opened, troubled());
  await status(opened, "shop.csv", "1,400 rows");
  await ours(opened).first().waitFor();
  return ours(opened).count();
}

test("a false alarm is learnt from once its effect was seen, and that is taken back", async (t) => {
  const opened = await withTroubles(t);
  const card = small(opened);
  const title = await card.getByRole("heading", { level: 3 }).innerText();
  await open(card);
  await card.getByRole("toolbar", { name: "What it was" }).getByRole("button", { name: "false alarm" }).click();
  const offer = card.getByRole("list", { name: "What may be learnt from that" }).getByRole("listitem").first();
  assert.match(await offer.innerText(), /^(Raise the alarm level of|Let departures of this kind open no incident:) latency_ms/);
  assert.match(await offer.innerText(), /would not have opened: “/);
  assert.ok((await offer.innerText()).includes(title), "it names what would not have opened");
  assert.match(await card.getByText("false alarm").first().innerText(), /false alarm/);
  assert.equal(await ours(opened).count(), 2, "nothing has changed yet");
  const learnt = opened.getByRole("region", { name: "Learnt from verdicts" });
  assert.equal(await learnt.count(), 0);

  const effect = await offer.innerText();
  await offer.getByRole("button", { name: "Do this" }).click();
  await learnt.getByText(effect.split("\n")[0]).waitFor();
  assert.equal(await anew(opened), 1, "one less");
  await opened.reload();
  await learnt.getByRole("button", { name: "Undo" }).click();
  await learnt.waitFor({ state: "detached" });
  await openFiles(opened, troubled());
  await status(opened, "shop.csv", "1,400 rows");
  await eventually("both again", async () => (await ours(opened).count()) === 2);
});

test("the page of an incident stands alone, runs nothing, and is opened again by Blip", async (t) => {
  const opened = await withTroubles(t);
  const worst = great(opened);
  await open(worst);
  await eventually("its pictures", async () => (await pictures(worst)).names.length === 2);
  await worst.getByRole("textbox", { name: "Note" }).fill('<img src=x onerror="window.trapped=1"><script>window.trapped=1</script>');
  await worst.getByRole("button", { name: "Add note" }).click();
  await worst.getByText("<img src=x").waitFor();
  const title = await worst.getByRole("heading", { level: 3 }).innerText();
  const [text, seen] = [await worst.locator(".sentence").innerText(), await pictures(worst)];
  const file = join(tempFolder("page"), "incident.html");
  writeFileSync(file, await offered(opened, () => worst.getByRole("button", { name: "Export page" }).click()));

  const asked = [];
  const alone = await page(t, {
    url: pathToFileURL(file).href,
    context: { offline: true },
    before: (tab) => tab.on("request", (request) => asked.push(request.url())),
  });
  assert.equal(await alone.title(), title);
  assert.equal(await alone.getByRole("heading", { level: 1 }).innerText(), title);
  await alone.getByText(text).waitFor();
  const names = await alone.getByRole("img").evaluateAll((list) => list.map((one) => one.getAttribute("aria-label")));
  assert.deepEqual(names, seen.names);
  for (const drawing of await alone.getByRole("img").all()) assert.ok((await drawing.boundingBox()).height > 20, "it is seen");
  await alone.getByText("<img src=x").waitFor();
  assert.equal(await alone.evaluate(() => window.trapped), undefined, "text stays text");
  assert.equal(await alone.locator("script:not([type='application/json'])").count(), 0);
  assert.deepEqual(asked, [pathToFileURL(file).href], "it asks for nothing");

  const fresh = await begin(t);
  await openFiles(fresh, file);
  await message(fresh, "1 incident was imported", "status");
  const again = ours(fresh).filter({ hasText: title });
  await open(again);
  await eventually("the same pictures", async () => (await pictures(again)).names.length === 2);
  assert.deepEqual(await pictures(again), seen);
  assert.equal(await source(fresh, "incident.html").count(), 0, "it is no source");
});

async function markAndLimit(opened) {
  const marks = opened.getByRole("region", { name: "Events" });
  await marks.getByRole("button", { name: "Mark an event" }).click();
  await marks.getByLabel("What", { exact: true }).fill("Release 7");
  await marks.getByLabel("When (now if empty)").fill("2026-03-01T06:35");
  await marks.getByRole("button", { name: "Mark", exact: true }).click();
  await marks.getByText("1 event marked").waitFor();
  await limits(opened).getByRole("button", { name: "Limits and objectives" }).click();
  await setLimit(opened, "latency", "500");
  await limits(opened).getByText("1 limit set").waitFor();
}

test("the file of everything brings incidents, pictures, events, limits and what was learnt", async (t) => {
  const opened = await withTroubles(t);
  await markAndLimit(opened);
  const card = small(opened);
  await open(card);
  await eventually("its pictures", async () => (await pictures(card)).names.length > 0);
  await card.getByRole("button", { name: "false alarm" }).last().click();
  await card.getByRole("button", { name: "Do this" }).first().click();
  const learnt = (tab) => tab.getByRole("region", { name: "Learnt from verdicts" });
  const remedy = await learnt(opened).getByRole("listitem").innerText();
  await opened.reload();
  await eventually("both incidents", async () => (await ours(opened).count()) === 2);
  const file = await exported(opened);
  const { kind, incidents: told, evidence } = JSON.parse(file);
  const ids = told.filter((one) => one.source === "shop.csv").map((one) => one.id);
  assert.deepEqual([kind, ids.length], ["blip incidents", 2]);
  for (const id of ids) assert.ok(evidence.some(([of]) => of === id), `evidence of ${id}`);
  await open(card);
  await eventually("its pictures", async () => (await pictures(card)).names.length > 0);
  const seen = await pictures(card);

  const fresh = await begin(t);
  await openFiles(fresh, { name: "everything.json", text: file });
  await message(fresh, `${told.length} incidents and 1 event were imported`, "status");
  await eventually("both incidents", async () => (await ours(fresh).count()) === 2);
  await fresh.reload();
  await eventually("both incidents", async () => (await ours(fresh).count()) === 2);
  const again = small(fresh);
  await open(again);
  await eventually("pictures", async () => (await pictures(again)).names.length > 0);
  assert.deepEqual(await pictures(again), seen);
  await fresh.getByText("1 event marked").waitFor();
  await limits(fresh).getByText("1 limit set").waitFor();
  assert.equal(await learnt(fresh).getByRole("listitem").innerText(), remedy);
});

// Records as the detector for Graphite writes them, with names and figures of our own.
function records() {
  const record = (machine, metric, time, most) => ({
    machine, aggregator: `Tables.${metric}`, timestamp: time, severity: "high", max_value: most, avg_value: most / 2, valid_pct: 0.9,
  });
  return [
    record("n7-primary", "rows_by_hour", "2026-09-01T21:14:05.749118", 0.11),
    record("n7-primary", "lag_by_hour", "2026-09-01T21:15:05.926413", 0.2),
    record("n9-primary", "rows_by_hour", "2026-09-01T23:14:09.979463", 0.32),
  ];
}

test("hydrated records of the detector for Graphite are incidents, and no source", async (t) => {
  const opened = await begin(t);
  await openFiles(opened, { name: "hydrated_anomalies.json", text: JSON.stringify(records()) });
  await message(opened, "2 incidents were imported", "status");
  const all = ours(opened, "Graphite detector");
  assert.equal(await all.count(), 2);
  await all.filter({ hasText: "Anomaly of lag_by_hour and 1 more on n7-primary" }).waitFor();
  assert.equal(await source(opened, "hydrated_anomalies.json").count(), 0);
  await opened.reload();
  const first = all.filter({ hasText: "n7-primary" });
  await open(first);
  const figures = await section(first, "Signals").locator("li").allTextContents();
  assert.equal(figures.length, 2);
  assert.match(figures[0], /lag_by_hour.*n7-primary[^]*max[^]*0\.2|200\sm/);
});
