// What is measured: groups of contestants that take turns, and the rows that compare two of them.

import { DETECTION, PEERS as DETECTING, detection } from "./detect.mjs";
import { LOGS, PEERS as LOGGING, logs } from "./logs.mjs";

/// Sizes; the quick ones are for trying and compare with nothing recorded.
export const SIZES = {
  full: { short: 1_000_000, long: 10_000_000, wide: 200_000, chart: 1_000_000, large: 10_000_000, few: 500, many: 5000, incidents: 10_000, speeds: [10, 50, 100, 500], slow: 50, log: 40_000_000, stream: 10_000_000_000, samples: 5 },
  quick: { short: 200_000, long: 1_000_000, wide: 20_000, chart: 200_000, large: 1_000_000, few: 100, many: 500, incidents: 2_000, speeds: [10, 50, 100], slow: 3, log: 4_000_000, stream: 300_000_000, samples: 3 },
};

const csv = (contestant, options) => ({ part: "csv", contestant, options });
const charts = (contestant, options) => ({ part: "charts", contestant, options });

/// Groups: a name, what is read, and contestants by name.
export function groups(sizes, { folder, python, science, drain, native, speed }) {
  const file = (name) => `${folder}/${name}`;
  const dated = (rows) => file(`dated-${rows}.csv`);
  const pandas = (path) =>
    python && {
      "pandas c": { command: [python, "benches/native/pandas_read.py", "c", path] },
      "pandas pyarrow": { command: [python, "benches/native/pandas_read.py", "pyarrow", path] },
    };
  const chart = (rows, series, more = {}) => ({
    file: file(`plotted-${rows}-${series}.csv`),
    contestants: {
      blip: charts("blip", { rows, series }),
      uplot: charts("uplot", { rows, series }),
      ...more,
    },
  });
  const matrix = (series) => ({ url: `data/matrix-${series}.json` });
  const body = (contestant, series) => ({ part: "matrix", contestant, options: matrix(series) });
  return {
    long: {
      file: dated(sizes.long),
      contestants: {
        blip: csv("blip"),
        "blip default": csv("blip", { detector: "moving_average" }),
        papa: csv("papaMain"),
        // So slow that two samples must do.
        "papa worker": { ...csv("papaWorker"), turns: 2 },
        duckdb: csv("duckdb"),
        floor: csv("readOnly"),
        "csv crate": { command: [native, "csv", dated(sizes.long)] },
        ...pandas(dated(sizes.long)),
      },
    },
    short: { file: dated(sizes.short), contestants: { blip: csv("blip"), papa: csv("papaMain"), floor: csv("readOnly") } },
    wide: {
      file: file(`wide-${sizes.wide}.csv`),
      contestants: {
        blip: csv("blip"),
        papa: csv("papaMain"),
        duckdb: csv("duckdb"),
        ...pandas(file(`wide-${sizes.wide}.csv`)),
      },
    },
    many: {
      contestants: {
        blip: body("blip", sizes.many),
        parse: body("parsed", sizes.many),
        "blip fetched": body("blipFetched", sizes.many),
        "parse fetched": body("parsedFetched", sizes.many),
        serde: { command: [native, "json", file(`matrix-${sizes.many}.json`)] },
      },
    },
    few: { contestants: { blip: body("blip", sizes.few), parse: body("parsed", sizes.few) } },
    one: chart(sizes.chart, 1, {
      "blip cold": charts("blip", { rows: sizes.chart, series: 1, warm: false }),
      "blip default": charts("blip", { rows: sizes.chart, series: 1, detector: "moving_average" }),
    }),
    five: chart(sizes.chart, 5),
    large: chart(sizes.large, 1),
    history: {
      contestants: {
        blip: { part: "history", contestant: "blip", options: { count: sizes.incidents } },
        records: { part: "history", contestant: "records", options: { count: sizes.incidents } },
        bare: { part: "history", contestant: "bare", options: { count: sizes.incidents } },
      },
    },
    start: {
      contestants: {
        blip: { part: "workers", contestant: "pool" },
        each: { part: "workers", contestant: "compileEach" },
      },
    },
    hand: {
      contestants: {
        blip: { part: "workers", contestant: "transfer" },
        clone: { part: "workers", contestant: "clone" },
        bare: { part: "workers", contestant: "bare" },
      },
    },
    ...detection(sizes, { folder, python: science, speed }),
    ...logs(sizes, { folder, drain }),
  };
}

