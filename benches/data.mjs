// What the contestants read: made once, the same on every machine, kept in a folder.

import { closeSync, createWriteStream, existsSync, mkdirSync, openSync, renameSync } from "node:fs";
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

import { logName } from "./logs.mjs";
import { START, plotted } from "./page/series.js";

const DAY = 86_400;
const two = Array.from({ length: 60 }, (_, n) => String(n).padStart(2, "0"));

/// Makes what is missing and resolves to the folder. `speed` is the program that makes the series which
/// detectors are to judge, `maker` the one that makes logs.
export async function data(folder, sizes, speed, maker) {
  mkdirSync(folder, { recursive: true });
  await file(folder, `dated-${sizes.short}.csv`, dated(sizes.short, 1));
  await file(folder, `dated-${sizes.long}.csv`, dated(sizes.long, 1));
  await file(folder, `wide-${sizes.wide}.csv`, dated(sizes.wide, 51));
  for (const [rows, series] of sizes.charts) await file(folder, `plotted-${rows}-${series}.csv`, plottedRows(rows, series));
  for (const series of sizes.matrix) await file(folder, `matrix-${series}.json`, matrix(series, 1000));
  for (const [series, points] of sizes.detect) {
    const path = join(folder, `detect-${series}x${points}.bin`);
    if (existsSync(path)) continue;
    execFileSync(speed, ["make", String(series), String(points), `${path}.part`]);
    renameSync(`${path}.part`, path);
  }
  for (const log of sizes.logs) {
    const path = join(folder, logName(log));
    if (existsSync(path)) continue;
    const part = openSync(`${path}.part`, "w");
    execFileSync(maker, [String(log.bytes), "--kind", log.kind], { stdio: ["ignore", part, "inherit"] });
    closeSync(part);
    renameSync(`${path}.part`, path);
  }
  return folder;
}

// A file is there only once it is whole.
async function file(folder, name, pieces) {
  const path = join(folder, name);
  if (existsSync(path)) return;
  const out = createWriteStream(`${path}.part`);
  for (const piece of pieces) if (!out.write(piece)) await once(out, "drain");
  out.end();
  await once(out, "finish");
  renameSync(`${path}.part`, path);
}

function* pieces(count, line, head) {
  let text = head;
  for (let at = 0; at < count; at++) {
    text += line(at);
    if (text.length > 1 << 20) {
      yield text;
      text = "";
    }
  }
  yield text;
}

// Three decimals, as gauges have them.
const value = (row, column) => (Math.imul(row + 1, 2654435761 + 40503 * column) >>> 0) % 100_000 / 1000;

function dated(rows, columns) {
  const names = columns === 1 ? ["value"] : Array.from({ length: columns }, (_, at) => `s${at}`);
  let day = "";
  let of = -1;
  const line = (row) => {
    const time = START + row;
    const number = Math.floor(time / DAY);
    if (number !== of) [day, of] = [new Date(number * DAY * 1000).toISOString().slice(0, 11), number];
    const second = time % DAY;
    let text = `${day}${two[Math.floor(second / 3600)]}:${two[Math.floor(second / 60) % 60]}:${two[second % 60]}Z`;
    for (let column = 0; column < columns; column++) text += `,${value(row, column)}`;
    return `${text}\n`;
  };
  return pieces(rows, line, `timestamp,${names.join(",")}\n`);
}

function plottedRows(rows, series) {
  const names = Array.from({ length: series }, (_, at) => `s${at}`);
  const line = (row) => {
    let text = String(START + row);
    for (let at = 0; at < series; at++) text += `,${plotted(row, at)}`;
    return `${text}\n`;
  };
  return pieces(rows, line, `timestamp,${names.join(",")}\n`);
}

// Half of the series carry 16 or 17 digits, as rate() gives; the others are counters.
function matrix(series, points) {
  const line = (at) => {
    const labels = `"__name__":"requests_total","instance":"node${at % 50}:9100","series":"${at}"`;
    const values = [];
    for (let point = 0; point < points; point++) {
      const number = (Math.imul(point + 1, 2654435761 + at) >>> 0) % 1_000_000;
      values.push(`[${START + point * 15},"${at % 2 ? number : Math.sqrt(number + 0.5)}"]`);
    }
    return `${at ? "," : ""}{"metric":{${labels}},"values":[${values.join(",")}]}`;
  };
  return matrixPieces(pieces(series, line, '{"status":"success","data":{"resultType":"matrix","result":['));
}

function* matrixPieces(body) {
  yield* body;
  yield "]}}";
}

