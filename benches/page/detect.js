// Contestants that look for anomalies: each works in a worker of its own, as detection does in the page.

/// Blip's detectors, one after the other in the same memory: `ofN` for the first N series.
export const blip = (options) => inWorker("blip", options);

/// A loop over plain arrays: mean, deviation, distance.
export const plain = (options) => inWorker("plain", options);

/// augurs, by the name of one of its methods.
export const augurs = (options) => inWorker("augurs", options);

async function inWorker(contestant, options) {
  const worker = new Worker(new URL("bench/page/detect_worker.js", document.baseURI), { type: "module" });
  const told = new Promise((done, failed) => {
    worker.onmessage = (event) => done(event.data);
    worker.onerror = (event) => failed(new Error(event.message));
  });
  worker.postMessage([contestant, { ...options, url: new URL(options.url, document.baseURI).href }]);
  const { error, ...measured } = await told;
  if (error) throw new Error(error);
  return measured;
}
