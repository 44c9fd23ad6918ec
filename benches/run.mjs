// Measures every row, prints the table, and fails where a ratio got worse than the recorded one.
//
//   node benches/run.mjs SITE_FOLDER DATA_FOLDER FOLDER_OF_NATIVE_PROGRAMS [--record]
//
// BENCH_QUICK=1 takes small sizes; BENCH_ONLY=long,one runs only these groups, or all whose names begin
// so (detect, speed, log); PYTHON names a Python with pandas and pyarrow, scikit-learn, PyOD and Drain3.

import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

import { serve } from "../scripts/serve.mjs";
import { browser } from "./chromium.mjs";
import { data } from "./data.mjs";
import { needed, scanned } from "./detect.mjs";
import { logged, tenths } from "./logs.mjs";
import { quiet } from "./quiet.mjs";
import { RECORDED, write } from "./results.mjs";
import { ROWS, SIZES, groups } from "./rows.mjs";
import { speedTable, speeds } from "./speeds.mjs";
import { compare, middle, table } from "./table.mjs";

const [siteFolder, dataFolder, programs] = process.argv.slice(2);
const record = process.argv.includes("--record");
const quick = process.env.BENCH_QUICK === "1";
const only = process.env.BENCH_ONLY?.split(",");
const sizes = { ...(quick ? SIZES.quick : SIZES.full) };
sizes.samples = Number(process.env.BENCH_SAMPLES ?? sizes.samples);
const [native, speed, maker] = ["bench_native", "detect_speed", "generate_log"].map((name) => join(resolve(programs), name));

const wanted = {
  ...sizes,
  charts: [
    [sizes.chart, 1],
    [sizes.chart, 5],
    [sizes.large, 1],
  ],
  matrix: [sizes.few, sizes.many],
  detect: needed(sizes),
  logs: logged(sizes),
};
const folder = await data(resolve(dataFolder), wanted, speed, maker);
const python = withModules("pandas, pyarrow");
const science = withModules("pandas, sklearn, pyod");
const drain = withModules("drain3");

const site = await serve({ root: resolve(siteFolder), base: "/blip/" });
const chromium = await browser(site.url);
const measured = {};
const free = [];
try {
  for (const [name, group] of Object.entries(groups(sizes, { folder, python, science, drain, native, speed }))) {
    if (only && !only.some((one) => name === one || name.startsWith(`${one}-`))) continue;
    measured[name] = await measure(name, group);
  }
} finally {
  await chromium.close();
  await site.close();
}
if (measured.five) measured.five.raw = { memory: [(sizes.chart * 6 * 8) / 2 ** 20] };
scanned(measured);
tenths(measured);

const recorded = existsSync(RECORDED) ? JSON.parse(readFileSync(RECORDED, "utf8")) : {};
const spare = middle(free);
console.log(`== of the processors' time, ${Math.round(100 * spare)} % was free when samples began (median)\n`);
const rows = ROWS.flatMap((row) => compare(row, measured, recorded));
console.log(table(rows, quick));
const scaled = speeds(measured, sizes);
console.log(speedTable(scaled));
if (record && !quick) {
  write(recorded, rows, scaled, { samples: sizes.samples, free: spare, version: chromium.version });
}
const worse = quick || record ? [] : rows.filter((row) => row.worse);
for (const row of worse) console.log(`!! ${row.id}: ${row.ratio.toPrecision(3)}, recorded ${row.recorded}`);
process.exitCode = worse.length > 0 ? 1 : 0;

// Contestants take turns, and each turn begins with another one.
async function measure(name, { file, contestants }) {
  const figures = {};
  const names = Object.keys(contestants).filter((one) => contestants[one]);
  const agreed = {};
  for (let round = 0; round < sizes.samples; round++) {
    for (let turn = 0; turn < names.length; turn++) {
      const who = names[(turn + round) % names.length];
      const one = contestants[who];
      if (round >= (one.turns ?? sizes.samples)) continue;
      free.push(await quiet());
      const { check, found, ...values } = one.command ? command(one.command) : await chromium.sample({ file, ...one });
      // What reads no numbers has none to compare; of those who found something, some do the same.
      const results = { read: check, ...(one.same && { [one.same]: found }) };
      for (const [what, result] of Object.entries(results)) {
        agreed[what] ??= result;
        if (result && !equal(agreed[what], result)) throw new Error(`${name}: ${who} found ${result}, others ${agreed[what]}`);
      }
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

// The first Python that has these modules.
function withModules(names) {
  const python = [process.env.PYTHON, "python3"].find((one) => one && runs(one, ["-c", `import ${names}`]));
  if (!python) console.log(`== no Python with ${names}: those rows are skipped`);
  return python;
}

function runs(program, flags) {
  try {
    execFileSync(program, flags, { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
