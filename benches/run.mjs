// Measures every row, prints the table, and fails where a ratio got worse than the recorded one.
//
//   node benches/run.mjs SITE_FOLDER DATA_FOLDER NATIVE_PROGRAM [--record]
//
// BENCH_QUICK=1 takes small sizes; BENCH_ONLY=long,one runs only these groups; PYTHON names a
// Python with pandas and pyarrow.

import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

import { serve } from "../scripts/serve.mjs";
import { browser } from "./chromium.mjs";
import { data } from "./data.mjs";
import { quiet } from "./quiet.mjs";
import { PEERS, ROWS, SIZES, groups } from "./rows.mjs";
import { compare, table } from "./table.mjs";

const [siteFolder, dataFolder, native] = process.argv.slice(2);
const record = process.argv.includes("--record");
const quick = process.env.BENCH_QUICK === "1";
const only = process.env.BENCH_ONLY?.split(",");
const sizes = { ...(quick ? SIZES.quick : SIZES.full) };
sizes.samples = Number(process.env.BENCH_SAMPLES ?? sizes.samples);
const RECORDED = join(import.meta.dirname, "recorded.json");

const folder = await data(resolve(dataFolder), {
  ...sizes,
  charts: [
    [sizes.chart, 1],
    [sizes.chart, 5],
    [sizes.large, 1],
  ],
  matrix: [sizes.few, sizes.many],
});
const python = [process.env.PYTHON, "python3"].find((one) => one && canRead(one));
if (!python) console.log("== no Python with pandas and pyarrow: those rows are skipped");

const site = await serve({ root: resolve(siteFolder), base: "/blip/" });
const chromium = await browser(site.url);
const measured = {};
const free = [];
try {
  for (const [name, group] of Object.entries(groups(sizes, { folder, python, native: resolve(native) }))) {
    if (only && !only.includes(name)) continue;
    measured[name] = await measure(name, group);
  }
} finally {
  await chromium.close();
  await site.close();
}
if (measured.five) measured.five.raw = { memory: [(sizes.chart * 6 * 8) / 2 ** 20] };

const recorded = existsSync(RECORDED) ? JSON.parse(readFileSync(RECORDED, "utf8")) : {};
const spare = `${Math.round(100 * middle(free))} %`;
console.log(`== of the processors' time, ${spare} was free when samples began (median)\n`);
const rows = ROWS.flatMap((row) => compare(row, measured, recorded));
console.log(table(rows, quick));
if (record && !quick) {
  for (const { id, own, theirs } of rows) {
    recorded[id] = { blip: rounded(own), peer: rounded(theirs), ratio: rounded(own / theirs), samples: sizes.samples };
  }
  writeFileSync(RECORDED, `${JSON.stringify(recorded, null, 2)}\n`);
  writeFileSync(join(import.meta.dirname, "RESULTS.md"), document(recorded));
}
const worse = quick || record ? [] : rows.filter((row) => row.worse);
for (const row of worse) console.log(`!! ${row.id}: ${row.ratio.toPrecision(3)}, recorded ${row.recorded}`);
process.exitCode = worse.length > 0 ? 1 : 0;

// Contestants take turns, and each turn begins with another one.
async function measure(name, { file, contestants }) {
  const figures = {};
  const names = Object.keys(contestants).filter((one) => contestants[one]);
  let agreed;
  for (let round = 0; round < sizes.samples; round++) {
    for (let turn = 0; turn < names.length; turn++) {
      const who = names[(turn + round) % names.length];
      const one = contestants[who];
      if (round >= (one.turns ?? sizes.samples)) continue;
      free.push(await quiet());
      const { check, ...values } = one.command ? command(one.command) : await chromium.sample({ file, ...one });
      agreed ??= check;
      // What reads no numbers has none to compare.
      if (check && !equal(agreed, check)) throw new Error(`${name}: ${who} found ${check}, others ${agreed}`);
      if (process.env.BENCH_VERBOSE) console.log(name, who, JSON.stringify(values));
      for (const [figure, value] of Object.entries(values)) ((figures[who] ??= {})[figure] ??= []).push(value);
    }
  }
  const medians = names.map((who) => `${who} ${Math.round(middle(figures[who].ms ?? figures[who].first ?? figures[who].saved))}`);
  console.log(`== ${name}: ${medians.join(", ")} (ms)`);
  return figures;
}

// Sparklines are kept in single precision, so extremes agree to that.
function equal(one, other) {
  return one.length === other.length && one.every((value, at) => Math.abs(value - other[at]) <= 1e-6 * Math.abs(value));
}

function command([program, ...flags]) {
  return JSON.parse(execFileSync(program, flags, { encoding: "utf8" }));
}

function canRead(program) {
  try {
    execFileSync(program, ["-c", "import pandas, pyarrow"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

function middle(values) {
  const sorted = values.toSorted((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
}

function rounded(value) {
  return Number(value.toPrecision(3));
}

// From what is recorded, since groups may have been recorded one by one.
function document(recorded) {
  const rows = ROWS.filter(([id]) => recorded[id]).map(([id, work, , theirs, target]) => {
    const { blip, peer, ratio } = recorded[id];
    return { id, work, peer: PEERS[theirs[1]], own: blip, theirs: peer, ratio, target };
  });
  const fewest = Math.min(...rows.map(({ id }) => recorded[id].samples));
  return `# Results

Written by \`RECORD=1 make bench\`: Chromium ${chromium.version}, medians of at least ${fewest} samples (recorded.json
has the number for each row), milliseconds, or MB for memory. When samples of the last run began, ${spare} of the processors' time was
free. [README.md](README.md) says what each row holds, what it leaves out, and why some rows miss.

${table(rows, false)}`;
}
