// What is written down: the ratios that later runs are held against, and the document of them.

import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { PEERS, ROWS } from "./rows.mjs";
import { speedTable } from "./speeds.mjs";
import { table } from "./table.mjs";

export const RECORDED = join(import.meta.dirname, "recorded.json");
const RESULTS = join(import.meta.dirname, "RESULTS.md");
/// Below this share of free processors a figure says that it was not alone.
const ALONE = 0.7;

/// Adds the rows and speeds of a run to what was recorded, and writes both files.
export function write(recorded, rows, { counts, figures }, { samples, free, version }) {
  const run = { on: new Date().toISOString().slice(0, 10), free: rounded(free) };
  for (const { id, own, theirs } of rows) {
    recorded[id] = { blip: rounded(own), peer: rounded(theirs), ratio: rounded(own / theirs), samples, ...run };
  }
  for (const [id, both] of Object.entries(figures)) {
    const each = Object.entries(both).map(([who, all]) => [who, all.map((one) => one && rounded(one))]);
    recorded.speeds = { ...run, counts, figures: { ...recorded.speeds?.figures, [id]: Object.fromEntries(each) } };
  }
  writeFileSync(RECORDED, `${JSON.stringify(recorded, null, 2)}\n`);
  writeFileSync(RESULTS, document(recorded, version));
}

// From what is recorded, since groups may have been recorded one by one.
function document(recorded, version) {
  const rows = ROWS.filter(([id]) => recorded[id]).map(([id, work, , theirs, target]) => {
    const { blip, peer, ratio } = recorded[id];
    return { id, work, peer: PEERS[theirs[1]], own: blip, theirs: peer, ratio, target };
  });
  const fewest = Math.min(...rows.map(({ id }) => recorded[id].samples));
  const speeds = recorded.speeds;
  return `# Results

Written by \`RECORD=1 make bench\`: Chromium ${version}, medians of at least ${fewest} samples (recorded.json
has the number for each row), milliseconds, or MB for memory. [README.md](README.md) says what each row
holds, what it leaves out, and why some rows miss.

${runs(recorded, rows)}

${table(rows, false)}${
    speeds
      ? `
## Detectors, milliseconds for so many series of 1,000 points

Recorded ${told(speeds)}. The last size is one sample. "µs a series" is of the size before it.

${speedTable(speeds)}`
      : ""
  }`;
}

// Which rows were recorded when, and whether the machine had other work.
function runs(recorded, rows) {
  const groups = new Map();
  for (const { id } of rows) {
    const when = told(recorded[id]);
    groups.set(when, [...(groups.get(when) ?? []), id]);
  }
  return [...groups].map(([when, ids]) => `- ${ids.join(", ")}: recorded ${when}.`).join("\n");
}

function told({ on, free }) {
  // As it was written down before each row said so.
  if (free === undefined) return `on ${on} with nothing else at work`;
  const share = `${Math.round(100 * free)} % of the processors' time was free when samples began`;
  return free < ALONE ? `on ${on} while other work ran on the machine: ${share}` : `on ${on}, ${share}`;
}

const rounded = (value) => Number(value.toPrecision(3));
