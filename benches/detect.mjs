// The benches of detection: groups of contestants, and the rows that compare two of them.

const POINTS = 1000;
/// Series of one length each, for the forests: so many windows of 3 and of 6 points.
const FORESTS = [
  [402, 3],
  [10_005, 6],
];
/// Detectors of the table of speeds, with what each is set to.
export const SPEEDS = { auto: "", "auto live": "look=causal", zscore: "", iforest: "", knn: "", change_points: "" };

/// What is read: pairs of series and points.
export const needed = (sizes) => [
  [sizes.few, POINTS],
  [sizes.many, POINTS],
  ...FORESTS.map(([points]) => [1, points]),
];

/// Groups, as in rows.mjs.
export function detection(sizes, { folder, python, speed }) {
  const data = (series, points = POINTS) => ({ name: `detect-${series}x${points}.bin`, points });
  const [few, many] = [data(sizes.few), data(sizes.many)];
  const page = (contestant, { name, points }, options) => ({
    part: "detect",
    contestant,
    options: { url: `data/${name}`, points, ...options },
  });
  const blip = (read, counts, id, settings = "") => ({
    ...page("blip", read, { detector: id.split(" ")[0], settings, counts }),
    same: `${id} ${settings}`,
  });
  const augurs = (read, count, method) => page("augurs", read, { method, counts: [count] });
  const native = ({ name, points }, counts, id, settings) => ({
    command: [speed, "run", `${folder}/${name}`, String(points), id.split(" ")[0], settings, counts.join(",")],
    same: `${id} ${settings}`,
  });
  const peer = ({ name, points }, count, method, option = "") =>
    python && {
      command: [python, "benches/native/detect.py", method, `${folder}/${name}`, String(points), String(count), option],
    };
  const [CLASSIC, ROLLING] = ["mode=classic,threshold=3", "mode=classic,threshold=3,window=60"];
  const same = (one, other) => other && { ...other, same: one.same };
  const z = blip(many, [sizes.many], "zscore", CLASSIC);
  const rolling = blip(many, [sizes.many], "moving_average", ROLLING);
  const slow = [sizes.slow];
  const groups = {
    "detect-group": {
      contestants: {
        zscore: blip(few, [sizes.few], "zscore"),
        mad: augurs(few, sizes.few, "mad"),
        knn: blip(few, [sizes.few], "knn"),
        dbscan: augurs(few, sizes.few, "dbscan"),
      },
    },
    "detect-scan": {
      contestants: {
        seasonal: blip(few, slow, "seasonal_median"),
        auto: blip(few, slow, "auto"),
        changes: blip(few, slow, "change_points"),
        zscore: blip(few, slow, "zscore"),
        knn: blip(few, slow, "knn"),
        "augurs mstl": augurs(few, sizes.slow, "mstl"),
        "augurs changes": augurs(few, sizes.slow, "changes"),
        "augurs mad": augurs(few, sizes.slow, "mad"),
        "augurs dbscan": augurs(few, sizes.slow, "dbscan"),
      },
    },
    "detect-period": { contestants: { period: blip(few, [sizes.few], "period"), seasons: augurs(few, sizes.few, "seasons") } },
    "detect-rolling": { contestants: { rolling, "pandas rolling": same(rolling, peer(many, sizes.many, "rolling", "60")) } },
    "detect-z": {
      contestants: {
        z,
        numpy: same(z, peer(many, sizes.many, "numpy")),
        plain: { ...page("plain", many, { threshold: 3, counts: [sizes.many] }), same: z.same },
      },
    },
    "detect-lags": { contestants: { anomstack: blip(few, slow, "anomstack"), pyod: peer(few, sizes.slow, "anomstack") } },
  };
  for (const [points, window] of FORESTS) {
    const one = data(1, points);
    groups[`detect-forest-${window}`] = {
      contestants: {
        iforest: blip(one, [1], "iforest", `window=${window},trees=150`),
        sklearn: peer(one, 1, "forest", `150,${window}`),
      },
    };
  }
  for (const [id, settings] of Object.entries(SPEEDS)) {
    const pair = (read, counts, turns) => ({
      wasm: { ...blip(read, counts, id, settings), turns },
      native: { ...native(read, counts, id, settings), turns },
    });
    groups[`speed-${id}`] = { contestants: pair(few, sizes.speeds) };
    // Minutes: one sample must do.
    groups[`speed-${id}-most`] = { contestants: pair(many, [sizes.many], 1) };
  }
  return groups;
}

/// The four families of a full scan, ours and theirs, summed: what one after the other would take.
export function scanned({ "detect-scan": scan }) {
  if (!scan) return;
  const sum = (names) => ({ ms: scan[names[0]].ms.map((_, at) => names.reduce((all, one) => all + scan[one].ms[at], 0)) });
  scan.four = sum(["seasonal", "changes", "zscore", "knn"]);
  scan["augurs four"] = sum(["augurs mstl", "augurs changes", "augurs mad", "augurs dbscan"]);
}

const row = (id, work, group, own, theirs, target) => [id, work, [group, own, "ms"], [group, theirs, "ms"], target];

/// Rows, as in rows.mjs; each names what Blip does, as it is not always what the peer does.
export const DETECTION = [
  row("D1", "robust z-score, few series, each beside its own past", "detect-group", "zscore", "mad", 0.08),
  row("D2", "nearest neighbours, few series, each among its own windows", "detect-group", "knn", "dbscan", 0.12),
  row("D3", "seasonal median, some series", "detect-scan", "seasonal", "augurs mstl", 0.01),
  row("D3 auto", "auto, some series", "detect-scan", "auto", "augurs mstl", 0.01),
  row("D4", "change points, some series", "detect-scan", "changes", "augurs changes", 0.003),
  row("D5", "moving average, classic, window 60, many series", "detect-rolling", "rolling", "pandas rolling", 0.03),
  row("D6 numpy", "z-score, classic, many series", "detect-z", "z", "numpy", 0.06),
  row("D6 plain", "z-score, classic, many series", "detect-z", "z", "plain", 0.4),
  row("D7 short", "isolation forest, 150 trees, 400 windows of 3 points", "detect-forest-3", "iforest", "sklearn", 0.05),
  row("D7 long", "isolation forest, 150 trees, 10,000 windows of 6 points", "detect-forest-6", "iforest", "sklearn", 0.3),
  row("D8", "Anomstack's PCA and nearest neighbours, some series", "detect-lags", "anomstack", "pyod", 0.08),
  row("D9", "seasonal median, change points, z-score and nearest neighbours, some series", "detect-scan", "four", "augurs four", 0.005),
  row("D10", "period of each, few series", "detect-period", "period", "seasons", 0.15),
  ...Object.keys(SPEEDS).map((id) => row(`S5 ${id}`, `${id}, few series: wasm beside the same source`, `speed-${id}`, "wasm", "native", 1.2)),
];

/// Names of the peers for the table.
export const PEERS = {
  mad: "augurs MAD: series beside each other",
  dbscan: "augurs DBSCAN: series beside each other",
  "augurs mstl": "augurs MSTL, ETS trend",
  "augurs changes": "augurs, normal-gamma change points",
  "augurs four": "augurs: these two, MAD and DBSCAN",
  "pandas rolling": "pandas rolling, native",
  seasons: "augurs seasons, periodogram",
  numpy: "numpy, native",
  plain: "JavaScript loop",
  sklearn: "scikit-learn, native",
  pyod: "PyOD, native",
  native: "native",
};
