// What journeys through the memory of incidents have in common: files with troubles, cards, and the store itself.

import { eventually, site } from "./harness.mjs";
import { anotherTab, begin, incidents, iso, offered, openFiles, readStore, status } from "./journey.mjs";

// Noon of a day not long ago: what is a year old is not kept.
const START = (Math.floor(Date.now() / 86_400_000) - 20) * 86_400_000;
const MINUTE = 60_000;
const TROUBLES = [
  { from: 400, to: 430, height: 50, within: 1 },
  { from: 1000, to: 1030, height: 700, within: 10 },
];
/// Rows of `troubled`, and the first of which latency_ms is above 500.
export const ROWS = 1400;
export const ABOVE_500 = 1006;

/// When a row of `troubled` is, in milliseconds.
export const momentOf = (row) => START + row * MINUTE;

/// Latency and queue of `troubled` at a row: both climb within some minutes, in two troubles, the first of which is small.
export function rowOf(at) {
  const noise = ((at * 7919) % 101) / 50;
  const trouble = TROUBLES.find(({ from, to }) => from <= at && at < to);
  const climbed = trouble ? trouble.height * Math.min(1, (at - trouble.from + 1) / trouble.within) : 0;
  return [40 + noise + climbed, 20 + noise + climbed / 10];
}

/// A wide file of a day with two troubles: two incidents, ten hours apart.
export function troubled(name = "shop.csv") {
  const row = (at) => `${iso(momentOf(at))},${rowOf(at).map((value) => value.toFixed(2))}`;
  const rows = Array.from({ length: ROWS }, (_, at) => row(at));
  return { name, text: `time,latency_ms,queue_length\n${rows.join("\n")}` };
}

/// The cards of the file `troubled`, newest first: the demo writes incidents of its own.
export const ours = (opened, name = "shop.csv") => incidents(opened).filter({ hasText: name });

/// The card of the great trouble, and that of the small one.
export const great = (opened) => ours(opened).first();
export const small = (opened) => ours(opened).nth(1);

/// Opens the page with the file `troubled`, and waits for its incidents and until the store has what they looked like.
export async function withTroubles(t, options) {
  const opened = await begin(t, options);
  await openFiles(opened, troubled());
  await status(opened, "shop.csv", "1,400 rows");
  await ours(opened).nth(1).waitFor();
  return opened;
}

/// Opens a card in full.
export async function open(card) {
  const title = card.getByRole("heading", { level: 3 }).getByRole("button");
  await title.click();
  await card.getByRole("toolbar", { name: "State of this incident" }).waitFor();
}

/// What stands there of incidents that were deleted a moment ago.
export const deletions = (opened) => opened.getByRole("region", { name: "Incidents", exact: true }).getByRole("status").filter({ hasText: /^Deleted / });

/// Deletes an incident without waiting until that cannot be undone any more.
export async function deleteForGood(card) {
  await card.getByRole("button", { name: "Delete", exact: true }).click();
  await deletions(card.page()).getByRole("button", { name: "Delete for good" }).click();
}

/// The section of a card below a heading.
export function section(card, heading) {
  const title = card.page().getByRole("heading", { name: heading, exact: true });
  return card.locator("section").filter({ has: title });
}

/// The names of the pictures in a card, and their drawings.
export async function pictures(card) {
  const seen = section(card, "Worst series");
  const names = await seen.getByRole("img").evaluateAll((list) => list.map((one) => one.getAttribute("aria-label")));
  const drawn = await seen.getByRole("img").evaluateAll((list) => list.map((one) => one.innerHTML));
  return { names, drawn };
}

/// Everything as a file.
export const exported = (opened) => offered(opened, () => opened.getByRole("button", { name: "Export", exact: true }).click());

/// Gives a file to Import.
export async function imported(opened, text, name = "incidents.json") {
  const file = { name, mimeType: "application/json", buffer: Buffer.from(text) };
  await opened.getByLabel("Choose a file of incidents").setInputFiles(file);
}

/// FNV-1a, which chooses the block of an incident in the stored layout.
export function blockOf(id) {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(id)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash % 64;
}

/// Browsers ask for this one beside any plain file.
export const FAVICON = /favicon\.ico/;

/// Makes the database of a former version before the app runs, in a page of the same origin: blocks of text, or of
/// bytes that come as characters.
export async function makeDatabase(tab, { version, blocks = {}, bytes = {}, keepOpen = false }) {
  await tab.goto(`${(await site()).url}worker_boot.js`);
  await tab.evaluate(
    ({ version, blocks, bytes, keepOpen }) =>
      new Promise((resolve, reject) => {
        const request = indexedDB.open("blip", version);
        request.onerror = () => reject(request.error);
        request.onupgradeneeded = () => {
          const store = request.result.createObjectStore("blocks");
          if (version > 1) request.result.createObjectStore("meta");
          if (version > 4) request.result.createObjectStore("evidence");
          for (const [key, text] of Object.entries(blocks)) store.put(text, Number(key));
          for (const [key, text] of Object.entries(bytes)) store.put(Uint8Array.from(text, (one) => one.charCodeAt(0)), Number(key));
        };
        request.onsuccess = () => {
          if (keepOpen) window.kept = request.result;
          else request.result.close();
          resolve();
        };
      }),
    { version, blocks, bytes, keepOpen },
  );
}

/// The ids of incidents whose evidence is stored.
export const evidenceOf = (tab) => readStore(tab, "evidence", "getAllKeys");

/// Waits until so many incidents have theirs.
export const inStore = (opened, count) => eventually("the evidence in the store", async () => (await evidenceOf(opened)).length === count);

/// Another tab, which has read what `opened` stored: both incidents of `troubled`.
export async function secondTab(opened) {
  const second = await anotherTab(opened);
  await second.goto((await site()).url);
  await eventually("both incidents in the other tab", async () => (await ours(second).count()) === 2);
  return second;
}

/// Two tabs with the same incidents, in the first of which their file is open.
export async function twoTabs(t) {
  const opened = await withTroubles(t);
  await inStore(opened, 2);
  return [opened, await secondTab(opened)];
}
