// Contestants that store and load incidents, each in a worker of its own, as the page does.

import { inWorker } from "./in_worker.js";

/// The worker's own store.
export const blip = (options) => inWorker("history_worker.js", "blip", options);

/// A record each, in one transaction; all of them by getAll.
export const records = (options) => inWorker("history_worker.js", "records", options);

/// The floor: the bytes that Blip stored, and nothing else done with them.
export const bare = (options) => inWorker("history_worker.js", "bare", options);
