// The benches of logs: groups of contestants, and the rows that compare two of them.

/// What is read: kind and bytes of each file.
export const logged = (sizes) => ["mixed", "uniform"].map((kind) => ({ kind, bytes: sizes.log }));

/// The name of a made-up log.
export const logName = ({ kind, bytes }) => `log-${kind}-${bytes}.log`;

/// Groups, as in rows.mjs.
export function logs(sizes, { folder, drain }) {
  const groups = {};
  for (const file of logged(sizes)) {
    groups[`log-${file.kind}`] = {
      contestants: {
        blip: { part: "logs", contestant: "read", options: { url: `data/${logName(file)}` } },
        drain3: drain && { command: [drain, "benches/native/drain.py", `${folder}/${logName(file)}`] },
      },
    };
  }
  for (const kind of ["mixed", "crowded"]) {
    groups[`log-memory-${kind}`] = {
      // Minutes: one sample must do.
      contestants: { blip: { part: "logs", contestant: "stream", options: { kind, bytes: sizes.stream }, turns: 1 } },
    };
  }
  return groups;
}

/// What was held after a tenth of a stream is the peer of what is held at its end.
export function tenths(measured) {
  for (const name of ["log-memory-mixed", "log-memory-crowded"]) {
    if (measured[name]) measured[name].tenth = measured[name].blip;
  }
}

const read = (id, kind) => [id, `${kind} log: file in memory to patterns`, [`log-${kind}`, "blip", "ms"], [`log-${kind}`, "drain3", "ms"], 0.033];
const held = (id, kind) => [id, `memory of the worker's program after a long ${kind} log, MB`, [`log-memory-${kind}`, "blip", "held"], [`log-memory-${kind}`, "tenth", "tenth"], 1.0];

/// Rows, as in rows.mjs.
export const LOGS = [read("L1", "mixed"), read("L2", "uniform"), held("L3", "mixed"), held("L3 crowded", "crowded")];

/// Names of the peers for the table.
export const PEERS = { drain3: "Drain3 with masks, native", tenth: "the same after a tenth of it" };
