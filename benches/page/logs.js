// Contestants that read logs, each in a worker of its own, as the page does.

/// A file, from memory to patterns.
export const read = (options) => inWorker("read", { ...options, url: new URL(options.url, document.baseURI).href });

/// A long log that is made where it is read: how much memory it takes.
export const stream = (options) => inWorker("stream", options);

async function inWorker(contestant, options) {
  const worker = new Worker(new URL("bench/page/logs_worker.js", document.baseURI), { type: "module" });
  const told = new Promise((done, failed) => {
    worker.onmessage = (event) => done(event.data);
    worker.onerror = (event) => failed(new Error(event.message));
  });
  worker.postMessage([contestant, options]);
  const { error, ...measured } = await told;
  if (error) throw new Error(error);
  return measured;
}
