// The table of speeds: detectors over more and more series, in the browser's worker and natively.

import { SPEEDS } from "./detect.mjs";
import { median } from "./table.mjs";

const WHERE = ["wasm", "native"];

/// Milliseconds of what was measured, by detector: one number for each size of either program.
export function speeds(measured, sizes) {
  const counts = [...sizes.speeds, sizes.many];
  const figures = {};
  for (const id of Object.keys(SPEEDS)) {
    const at = (who, count) =>
      median(measured, [`speed-${id}${count === sizes.many ? "-most" : ""}`, who, `of${count}`]) ?? null;
    const both = Object.fromEntries(WHERE.map((who) => [who, counts.map((count) => at(who, count))]));
    if (both.wasm.some((one) => one !== null)) figures[id] = both;
  }
  return { counts, figures };
}

/// The table in Markdown; nothing if nothing was measured.
export function speedTable({ counts, figures }) {
  if (Object.keys(figures).length === 0) return "";
  const line = (id, who) => {
    const all = figures[id][who];
    const each = all[counts.length - 2];
    const cells = [...all.map(shown), each === null ? "" : Math.round((each * 1000) / counts[counts.length - 2])];
    return `| ${id} | ${who} | ${cells.join(" | ")} |`;
  };
  const lines = Object.keys(figures).flatMap((id) => WHERE.map((who) => line(id, who)));
  return `| detector | | ${counts.map((count) => count.toLocaleString("en")).join(" | ")} | µs a series |
|---|---|${"---:|".repeat(counts.length + 1)}
${lines.join("\n")}
`;
}

const shown = (value) => (value === null ? "" : String(Number(value.toPrecision(3))));
