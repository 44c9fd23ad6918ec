// Blip as its own page drives it: the released worker, the real protocol, one listener.

import * as program from "program";
import { ear } from "./ear.js";

let started;

/// Milliseconds between the start of the page and its first work: nobody drops a file sooner. The
/// worker uses them to warm up.
const IDLE = 1500;

/// The wasm program of the bench page.
export function load() {
  started ??= program.default({ module_or_path: new URL("program/bench_page_bg.wasm", document.baseURI) });
  return started;
}

/// A pool whose first worker is ready and has this detector.
export async function workers(detector, { wait = IDLE } = {}) {
  await load();
  const { hear, heard, event } = ear();
  const pool = new program.Workers(hear);
  pool.detector(0, detector);
  await event((one) => one.kind === "ready");
  await new Promise((over) => setTimeout(over, wait));
  return { pool, heard, event };
}

export const isRead = (event) => event.kind === "progress" && event.total > 0 && event.bytes === event.total;
export const isScored = (event) => event.kind === "scored" && !event.partial;

/// Points, first and last time, sum of the last values, smallest and largest value.
export function check(heard) {
  const scored = heard.findLast(isScored);
  const from = heard.findLastIndex((event) => event.kind === "ranked" && event.first);
  const rows = heard.slice(from).filter((event) => event.kind === "ranked").flatMap((event) => event.series);
  const sum = (at) => rows.reduce((all, row) => all + row[at], 0);
  const low = rows.reduce((least, row) => Math.min(least, row[2]), Infinity);
  const high = rows.reduce((most, row) => Math.max(most, row[3]), -Infinity);
  return [sum(0), ...scored.range, sum(1), low, high];
}

export { program };
