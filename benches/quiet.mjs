// Other work on the machine falls into every figure, so that a sample waits for a quiet moment, but
// not for long.

import { readFileSync } from "node:fs";

const LOOK = 200;
const PATIENCE = 1_000;
/// Share of the processors' time that nobody uses.
const QUIET = 0.7;

const pause = (millis) => new Promise((over) => setTimeout(over, millis));

// The first line of /proc/stat: user, nice, system, idle, waiting …
function times() {
  const [, ...all] = readFileSync("/proc/stat", "utf8").split("\n", 1)[0].split(/\s+/).map(Number);
  return { idle: all[3] + all[4], all: all.reduce((sum, one) => sum + one, 0) };
}

/// Waits until the machine is quiet or the patience ends; tells how much of it was free at last.
export async function quiet() {
  const end = performance.now() + PATIENCE;
  for (;;) {
    const before = times();
    await pause(LOOK);
    const after = times();
    const free = (after.idle - before.idle) / Math.max(1, after.all - before.all);
    if (free >= QUIET || performance.now() > end) return free;
  }
}
