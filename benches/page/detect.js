// Contestants that look for anomalies: each works in a worker of its own, as detection does in the page.

import { inWorker } from "./in_worker.js";

const script = "detect_worker.js";
const whole = (options) => ({ ...options, url: new URL(options.url, document.baseURI).href });

/// Blip's detectors, one after the other in the same memory: `ofN` for the first N series.
export const blip = (options) => inWorker(script, "blip", whole(options));

/// A loop over plain arrays: mean, deviation, distance.
export const plain = (options) => inWorker(script, "plain", whole(options));

/// augurs, by the name of one of its methods.
export const augurs = (options) => inWorker(script, "augurs", whole(options));
