// Contestants that read logs, each in a worker of its own, as the page does.

import { inWorker } from "./in_worker.js";

/// A file, from memory to patterns.
export const read = (options) => inWorker("logs_worker.js", "read", { ...options, url: new URL(options.url, document.baseURI).href });

/// A long log that is made where it is read: how much memory it takes.
export const stream = (options) => inWorker("logs_worker.js", "stream", options);
