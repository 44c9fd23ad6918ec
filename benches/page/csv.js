// Contestants that turn a CSV file into columns of numbers.

import { check, isRead, isScored, workers } from "./blip.js";
import { watch } from "./blocked.js";

const chosen = () => document.getElementById("file").files[0];

/// Until the columns are there; `ranked` adds detection, summaries and incidents.
export async function blip({ detector = "threshold" }) {
  const { pool, heard, event } = await workers(detector);
  const file = chosen();
  const blocked = watch();
  const start = performance.now();
  pool.open_file(file);
  const read = await event(isRead);
  const longest = blocked();
  const scored = await event(isScored);
  return { ms: read.at - start, ranked: scored.at - start, blocked: longest, check: check(heard) };
}

// Typed columns that grow by half when full.
class Column {
  values = new Float64Array(1 << 16);
  length = 0;
  push(value) {
    if (this.length === this.values.length) {
      const wider = new Float64Array(Math.ceil(this.length * 1.5));
      wider.set(this.values);
      this.values = wider;
    }
    this.values[this.length++] = value;
  }
  array() {
    return this.values.subarray(0, this.length);
  }
}

function checkColumns(times, columns) {
  let points = 0;
  let last = 0;
  let low = Infinity;
  let high = -Infinity;
  for (const column of columns) {
    points += column.length;
    last += column[column.length - 1];
    for (const value of column) {
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  return [points, times[0], times[times.length - 1], last, low, high];
}

async function papa(worker) {
  await script("peers/papaparse/papaparse.min.js");
  const file = chosen();
  const times = new Column();
  let columns = [];
  let head = true;
  const blocked = watch();
  const start = performance.now();
  await new Promise((complete, error) => {
    window.Papa.parse(file, {
      worker,
      skipEmptyLines: true,
      complete,
      error,
      chunk({ data }) {
        let at = 0;
        if (head) {
          columns = data[0].slice(1).map(() => new Column());
          head = false;
          at = 1;
        }
        for (; at < data.length; at++) {
          const row = data[at];
          times.push(Date.parse(row[0]) / 1000);
          for (let place = 0; place < columns.length; place++) columns[place].push(+row[place + 1]);
        }
      },
    });
  });
  const ms = performance.now() - start;
  const longest = blocked();
  return { ms, blocked: longest, check: checkColumns(times.array(), columns.map((column) => column.array())) };
}

export const papaMain = () => papa(false);
export const papaWorker = () => papa(true);

/// Its start is not counted.
export async function duckdb() {
  const duck = await import("duckdb");
  const dist = new URL("peers/@duckdb/duckdb-wasm/dist/", document.baseURI);
  const worker = new Worker(new URL("duckdb-browser-eh.worker.js", dist));
  const database = new duck.AsyncDuckDB(new duck.VoidLogger(), worker);
  await database.instantiate(new URL("duckdb-eh.wasm", dist).href);
  const connection = await database.connect();
  await connection.query("set timezone = 'UTC'").catch(() => {});
  const file = chosen();
  const head = (await file.slice(0, 65_536).text()).split("\n", 1)[0].split(",").slice(1);
  const types = [["timestamp", "TIMESTAMP"], ...head.map((name) => [name, "DOUBLE"])];
  const struct = types.map(([name, type]) => `'${name}': '${type}'`).join(", ");
  const blocked = watch();
  const start = performance.now();
  await database.registerFileHandle("rows.csv", file, duck.DuckDBDataProtocol.BROWSER_FILEREADER, true);
  const table = await connection.query(
    `select epoch("timestamp") as "timestamp", ${head.map((name) => `"${name}"`).join(", ")}
     from read_csv('rows.csv', header = true, auto_detect = false, delim = ',', columns = {${struct}})`,
  );
  const times = Float64Array.from(table.getChild("timestamp").toArray());
  const columns = head.map((name) => table.getChild(name).toArray());
  const ms = performance.now() - start;
  const longest = blocked();
  return { ms, blocked: longest, check: checkColumns(times, columns) };
}

function script(address) {
  return new Promise((done, failed) => {
    const element = document.createElement("script");
    element.src = address;
    element.onload = done;
    element.onerror = () => failed(new Error(`${address} did not load`));
    document.head.append(element);
  });
}

/// The floor of every reader: a worker reads the file as Blip's does and looks at no byte.
export async function readOnly({ length = 1 << 20 }) {
  const worker = new Worker(new URL("bench/page/read_only.js", document.baseURI));
  const answer = (message) =>
    new Promise((done) => {
      worker.onmessage = done;
      worker.postMessage(message);
    });
  await answer({ file: new Blob(["x"]), length });
  const file = chosen();
  const start = performance.now();
  await answer({ file, length });
  return { ms: performance.now() - start };
}
