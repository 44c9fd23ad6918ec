// The incident history: it survives, is shared by tabs, travels as a file, and says in plain words
// when the browser does not keep it.

import assert from "node:assert/strict";
import { test } from "node:test";

import { eventually, site } from "./harness.mjs";
import { anotherTab, begin, comeToFront, incidentFile, incidents, inWorkers, message, offered, openFiles, ranked, readBlocks, sentences, source, status } from "./journey.mjs";
import { blockOf, deleteForGood, deletions, exported, FAVICON, imported, makeDatabase, ours } from "./remembered.mjs";

async function withIncident(t, options) {
  const opened = await begin(t, options);
  await openFiles(opened, incidentFile());
  await status(opened, "shop.csv", "600 rows");
  await ours(opened).first().waitFor();
  return opened;
}

// Waits until the store holds what the page shows.
async function stored(opened, ids) {
  await eventually("the store", async () => {
    const blocks = await readBlocks(opened);
    return blocks.join().split(PACKED_SOURCE).length - 1 === ids;
  });
}

// The source of a stored incident: its length and its letters.
const PACKED_SOURCE = "\x08shop.csv";
// The last of the only incident in its block: its state, no verdict, no notes, how much evidence, and eight bytes of time.
const ACKNOWLEDGED = /\x08shop\.csv[^]*\x01\x00\x00[^]{9,11}$/;

// The words of a card without its state.
const plain = (text) => text.replace(/^(open|acknowledged|Acknowledged?)\n/gm, "");

test("an incident survives a reload, is acknowledged and deleted", async (t) => {
  const opened = await withIncident(t);
  assert.equal(await ours(opened).count(), 1);
  const text = plain(await ours(opened).innerText());
  assert.match(text, /latency_ms rose to/);
  await ours(opened).getByRole("button", { name: "Acknowledge" }).click();
  await ours(opened).getByRole("button", { name: "Acknowledged", pressed: true }).waitFor();
  await eventually("the store", async () => (await readBlocks(opened)).some((block) => ACKNOWLEDGED.test(block)));

  await opened.reload();
  await ours(opened).getByRole("button", { name: "Acknowledged", pressed: true }).waitFor();
  assert.equal(plain(await ours(opened).innerText()), text, "word for word");

  await deleteForGood(ours(opened));
  await ours(opened).waitFor({ state: "detached" });
  await stored(opened, 0);
  await opened.reload();
  await incidents(opened).first().waitFor();
  assert.equal(await ours(opened).count(), 0);
});

