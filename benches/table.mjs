// The rows of the table: medians, ratios, and what they are held against.

import { PEERS } from "./rows.mjs";

/// So much worse than recorded is a failure.
const TOLERANCE = 1.2;

/// The row, or none if one of its two was not measured.
export function compare([id, work, ours, theirs, target], measured, recorded) {
  const [own, peer] = [median(measured, ours), median(measured, theirs)];
  if (own === undefined || peer === undefined) return [];
  const ratio = own / peer;
  const before = recorded[id]?.ratio;
  const worse = before !== undefined && ratio > before * TOLERANCE;
  return [{ id, work, peer: PEERS[theirs[1]], own, theirs: peer, ratio, target, recorded: before, worse }];
}

/// The median of a figure; none if it was not measured.
export function median(measured, [group, contestant, figure]) {
  const values = measured[group]?.[contestant]?.[figure]?.filter((value) => value !== null);
  return values?.length ? middle(values) : undefined;
}

/// The median.
export function middle(values) {
  const sorted = values.toSorted((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
}

/// The table in Markdown; small sizes are held against no target.
export function table(rows, quick) {
  const lines = rows.map((row) => {
    const met = row.target === null || quick ? "" : row.ratio <= row.target ? "met" : "missed";
    const cells = [row.id, row.work, row.peer, short(row.own), short(row.theirs), row.ratio.toPrecision(3)];
    return `| ${[...cells, row.target ?? "", met].join(" | ")} |`;
  });
  return `| row | work | peer | Blip | peer's | ratio | target | |
|---|---|---|---:|---:|---:|---:|---|
${lines.join("\n")}
`;
}

const short = (value) => (value < 10 ? value.toFixed(2) : value < 100 ? value.toFixed(1) : value.toFixed(0));
