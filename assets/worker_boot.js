// Starts the worker's program from a module that the page compiled once for the whole pool.
// The first message is { module, build }; what arrives before the program listens is kept for it.

const waiting = [];

function wait(event) {
  waiting.push(event);
}

self.onmessage = (first) => {
  self.onmessage = wait;
  start(first.data);
};

async function start({ module, build }) {
  try {
    const program = await import(`./worker.js?v=${build}`);
    await program.default({ module_or_path: module });
    if (self.onmessage === wait) throw new Error("the worker's program does not listen");
  } catch (error) {
    self.postMessage({ error: String(error) });
    return;
  }
  for (const event of waiting.splice(0)) self.onmessage(event);
}
