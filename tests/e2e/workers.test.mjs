// Workers that die, lie or are many: the user loses time at most.

import assert from "node:assert/strict";
import { test } from "node:test";

import { eventually, page } from "./harness.mjs";
import { begin, calm, incidentFile, incidents, message, minutes, openFiles, ranked, sentences, source, status, tiles } from "./journey.mjs";

// Envelope { ticket: 0, body: Job::Panic } as the protocol writes it; the number is the job's
// place among the jobs.
const PANIC = [0, 12];

// What people would miss: charts in words, ranking, incidents, tiles.
async function everything(opened) {
  const charts = opened.getByRole("region", { name: "Charts" }).getByRole("img");
  const [words, order, found, figures] = await Promise.all([
    charts.evaluateAll((list) => list.map((one) => one.ariaLabel)),
    ranked(opened).allInnerTexts(),
    sentences(opened),
    tiles(opened),
  ]);
  return { words, order, found, figures };
}

async function settled(opened) {
  let before;
  return eventually("a page at rest", async () => {
    const now = JSON.stringify(await everything(opened));
    const rests = now === before && JSON.parse(now).words.every((text) => text !== "");
    before = now;
    return rests && JSON.parse(now);
  }, { every: 200 });
}

test("a worker that panics is replaced, and everything comes back", async (t) => {
  const opened = await begin(t);
  const steady = { name: "steady.csv", text: `time,load\n${minutes(300, (at, time) => `${time},${calm(at)}`)}` };
  await openFiles(opened, incidentFile(), steady);
  await status(opened, "shop.csv", "600 rows");
  await status(opened, "steady.csv", "300 rows");
  await incidents(opened).filter({ hasText: "shop.csv" }).first().waitFor();
  const before = await settled(opened);
  assert.ok(before.words.length === 3 && before.order.length === 3, JSON.stringify(before));

  const reads = new Set();
  opened.on("worker", (worker) => reads.add(worker.url()));
  for (const worker of opened.workers()) {
    await worker
      .evaluate((job) => self.dispatchEvent(new MessageEvent("message", { data: [new Uint8Array(job)] })), PANIC)
      .catch(() => {}); // The worker is ended before it can answer.
  }

  const said = await message(opened, "A worker stopped and was started again");
  assert.match(said, /asked to panic|panicked at/);
  assert.match(said, /Nothing is lost/);
  await status(opened, "shop.csv", "600 rows");
  await status(opened, "steady.csv", "300 rows");
  await eventually("new workers", async () => reads.size > 0);
  assert.deepEqual(await settled(opened), before);

  // It still works: another file in each worker.
  await openFiles(opened, { ...steady, name: "third.csv" }, { ...steady, name: "fourth.csv" });
  await status(opened, "third.csv", "300 rows");
  await status(opened, "fourth.csv", "300 rows");
});

test("a worker that dies while it reads reads again from the start", async (t) => {
  const opened = await begin(t);
  const rows = Array.from({ length: 400_000 }, (_, at) => `${1_767_225_600 + at},${calm(at % 1_000)}`);
  const old = new Set(opened.workers());
  await openFiles(opened, { name: "half.csv", text: `time,load\n${rows.join("\n")}` });
  await source(opened, "half.csv").waitFor();
  for (const worker of opened.workers()) {
    await worker.evaluate(() => self.postMessage({ error: "test panic" })).catch(() => {});
  }
  assert.match(await message(opened, "A worker stopped"), /test panic/);
  await status(opened, "half.csv", "400,000 rows", { within: 30_000 });
  assert.ok(opened.workers().every((worker) => !old.has(worker)), "the old ones are gone");
  await eventually("all points", async () => /^400,000 /.test((await tiles(opened))["Data points"]));
});

