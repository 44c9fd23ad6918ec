// What a worker of the detection benches does: it reads the series, makes itself ready, scores some
// that do not count, and then holds the clock.

/// Series that are scored before the clock starts; examples/detect_speed has the same two figures.
const WARM = 10;
/// Milliseconds that short work is repeated for; a figure is the mean.
const LONG_ENOUGH = 30;

const contestants = { blip, plain, augurs };

self.onmessage = async ({ data: [contestant, options] }) => {
  try {
    const values = new Float64Array(await (await fetch(options.url)).arrayBuffer());
    self.postMessage(await contestants[contestant](values, options));
  } catch (error) {
    self.postMessage({ error: String(error?.stack ?? error) });
  }
};

function timed(counts, work) {
  work(WARM);
  const figures = {};
  const found = [];
  for (const count of counts) {
    const start = performance.now();
    let [rounds, spent, one] = [0, 0, undefined];
    while (spent < LONG_ENOUGH) {
      one = work(count);
      rounds += 1;
      spent = performance.now() - start;
    }
    figures[`of${count}`] = figures.ms = spent / rounds;
    if (one) found.push(...one);
  }
  return found.length > 0 ? { ...figures, found } : figures;
}

async function blip(values, { points, detector, settings, counts }) {
  const program = await import("../../program/detect_speed.js");
  await program.default();
  const speed = new program.Speed(values, points);
  speed.choose(detector, settings);
  return { ...timed(counts, (count) => [...speed.judge(count)]), check: [...speed.check()] };
}

function columns(values, points) {
  const all = [];
  for (let from = 0; from + points <= values.length; from += points) all.push(values.subarray(from, from + points));
  return all;
}

const check = (all, points) => [all.length * points, all.reduce((sum, one) => sum + one[points - 1], 0)];

function plain(values, { points, threshold, counts }) {
  const all = columns(values, points);
  const work = (count) => {
    let [alarms, sum] = [0, 0];
    for (const one of all.slice(0, count)) {
      let mean = 0;
      for (const value of one) mean += value;
      mean /= one.length;
      let squares = 0;
      for (const value of one) squares += (value - mean) ** 2;
      const half = threshold * Math.sqrt(squares / (one.length - 1));
      for (const value of one) {
        const score = Math.abs(value - mean) / half;
        sum += score;
        if (score > 1) alarms += 1;
      }
    }
    return [alarms, sum];
  };
  return { ...timed(counts, work), check: check(all, points) };
}

/// As its own examples and Grafana's panels set it; 24 points are a day of the series.
const METHODS = {
  mad: ["outlier", ({ OutlierDetector }) => grouped(OutlierDetector.mad({ sensitivity: 0.5 }))],
  dbscan: ["outlier", ({ OutlierDetector }) => grouped(OutlierDetector.dbscan({ sensitivity: 0.5 }))],
  mstl: ["mstl", ({ MSTL }) => each(() => decompose(MSTL.ets([24])))],
  seasons: ["seasons", ({ seasonalities }) => each(() => seasonalities)],
  changes: ["changepoint", ({ ChangepointDetector }) => each(() => split(ChangepointDetector.normalGamma()))],
};

const grouped = (detector) => (all) => detector.detect(all).outlyingSeries.length;

const each = (make) => (all) => {
  for (const one of all) make()(one);
};

const decompose = (model) => (one) => {
  model.fit(one);
  model.predictInSample(0.95);
  model.free();
};

const split = (detector) => (one) => {
  detector.detectChangepoints(one);
  detector.free();
};

async function augurs(values, { points, method, counts }) {
  const [module, start] = METHODS[method];
  const program = await import(`../../peers/@bsull/augurs/${module}.js`);
  await program.default();
  program.custom_init?.();
  const all = columns(values, points);
  const run = start(program);
  // It finds other things than Blip does, so that only what was read can be compared.
  const work = (count) => void run(all.slice(0, count));
  return { ...timed(counts, work), check: check(all, points) };
}
