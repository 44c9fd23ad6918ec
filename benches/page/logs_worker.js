// What a worker of the benches of logs does: it makes itself ready, reads, and holds the clock.

import { answer } from "./in_worker.js";

const CHUNK = 1 << 20;
/// Bytes that are read before the clock starts.
const WARM = 4 * CHUNK;

answer("log_bench", { read, stream });

async function read(program, { url }) {
  const bytes = new Uint8Array(await (await fetch(url)).arrayBuffer());
  whole(program, bytes.subarray(0, WARM));
  const start = performance.now();
  const reading = whole(program, bytes);
  const ms = performance.now() - start;
  const lines = reading.lines();
  return { ms, rate: lines / ms / 1e3, check: [lines] };
}

function whole(program, bytes) {
  const reading = new program.Reading();
  for (let at = 0; at < bytes.length; at += CHUNK) reading.push(bytes.subarray(at, at + CHUNK));
  reading.finish();
  reading.look();
  return reading;
}

// Patterns are looked at ten times, as a page does while a file is read.
function stream(program, { kind, bytes }, memory) {
  const held = () => memory.buffer.byteLength / 2 ** 20;
  const made = new program.Made(kind, bytes);
  const reading = new program.Reading();
  const start = performance.now();
  let [came, looks, tenth] = [0, 0, undefined];
  while (made.next() > 0) {
    reading.read(made);
    came += CHUNK;
    if (came < ((looks + 1) * bytes) / 10) continue;
    looks += 1;
    reading.look();
    tenth ??= held();
  }
  reading.finish();
  const [, counted, other, records] = reading.look();
  if (counted + other !== records) throw new Error("counts do not sum");
  return { ms: performance.now() - start, held: held(), tenth, check: [records] };
}