test("a worker that cannot live is not started for ever", async (t) => {
  const spoilt = 'self.onmessage = () => self.postMessage({ error: "no memory at all" });';
  const spoil = (route) => route.fulfill({ contentType: "text/javascript", body: spoilt });
  const opened = await page(t, { before: (tab) => tab.route("**/*_boot.js*", spoil) });
  let started = 0;
  opened.on("worker", () => (started += 1));
  const said = await message(opened, "no memory at all");
  assert.match(said, /worker stopped/);
  await openFiles(opened, incidentFile());
  await status(opened, "shop.csv", /worker/);
  const then = started;
  await opened.waitForTimeout(1_000);
  assert.equal(started, then, "no worker is started unless the user asks");

  await opened.unroute("**/*_boot.js*");
  await opened.getByRole("button", { name: "Read shop.csv again" }).click();
  await status(opened, "shop.csv", "600 rows");
});

test("a program that did not load is loaded when a source is read again, without a reload", async (t) => {
  const opened = await page(t, { before: (tab) => tab.route("**/demo_bg.wasm*", (route) => route.abort()), expected: [/ERR_FAILED/] });
  await message(opened, "program of the workers could not be loaded");
  await opened.unroute("**/demo_bg.wasm*");
  const again = opened.getByRole("list", { name: "Open sources" }).getByRole("button", { name: /^Read .* again$/ });
  await again.click();
  await eventually("the demo's rows", async () => (await ranked(opened).count()) > 3);
  await eventually("no complaint", async () => (await opened.getByRole("alert").count()) === 0);
});

test("a worker's script that did not load is told, and the failed demo can be read again", async (t) => {
  const opened = await page(t, { before: (tab) => tab.route("**/demo_boot.js*", (route) => route.abort()), expected: [/ERR_FAILED/] });
  await message(opened, "program could not be loaded");
  await opened.unroute("**/demo_boot.js*");
  // The page may try once more by itself before the route is gone, and then there is nothing to be read again.
  const again = opened.getByRole("button", { name: /^Read Demo.* again$/ });
  await eventually("the demo's rows", async () => {
    if ((await ranked(opened).count()) > 3) return true;
    if (await again.isVisible()) await again.click();
    return false;
  });
});

// The first message of a worker of another build: Envelope { ticket: 0, body: Reply::Ready }.
function otherBuild() {
  const name = Buffer.from("another-build");
  const bytes = [0, 0, name.length, ...name];
  return `self.onmessage = () => { self.onmessage = null; self.postMessage(new Uint8Array(${JSON.stringify(bytes)})); };`;
}

test("a worker of another build is told apart", async (t) => {
  const opened = await page(t, {
    before: (tab) =>
      tab.route("**/*_boot.js*", (route) => route.fulfill({ contentType: "text/javascript", body: otherBuild() })),
  });
  const said = await message(opened, "different versions of Blip");
  assert.match(said, /worker another-build/);
  assert.match(said, /Reload the page/);
});

test("the workers' program is fetched once, however many workers run", async (t) => {
  const asked = [];
  const watch = async (tab) => tab.on("request", (request) => asked.push(new URL(request.url()).pathname));
  const opened = await begin(t, {
    before: async (tab) => {
      await tab.addInitScript(() => Object.defineProperty(navigator, "hardwareConcurrency", { get: () => 4 }));
      await watch(tab);
    },
  });
  const text = `time,load\n${minutes(300, (at, time) => `${time},${calm(at)}`)}`;
  await openFiles(opened, { name: "a.csv", text }, { name: "b.csv", text }, { name: "c.csv", text });
  for (const name of ["a.csv", "b.csv", "c.csv"]) await status(opened, name, "300 rows");
  // And one more gets warm, a second after the first look.
  const started = opened.workers().length;
  assert.ok(started === 5 || started === 6, `${started}: one for the demo, one for incidents and one for each file`);
  const fetched = asked.filter((path) => path.endsWith("worker_bg.wasm"));
  assert.equal(fetched.length, 1, `${fetched}`);
});
