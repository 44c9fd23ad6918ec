// Contestants that draw: Blip's worker, reducer and charts; uPlot over the same columns.
//
// Each frame is complete when a pixel has been read back, which ends the raster.

import uPlot from "uplot";

import { isRead, isScored, program, workers } from "./blip.js";
import { START, columns, plotted } from "./series.js";

const WIDTH = 1200;
const HEIGHT = 400;
const FRAMES = 30;
const NARROW = 0.1;
const WIDE = 0.95;
/// Charts that the page itself draws when it starts: the worst series of the demo, twice.
const DEMO_CHARTS = 8;

const chosen = () => document.getElementById("file").files[0];
const raster = (canvas) => canvas.getContext("2d").getImageData(0, 0, 1, 1).data[3];

// Windows of a share of all points, from the left end to the right one.
function windows(rows, share) {
  const free = (rows - 1) * (1 - share);
  return Array.from({ length: FRAMES }, (_, at) => {
    const from = START + Math.floor((free * at) / (FRAMES - 1));
    return [from, from + Math.floor((rows - 1) * share)];
  });
}

// Lowest and highest value drawn; uPlot knows them only where all points are seen.
const round = (pairs) => pairs.flat().map((value) => Math.round(value * 1000) / 1000);

/// One panel a series, as the page shows them, together as high as the peer's one chart.
export async function blip({ rows, series, detector = "threshold", warm = true }) {
  const { pool, heard, event } = await workers(detector);
  if (warm) await warmUp(pool, event);
  heard.length = 0;
  pool.open_file(chosen());
  await event(isRead);
  await event(isScored);
  const wide = program.plot_columns(WIDTH);
  const seen = [];
  let asked = 100;
  const height = Math.round(HEIGHT / series);
  const canvases = [];
  // Each panel as soon as its part of the answer is there, as the page does.
  const frame = async ([from, to]) => {
    const ticket = asked++;
    heard.length = 0;
    pool.ask(series, from, to, wide, ticket);
    for (let at = 0; at < series; at++) {
      await event((one) => one.kind === "drawn" && one.ticket === ticket && one.series === at);
      canvases[at] ??= canvas(height);
      if (!pool.draw(at, canvases[at])) throw new Error("nothing drawn");
      raster(canvases[at]);
    }
  };
  const start = performance.now();
  await frame([START, START + rows - 1]);
  const first = performance.now() - start;
  seen.push([...pool.drawn()].slice(0, 2));
  const zoomed = await timed(windows(rows, NARROW), frame);
  const panned = await timed(windows(rows, WIDE), frame);
  return { first, zoomed, panned, check: round(seen) };
}

// What the page does before anyone opens a file: the charts of the demo, drawn as the page draws them.
async function warmUp(pool, event) {
  let text = "timestamp,s0\n";
  for (let row = 0; row < 20_000; row++) text += `${START + row},${plotted(row, 0)}\n`;
  pool.open_file(new File([text], "warm.csv"));
  await event(isScored);
  pool.ask(1, START, START + 19_999, program.plot_columns(WIDTH), 1);
  await event((one) => one.kind === "drawn" && one.ticket === 1);
  const detached = document.createElement("canvas");
  [detached.width, detached.height] = [WIDTH, HEIGHT];
  for (let chart = 0; chart < DEMO_CHARTS; chart++) pool.draw(0, detached);
  raster(detached);
}

function canvas(height) {
  const element = document.createElement("canvas");
  [element.width, element.height] = [WIDTH, height];
  document.getElementById("place").append(element);
  return element;
}

// Mean milliseconds of a frame.
async function timed(all, frame) {
  const start = performance.now();
  for (const one of all) await frame(one);
  return (performance.now() - start) / all.length;
}

/// One chart with all series.
export async function uplot({ rows, series }) {
  const { times, values } = columns(rows, series);
  const colors = ["#2a6fdb", "#c2410c", "#15803d", "#7e22ce", "#be185d"];
  const options = {
    width: WIDTH,
    height: HEIGHT,
    legend: { show: false },
    cursor: { show: false },
    series: [{}, ...values.map((_, at) => ({ stroke: colors[at], width: 1 }))],
  };
  const place = document.getElementById("place");
  const start = performance.now();
  const chart = new uPlot(options, [times, ...values], place);
  // It draws in a microtask.
  await null;
  raster(chart.ctx.canvas);
  const first = performance.now() - start;
  const extremes = () => [
    Math.min(...chart.series.slice(1).map((one) => one.min)),
    Math.max(...chart.series.slice(1).map((one) => one.max)),
  ];
  const seen = [extremes()];
  const frame = async ([min, max]) => {
    chart.setScale("x", { min, max });
    await null;
    raster(chart.ctx.canvas);
  };
  const zoomed = await timed(windows(rows, NARROW), frame);
  const panned = await timed(windows(rows, WIDE), frame);
  return { first, zoomed, panned, check: round(seen) };
}
