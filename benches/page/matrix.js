// Contestants that turn an answer of query_range into columns of numbers.

import { check, isScored, workers } from "./blip.js";

const STEP = 15;
/// As large as the pieces of a body that a browser hands over can be.
const PIECE = 2 << 20;

const body = async (url) => (await fetch(new URL(url, document.baseURI))).arrayBuffer();

/// From a body that is there, in pieces: `ms` until all points are columns; `ranked` adds detection.
export async function blip({ url }) {
  const { pool, heard, event } = await workers("threshold");
  const whole = await body(url);
  const pieces = [];
  for (let at = 0; at < whole.byteLength; at += PIECE) pieces.push(new Uint8Array(whole.slice(at, at + PIECE)));
  const start = performance.now();
  pool.open_matrix(STEP);
  for (const piece of pieces) pool.chunk(piece);
  // Jobs are done in order: the answer to this empty question says that all pieces are read.
  pool.ask(0, 0, 0, 1, 7);
  const read = await event((one) => one.kind === "drawn" && one.ticket === 7);
  pool.close();
  const scored = await event(isScored);
  return { ms: read.at - start, ranked: scored.at - start, check: check(heard) };
}

/// From the network, chunk by chunk, as the page reads it.
export async function blipFetched({ url }) {
  const { pool, heard, event } = await workers("threshold");
  const start = performance.now();
  pool.open_matrix(STEP);
  pool.stream(new URL(url, document.baseURI).href);
  await event((one) => one.kind === "fetched");
  pool.ask(0, 0, 0, 1, 7);
  const read = await event((one) => one.kind === "drawn" && one.ticket === 7);
  pool.close();
  const scored = await event(isScored);
  return { ms: read.at - start, ranked: scored.at - start, check: check(heard) };
}

function columnsOf(text) {
  const { result } = JSON.parse(text).data;
  return result.map(({ values }) => {
    const column = new Float64Array(values.length);
    const times = new Float64Array(values.length);
    for (let at = 0; at < values.length; at++) {
      times[at] = values[at][0];
      column[at] = +values[at][1];
    }
    return { times, column };
  });
}

function checkColumns(read) {
  let [points, last, low, high] = [0, 0, Infinity, -Infinity];
  for (const { column } of read) {
    points += column.length;
    last += column[column.length - 1];
    for (const value of column) {
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  return [points, read[0].times[0], read[0].times.at(-1), last, low, high];
}

/// Decode, JSON.parse, unary plus.
export async function parsed({ url }) {
  const whole = await body(url);
  const start = performance.now();
  const read = columnsOf(new TextDecoder().decode(whole));
  const ms = performance.now() - start;
  return { ms, check: checkColumns(read) };
}

/// The same from the network.
export async function parsedFetched({ url }) {
  const start = performance.now();
  const read = columnsOf(await (await fetch(new URL(url, document.baseURI))).text());
  const ms = performance.now() - start;
  return { ms, check: checkColumns(read) };
}
