// What a worker of the benches of incidents does: it stores and loads them, and holds the clock.

import { ear } from "./ear.js";
import { answer } from "./in_worker.js";

answer("store_bench", { blip, records, bare });

/// The worker's own store, opened and emptied of nothing before: the first save creates it.
async function blip(program, { count }) {
  const { hear, event } = ear();
  const history = new program.History(count, hear);
  // Opens the database, as the page does when it starts.
  history.load();
  const empty = await event((one) => one.kind === "loaded");
  let start = performance.now();
  history.save();
  await event((one) => one.kind === "saved");
  const saved = performance.now() - start;
  start = performance.now();
  history.load();
  const loaded = await event((one) => one.kind === "loaded" && one !== empty);
  return { saved, loaded: performance.now() - start, check: loaded.check };
}

const done = (request) =>
  new Promise((good, bad) => {
    request.onsuccess = () => good(request.result);
    request.onerror = () => bad(request.error);
  });

/// A record each, in one transaction; all of them by getAll.
async function records(program, { count }) {
  const incidents = JSON.parse(new program.History(count, () => {}).text()).incidents;
  const request = indexedDB.open("peer", 1);
  request.onupgradeneeded = () => request.result.createObjectStore("incidents", { keyPath: "id" });
  const database = await done(request);
  let start = performance.now();
  const writing = database.transaction("incidents", "readwrite", { durability: "relaxed" });
  const store = writing.objectStore("incidents");
  for (const incident of incidents) store.put(incident);
  await new Promise((good, bad) => {
    writing.oncomplete = good;
    writing.onabort = () => bad(writing.error);
  });
  const saved = performance.now() - start;
  start = performance.now();
  const all = await done(database.transaction("incidents").objectStore("incidents").getAll());
  const loaded = performance.now() - start;
  // In order of writing, so that the sum is the same to the last bit; the store sorts by key.
  return { saved, loaded, check: [all.length, all.reduce((sum, one) => sum + one.severity, 0)] };
}

/// The floor: the very bytes that Blip stored, put into another database and read, and nothing
/// else done with them.
async function bare(program, { count }) {
  await blip(program, { count });
  const ours = await done(indexedDB.open("blip"));
  const blocks = await done(ours.transaction("blocks").objectStore("blocks").getAll());
  const request = indexedDB.open("floor", 1);
  request.onupgradeneeded = () => request.result.createObjectStore("blocks");
  const database = await done(request);
  let start = performance.now();
  const writing = database.transaction("blocks", "readwrite");
  const store = writing.objectStore("blocks");
  await Promise.all(blocks.map((_, key) => done(store.get(key))));
  blocks.forEach((block, key) => store.put(block, key));
  await new Promise((good, bad) => {
    writing.oncomplete = good;
    writing.onabort = () => bad(writing.error);
  });
  const saved = performance.now() - start;
  start = performance.now();
  const reading = database.transaction("blocks").objectStore("blocks");
  const read = await Promise.all(blocks.map((_, key) => done(reading.get(key))));
  const loaded = performance.now() - start;
  return { saved, loaded, bytes: read.reduce((sum, block) => sum + block.length, 0) };
}