/// Rows: number, work, [group, contestant, figure] of Blip and of the peer, target ratio if there is one.
export const ROWS = [
  ["V1", "CSV, dated, long: file to columns", ["long", "blip", "ms"], ["long", "papa", "ms"], 0.055],
  ["V1 ranked", "the same, with detection by the default detector, ranking and incidents", ["long", "blip default", "ranked"], ["long", "papa", "ms"], null],
  ["V1 floor", "the same file, read by a worker that looks at no byte: no reader can be faster", ["long", "floor", "ms"], ["long", "papa", "ms"], null],
  ["V2", "CSV, dated, long", ["long", "blip", "ms"], ["long", "duckdb", "ms"], 0.17],
  ["V3 c", "CSV, dated, long, native peer", ["long", "blip", "ms"], ["long", "pandas c", "ms"], 0.28],
  ["V3 pyarrow", "CSV, dated, long, native peer", ["long", "blip", "ms"], ["long", "pandas pyarrow", "ms"], 0.38],
  ["V4", "CSV, dated, long, native peer", ["long", "blip", "ms"], ["long", "csv crate", "ms"], 0.8],
  ["V5", "CSV, dated, short", ["short", "blip", "ms"], ["short", "papa", "ms"], 0.05],
  ["V5 floor", "the same file, read by a worker that looks at no byte", ["short", "floor", "ms"], ["short", "papa", "ms"], null],
  ["V6 papa", "CSV, 51 columns", ["wide", "blip", "ms"], ["wide", "papa", "ms"], 0.12],
  ["V6 duckdb", "CSV, 51 columns", ["wide", "blip", "ms"], ["wide", "duckdb", "ms"], 0.14],
  ["V6 c", "CSV, 51 columns, native peer", ["wide", "blip", "ms"], ["wide", "pandas c", "ms"], 0.65],
  ["V6 pyarrow", "CSV, 51 columns, native peer", ["wide", "blip", "ms"], ["wide", "pandas pyarrow", "ms"], 0.92],
  ["V7 duckdb", "peak memory of the renderer, long CSV, MB", ["long", "blip", "peak"], ["long", "duckdb", "peak"], 0.28],
  ["V7 papa", "peak memory of the renderer, long CSV, MB", ["long", "blip", "peak"], ["long", "papa", "peak"], 0.42],
  ["V8", "longest pause of the page's event loop, long CSV", ["long", "blip", "blocked"], ["long", "papa worker", "blocked"], 0.018],
  ["P1", "query_range, many series: body to columns", ["many", "blip", "ms"], ["many", "parse", "ms"], 0.14],
  ["P1 fetched", "the same from the network", ["many", "blip fetched", "ms"], ["many", "parse fetched", "ms"], null],
  ["P2", "query_range, many series, native peer", ["many", "blip", "ms"], ["many", "serde", "ms"], 0.75],
  ["P3", "query_range, few series: body to columns", ["few", "blip", "ms"], ["few", "parse", "ms"], 0.15],
  ["P4", "peak memory of the renderer, many series, fetched, MB", ["many", "blip fetched", "peak"], ["many", "parse fetched", "peak"], 0.35],
  ["C1", "first draw, 1 series, warmed", ["one", "blip", "first"], ["one", "uplot", "first"], 0.2],
  ["C1 cold", "the same, nothing drawn before", ["one", "blip cold", "first"], ["one", "uplot", "first"], null],
  ["C1 default", "the same, warmed, with the default detector's band and alarms", ["one", "blip default", "first"], ["one", "uplot", "first"], null],
  ["C2", "first draw, 5 series, warmed", ["five", "blip", "first"], ["five", "uplot", "first"], 0.14],
  ["C3", "first draw, 1 large series, warmed", ["large", "blip", "first"], ["large", "uplot", "first"], 0.13],
  ["C4", "pan frame, window of 95 %, 1 series", ["one", "blip", "panned"], ["one", "uplot", "panned"], 0.14],
  ["C4 default", "the same with the default detector's band and alarms", ["one", "blip default", "panned"], ["one", "uplot", "panned"], null],
  ["C5", "pan frame, window of 95 %, 1 large series", ["large", "blip", "panned"], ["large", "uplot", "panned"], 0.026],
  ["C6", "pan frame, window of 95 %, 5 series", ["five", "blip", "panned"], ["five", "uplot", "panned"], 0.09],
  ["C7", "frame of a 10 % window, 1 series", ["one", "blip", "zoomed"], ["one", "uplot", "zoomed"], 0.4],
  ["C9", "the worker's memory over its raw columns, 5 series, MB", ["five", "blip", "memory"], ["five", "raw", "memory"], 1.15],
  ["S1", "incidents stored", ["history", "blip", "saved"], ["history", "records", "saved"], 0.045],
  ["S2", "incidents loaded", ["history", "blip", "loaded"], ["history", "records", "loaded"], 0.14],
  ["S1 floor", "the bytes that Blip stored, put by themselves", ["history", "bare", "saved"], ["history", "records", "saved"], null],
  ["S2 floor", "the same bytes, read by themselves", ["history", "bare", "loaded"], ["history", "records", "loaded"], null],
  ["S3", "four workers ready", ["start", "blip", "ms"], ["start", "each", "ms"], 0.48],
  ["S4", "64 MB handed to a worker", ["hand", "blip", "ms"], ["hand", "clone", "ms"], 0.002],
  ["S4 floor", "64 MB transferred to a script that answers", ["hand", "bare", "ms"], ["hand", "clone", "ms"], null],
  ["S4 kept", "the same, copied into the worker's own memory", ["hand", "blip", "kept"], ["hand", "clone", "ms"], null],
  ...DETECTION,
  ...LOGS,
];

/// Names of the peers for the table.
export const PEERS = {
  papa: "PapaParse, main thread",
  "papa worker": "PapaParse, worker",
  duckdb: "DuckDB-wasm",
  "csv crate": "csv crate, native",
  "pandas c": "pandas, C engine",
  "pandas pyarrow": "pandas, pyarrow engine",
  parse: "JSON.parse and unary plus",
  "parse fetched": "JSON.parse and unary plus",
  serde: "serde_json typed, native",
  uplot: "uPlot",
  raw: "the raw columns",
  records: "a record each, one transaction; getAll",
  each: "a compilation each",
  clone: "structured clone",
  ...DETECTING,
  ...LOGGING,
};