test("a card is opened by keyboard, and its notes survive a reload", async (t) => {
  const opened = await withIncident(t);
  const title = ours(opened).locator("h3").getByRole("button");
  await title.focus();
  await opened.keyboard.press("Enter");
  await ours(opened).getByRole("heading", { name: "Timeline" }).waitFor();
  assert.equal(await title.getAttribute("aria-expanded"), "true");
  assert.equal(await ours(opened).locator(".signals > li").count(), 2);
  const note = ours(opened).getByRole("textbox", { name: "Note" });
  await note.pressSequentially("call <b>ops</b>");
  await ours(opened).getByRole("button", { name: "Add note" }).click();
  await ours(opened).getByText("call <b>ops</b>").waitFor();
  await eventually("an empty field", async () => (await note.inputValue()) === "");
  await ours(opened).getByRole("toolbar", { name: "State of this incident" }).getByRole("button", { name: "resolved" }).click();
  await ours(opened).getByRole("button", { name: "resolved", pressed: true }).waitFor();
  await eventually("the store", async () => (await readBlocks(opened)).join().includes("call <b>ops</b>"));
  const draft = await offered(opened, () => ours(opened).getByRole("button", { name: "Export post-mortem" }).click());
  assert.match(draft, /^# .+\n[^]*## Notes\n\n- 20\S+ \S+ \S+: call &lt;b&gt;ops&lt;\/b&gt;\n/);

  await opened.reload();
  await ours(opened).locator("h3").getByRole("button").click();
  await ours(opened).getByText("call <b>ops</b>").waitFor();
  await opened.getByLabel("Search incidents").fill("ops latency");
  await eventually("that one alone", async () => (await incidents(opened).count()) === 1);
  await opened.getByLabel("Search incidents").fill("nothing of this kind");
  await eventually("none", async () => (await incidents(opened).count()) === 0);
});

test("events come from a file and by hand, are known to incidents, and survive a reload", async (t) => {
  const opened = await withIncident(t);
  const text = "time,kind,title,service\n2026-03-01T06:30:00Z,deployment,Release 7 <i>,shop\n";
  await openFiles(opened, { name: "deploys.csv", text });
  await opened.getByText("1 event marked").waitFor();
  const marks = opened.getByRole("region", { name: "Events" });
  await marks.getByRole("button", { name: "Mark an event" }).click();
  await marks.getByText("Release 7 <i>").waitFor();
  await ours(opened).locator("h3").getByRole("button").click();
  await ours(opened).getByRole("heading", { name: "Timeline" }).click();
  await ours(opened).locator(".timeline").getByText("Release 7 <i>").waitFor();

  await marks.getByLabel("What", { exact: true }).fill("Cache flushed");
  await marks.getByLabel("When (now if empty)").fill("2026-03-01T06:35");
  await marks.getByRole("button", { name: "Mark", exact: true }).click();
  await marks.getByText("2 events marked").waitFor();
  await eventually("both at the incident", async () => (await ours(opened).getByText("Cache flushed").count()) > 0);
  await ours(opened).getByRole("button", { name: "Show charts" }).click();
  const chart = opened.getByRole("region", { name: "Charts" }).getByRole("figure").first();
  const flags = chart.getByRole("note");
  await eventually("both on the chart", async () => (await flags.count()) === 2);
  const [release, flush] = [flags.nth(0), flags.nth(1)];
  assert.equal(await release.getAttribute("aria-label"), "deployment: Release 7 <i> (service=shop)");
  const [first, second] = [await release.boundingBox(), await flush.boundingBox()];
  assert.ok(first.x + first.width <= second.x, "their words do not meet");
  await opened.mouse.move(second.x, second.y + second.height / 2);
  await eventually("it is told", async () => (await chart.locator(".readout").innerText()).includes(" · deployment: Cache flushed"));
  await marks.getByRole("button", { name: "Delete the event Release 7 <i>" }).click();
  await marks.getByText("1 event marked").waitFor();
  await eventually("it is off the chart", async () => (await flags.count()) === 1);
  await opened.reload();
  await opened.getByText("1 event marked").waitFor();
});

test("an incident shows its charts in its time", async (t) => {
  const opened = await withIncident(t);
  await ours(opened).getByRole("button", { name: "Show charts" }).click();
  await opened.getByRole("button", { name: "Show all" }).waitFor();
  const charts = opened.getByRole("region", { name: "Charts" }).getByRole("img");
  await eventually("both charts over the incident", async () => {
    const words = await charts.evaluateAll((list) => list.map((one) => one.ariaLabel));
    return words.length === 2 && words.every((text) => /from 2026-03-01 06:[0-3]\d.* to 2026-03-01 07:\d\d/.test(text));
  });
});

test("the incident of a renamed source goes by the new name, once", async (t) => {
  const opened = await withIncident(t);
  const name = source(opened, "shop.csv").getByRole("textbox", { name: "Name of this source" });
  await name.fill("Shop");
  await name.press("Enter");
  const renamed = incidents(opened).filter({ hasText: "latency_ms rose to" });
  await eventually("the new name", async () => (await renamed.innerText()).includes("Shop\n"));
  await renamed.getByRole("button", { name: "Acknowledge" }).click();
  await opened.getByRole("button", { name: "Read Shop again" }).click();
  await status(opened, "Shop", "600 rows");
  await renamed.getByRole("button", { name: "Show charts" }).click();
  await opened.getByRole("button", { name: "Show all" }).waitFor();
  assert.equal(await renamed.count(), 1);
});

test("a second tab sees what the first found, and the first what the second deleted", async (t) => {
  const opened = await withIncident(t);
  await stored(opened, 1);
  const second = await anotherTab(opened);
  await second.goto((await site()).url);
  await ours(second).first().waitFor();

  await ours(second).getByRole("button", { name: "Delete" }).click();
  await ours(second).waitFor({ state: "detached" });
  await comeToFront(opened);
  assert.equal(await ours(opened).count(), 1, "as long as that can be undone, it is there");
  await stored(opened, 1);
  await second.bringToFront();
  await deletions(second).getByRole("button", { name: "Delete for good" }).click();
  await stored(second, 0);
  assert.equal(await ours(opened).count(), 1, "not before it comes to the front");
  await comeToFront(opened);
  await ours(opened).waitFor({ state: "detached" });

  await openFiles(second, incidentFile());
  await ours(second).first().waitFor();
  await stored(second, 1);
  await comeToFront(opened);
  await ours(opened).first().waitFor();
});

test("exported incidents come back from the file", async (t) => {
  const opened = await withIncident(t);
  const before = await sentences(opened);
  const file = await exported(opened);
  assert.equal(JSON.parse(file).kind, "blip incidents");
  for (let left = await incidents(opened).count(); left > 0; left -= 1) {
    await incidents(opened).first().getByRole("button", { name: "Delete" }).click();
    await eventually("one less", async () => (await incidents(opened).count()) === left - 1);
  }

  await imported(opened, file);
  await message(opened, new RegExp(`^${before.length} incidents? w(as|ere) imported`), "status");
  assert.deepEqual(await sentences(opened), before);
  // They count as stored on the day of the import.
  const told = (text) => JSON.parse(text).incidents.map((one) => ({ ...one, saved: 0 }));
  assert.deepEqual(told(await exported(opened)), told(file));
  await stored(opened, 1);
  await opened.reload();
  await ours(opened).first().waitFor();
});

const HOSTILE = [
  ["{", /not a file of incidents.*line 1/s],
  ["[]", /holds no incidents/],
  ['{"version":2,"incidents":[{"id":7}]}', /holds no incidents/],
  ['{"kind":"else","version":2,"incidents":[]}', /holds no incidents.*else/s],
  ['{"kind":"blip incidents","version":99,"incidents":[]}', /newer Blip/],
  ["[".repeat(200_000), /not a file of incidents|holds no incidents/],
  ["\u0000\u0001binary", /not a file of incidents/],
  ["", /not a file of incidents/],
];

test("a hostile file of incidents is refused with the reason, and nothing is lost or run", async (t) => {
  const opened = await withIncident(t);
  const before = await sentences(opened);
  for (const [text, reason] of HOSTILE) {
    await imported(opened, text);
    await eventually(`the refusal of ${text.slice(0, 40)}`, async () => {
      const alerts = await opened.getByRole("alert").allInnerTexts();
      return alerts.some((alert) => reason.test(alert));
    });
    for (const button of await opened.getByRole("button", { name: "Dismiss this message" }).all()) await button.click();
    assert.deepEqual(await sentences(opened), before, text.slice(0, 40));
  }

  const trap = '<img src=x onerror="window.trapped=1"><script>window.trapped=1</script>';
  const file = JSON.parse(await exported(opened));
  const incident = { ...file.incidents.find((one) => one.source === "shop.csv"), id: trap, source: trap, sentence: `${trap} rose far above everything else.` };
  incident.signals = incident.signals.map((signal) => ({ ...signal, series: trap, reason: trap }));
  await imported(opened, JSON.stringify({ ...file, incidents: [incident] }));
  await incidents(opened).filter({ hasText: "rose far above" }).first().waitFor();
  assert.equal(await opened.evaluate(() => window.trapped), undefined, "text stays text");
  assert.equal(await opened.locator('img[src="x"]').count(), 0);
});

// A day ago: what is a year old is not kept.
const FROM = Math.floor(Date.now() / 1000) - 86_400;

function oldIncident(id) {
  const signal = { series: "pumps", unit: "", from: FROM, to: FROM + 60, score: 3.5, value: 9, expected: null, reason: "9 is high" };
  return {
    id, source: "old.csv", from: FROM, to: FROM + 60, ongoing: false, severity: 3.5,
    sentence: `pumps rose long before this version came (${id}).`, signals: [signal], logs: [["Error", 2]],
    sample_log: "valve stuck", detector: "Threshold", state: "Open", saved: FROM,
  };
}

function blocksOfText(version) {
  const blocks = {};
  for (const id of ["first", "second", "third"]) {
    const key = blockOf(id);
    const block = blocks[key] ? JSON.parse(blocks[key]) : { version, incidents: [] };
    block.incidents.push(oldIncident(id));
    blocks[key] = JSON.stringify(block);
  }
  return blocks;
}

// Blocks as version 3 packed them: a byte of the version, then fields without names.
function blocksOfBytes() {
  const text = (one) => String.fromCharCode(one.length) + one;
  const number = (one) => String.fromCharCode(...new Uint8Array(Float64Array.of(one).buffer));
  const bytes = {};
  for (const id of ["first", "second", "third"]) {
    const { from, to, severity, sentence, signals: [signal] } = oldIncident(id);
    const packed = [
      text(id), text("old.csv"), number(from), number(to), "\0", number(severity), text(sentence), "\x01",
      text(signal.series), text(""), number(from), number(to), number(3.5), "\x01", number(9), "\0", text(signal.reason),
      "\x01\x02\x02", text("valve stuck"), text("Threshold"), "\0", number(from),
    ].join("");
    const key = blockOf(id);
    const [count, others] = bytes[key] ? [bytes[key].charCodeAt(1), bytes[key].slice(2)] : [0, ""];
    bytes[key] = `\x03${String.fromCharCode(count + 1)}${others}${packed}`;
  }
  return bytes;
}

test("incidents of version 3 are taken over", async (t) => {
  const opened = await begin(t, {
    expected: [FAVICON],
    before: (tab) => makeDatabase(tab, { version: 3, bytes: blocksOfBytes() }),
  });
  const old = incidents(opened).filter({ hasText: "old.csv" });
  await eventually("all old incidents", async () => (await old.count()) === 3);
  await deleteForGood(old.filter({ hasText: "(second)" }));
  await eventually("the store without it", async () => !(await readBlocks(opened)).join().includes("(second)"));
  await opened.reload();
  await eventually("those that were kept", async () => (await old.count()) === 2);
});

for (const version of [1, 2]) {
  test(`incidents of version ${version} are taken over`, async (t) => {
    const opened = await begin(t, {
      expected: [FAVICON],
      before: (tab) => makeDatabase(tab, { version, blocks: blocksOfText(version) }),
    });
    const old = incidents(opened).filter({ hasText: "old.csv" });
    await eventually("all old incidents", async () => (await old.count()) === 3);
    const databases = await opened.evaluate(() => indexedDB.databases());
    assert.deepEqual(databases.map(({ name, version }) => [name, version]), [["blip", 5]]);
    const texts = async () => (await readBlocks(opened)).filter((block) => block.startsWith("{")).length;
    const before = await texts();

    await deleteForGood(old.filter({ hasText: "(second)" }));
    await eventually("the store without it", async () => !(await readBlocks(opened)).join().includes("(second)"));
    assert.equal(await texts(), before - 1, "only what changes is written anew");
    await opened.reload();
    await eventually("those that were kept", async () => (await old.count()) === 2);
  });
}

test("a block of a newer version is refused and left alone", async (t) => {
  const newer = { [blockOf("first")]: String.fromCharCode(6, 1, 2) };
  const opened = await begin(t, { expected: [FAVICON], before: (tab) => makeDatabase(tab, { version: 5, bytes: newer }) });
  await message(opened, "written by a newer Blip");
  await worksWithoutStore(opened);
  assert.ok((await readBlocks(opened)).includes("\x06\x01\x02"));
});

// The page must go on working: the demo and a file with its incident.
async function worksWithoutStore(opened) {
  await openFiles(opened, incidentFile());
  await status(opened, "shop.csv", "600 rows");
  await ours(opened).first().waitFor();
  assert.match(await exported(opened), /shop\.csv/);
}

test("an upgrade that another tab blocks is said plainly, and made up for later", async (t) => {
  let blocker;
  const opened = await begin(t, {
    before: async (tab) => {
      blocker = await tab.context().newPage();
      await makeDatabase(blocker, { version: 1, blocks: blocksOfText(1), keepOpen: true });
    },
  });
  assert.match(await message(opened, "locked by another tab"), /Close the other tabs of Blip/);
  await worksWithoutStore(opened);

  await blocker.close();
  await comeToFront(opened);
  await incidents(opened).filter({ hasText: "old.csv" }).first().waitFor();
  assert.equal(await ours(opened).count(), 1, "what could not be saved is still shown");
  await stored(opened, 1);
});

test("a full storage is said plainly, and nothing shown gets lost", async (t) => {
  const refuse = () => {
    IDBObjectStore.prototype.put = () => {
      throw new DOMException("The disk is full.", "QuotaExceededError");
    };
  };
  const opened = await begin(t, { before: (tab) => inWorkers(tab, refuse) });
  // A demo's incidents are not stored; those of a file are.
  await worksWithoutStore(opened);
  assert.match(await message(opened, "storage is full"), /Export the incidents/);
  await comeToFront(opened);
  await comeToFront(opened);
  assert.match(await exported(opened), /shop\.csv/, "it is still there after another look at the store");
});

const DENIALS = {
  "is missing": () => Object.defineProperty(globalThis, "indexedDB", { get: () => undefined }),
  "throws": () => {
    IDBFactory.prototype.open = () => {
      throw new DOMException("The operation is insecure.", "SecurityError");
    };
  },
  "fails later": () => {
    const open = IDBFactory.prototype.open;
    // A version below the one that is there is refused, but only by an event.
    IDBFactory.prototype.open = function () {
      open.call(this, "other", 2);
      return open.call(this, "other", 1);
    };
  },
};

for (const [how, deny] of Object.entries(DENIALS)) {
  test(`a browser whose storage ${how} is no reason to stop`, async (t) => {
    const opened = await begin(t, { before: (tab) => inWorkers(tab, deny) });
    const said = await message(opened, how === "fails later" ? "newer Blip has stored" : "does not let the page store");
    assert.match(said, how === "fails later" ? /Nothing stored is lost/ : /Export to keep them/);
    await worksWithoutStore(opened);
    const storage = opened.getByRole("region", { name: "Storage of incidents" });
    await storage.getByRole("button", { name: "Storage", exact: false }).click();
    await storage.getByText("Nothing is kept.").waitFor();
    assert.match(await storage.innerText(), how === "fails later" ? /A newer Blip/ : /does not let the page store anything/);
    assert.doesNotMatch(await storage.innerText(), /in use|at most/);
    assert.ok((await ranked(opened).count()) > 0);
  });
}
