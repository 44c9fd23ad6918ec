// Contestants that start workers and hand columns over.

import { load, program, workers as idle } from "./blip.js";
import { ear } from "./ear.js";

const WORKERS = 4;
const BYTES = 64 << 20;
const ROUNDS = 5;

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];

/// The page's pool: one compilation for all workers.
export async function pool() {
  await load();
  const { hear, heard, event } = ear();
  const start = performance.now();
  const workers = new program.Workers(hear);
  for (let at = 0; at < WORKERS; at++) workers.detector(at, "threshold");
  const all = () => heard.filter((one) => one.kind === "ready").length === WORKERS;
  await event(all);
  return { ms: performance.now() - start, check: [WORKERS] };
}

/// The same worker program, loaded and compiled by each of them.
export async function compileEach() {
  await load();
  const start = performance.now();
  const ready = Array.from({ length: WORKERS }, () => {
    const worker = new Worker(new URL("bench/page/compile_each.js", document.baseURI), { type: "module" });
    return new Promise((done, failed) => {
      worker.onmessage = done;
      worker.onerror = failed;
    });
  });
  await Promise.all(ready);
  return { ms: performance.now() - start, check: [ready.length] };
}

const filled = () => new Uint8Array(BYTES).fill(1);

/// A buffer handed to the page's worker: `ms` is the way, `kept` adds the copy into its memory.
export async function transfer() {
  const { pool: workers, event } = await idle("threshold");
  let ticket = 1;
  const way = async (give) => {
    const bytes = filled();
    const start = performance.now();
    give(bytes);
    const own = ticket++;
    workers.ask(0, 0, 0, 1, own);
    await event((one) => one.kind === "drawn" && one.ticket === own);
    if (bytes.length > 0) throw new Error("copied, not transferred");
    return performance.now() - start;
  };
  const all = { carry: [], chunk: [] };
  for (let round = 0; round < ROUNDS; round++) {
    all.carry.push(await way((bytes) => workers.carry(bytes)));
    all.chunk.push(await way((bytes) => workers.chunk(bytes)));
  }
  return { ms: median(all.carry), kept: median(all.chunk), check: [BYTES] };
}

/// Structured clone to a worker that says it has come.
export const clone = () => echoed((worker, bytes) => worker.postMessage(bytes));

/// The same transferred: what the browser itself takes for the way.
export const bare = () => echoed((worker, bytes) => worker.postMessage(bytes, [bytes.buffer]));

async function echoed(send) {
  const worker = new Worker(new URL("bench/page/echo.js", document.baseURI));
  const answer = () => new Promise((done) => (worker.onmessage = (event) => done(event.data)));
  worker.postMessage(new Uint8Array(8));
  await answer();
  const all = [];
  let length = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const bytes = filled();
    const start = performance.now();
    send(worker, bytes);
    length = await answer();
    all.push(performance.now() - start);
  }
  return { ms: median(all), check: [length] };
}
